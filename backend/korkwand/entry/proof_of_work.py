"""A small proof of work: who has computed for a moment may guess in a lane of their own when the open one is full.

Nothing is kept of a challenge: it carries its time and a MAC over what it is for. That a solution serves only once is
seen to where guesses are counted (entry/guesses.py). After Dwork and Naor, "Pricing via Processing", 1992; the
puzzle is Hashcash's.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from typing import Any, Final

from korkwand.clock import Clock

BITS: Final = 16
"""Zero bits that the solution's SHA-256 begins with: 2^16 hashes on average, a moment for a phone."""
VALID_S: Final = 600
"""How long a challenge can be solved. Shorter than the window of guesses, which remembers the used ones."""

_SHAPE: Final = re.compile(r"(\d{10})\.([\w-]{22})\.([\w-]{43})\.(\d{1,20})", re.ASCII)


class Challenges:
    """Makes challenges and checks their solutions. `key` is shared by all processes of an installation."""

    def __init__(self, key: str, clock: Clock) -> None:
        self._key = key.encode()
        self._clock = clock

    def make(self, subject: str) -> dict[str, Any]:
        """A fresh challenge for this subject, as an answer carries it."""
        begun = f"{int(self._clock().timestamp()):010}.{secrets.token_urlsafe(16)}"
        return {"challenge": f"{begun}.{self._mac(subject, begun)}", "bits": BITS}

    def solved(self, subject: str, proof: str) -> str | None:
        """The nonce of the challenge that this proof solves; None if it does not, or is too old."""
        parts = _SHAPE.fullmatch(proof)
        if parts is None:
            return None
        issued, nonce, mac, _ = parts.groups()
        if not hmac.compare_digest(mac, self._mac(subject, f"{issued}.{nonce}")):
            return None
        age = self._clock().timestamp() - int(issued)
        return nonce if -VALID_S <= age <= VALID_S and has_leading_zeros(proof, BITS) else None

    def _mac(self, subject: str, begun: str) -> str:
        digest = hmac.digest(self._key, f"{subject}.{begun}".encode(), "sha256")
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


def has_leading_zeros(proof: str, bits: int) -> bool:
    """Whether the SHA-256 of the text begins with so many zero bits."""
    return int.from_bytes(hashlib.sha256(proof.encode()).digest(), "big") >> (256 - bits) == 0
