"""What a client does with a challenge: count up until the hash begins with enough zero bits."""

import itertools
from typing import Any

from korkwand.entry.proof_of_work import has_leading_zeros


def solve(refusal: dict[str, Any]) -> str:
    """The proof for the challenge that an answer carries."""
    for number in itertools.count():
        proof = f"{refusal['challenge']}.{number}"
        if has_leading_zeros(proof, refusal["bits"]):
            return proof
    raise AssertionError("unreachable")
