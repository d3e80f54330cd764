"""Every reason why somebody is not signed in: a page in plain words tells it, and the log by a line without values."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.api.signing_in import PUBLIC, Town, allowed, begun, came_back, me, new_cookie, sign_in, signed_in, town
from tests.api.test_statements import Tags
from tests.client import get
from tests.doors import running
from tests.provider import SECRET, Provider, subject_of, unsigned


def rs256(key: RSAKey, kid: str = "one") -> Any:
    return lambda claims: jwt.encode({"alg": "RS256", "kid": kid}, claims, key)


def by_our_own_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))


LIES: dict[str, dict[str, Any]] = {
    "wrong nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "for another client": {"aud": "somebody"},
    "for many, by another": {"aud": ["korkwand", "somebody"], "azp": "somebody"},
    "expired": {"exp": 1},
    "without an end": {"exp": None},
    "from the future": {"iat": 2**40},
    "nobody": {"sub": ""},
    "no subject": {"sub": None},
    "a number": {"sub": 7},
    "endless": {"sub": "x" * 10_000},
    "another token's hash": {"at_hash": "x" * 22},
}
FORGED: dict[str, Any] = {
    "unsigned": unsigned,
    "by our own secret": by_our_own_secret,
    "by another key": rs256(RSAKey.generate_key(2048)),
    "by an unknown key": rs256(RSAKey.generate_key(2048), "two"),
    "missing": lambda _: None,
    "no token": lambda _: "x.y.z",
}


class TestRefusals:
    """Each is a page in plain words, signs nobody in, and is one line in the log that names no value."""

    def refused(self, place: Town, answer: httpx.Response, status: int, word: str) -> None:
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert f"<h1>{word}" in answer.text
        assert not {"script", "style", "img"} & set(Tags(answer.text).tags)
        assert new_cookie(answer) is None
        assert " WARNING " in place.first.log().splitlines()[-1]

    @pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
    def test_a_token_that_does_not_say_what_it_must(self, strict_place: Town, lie: dict[str, Any]) -> None:
        """[WA20]"""
        strict_place.provider.lie = lie
        guest = strict_place.first.guest()
        self.refused(strict_place, sign_in(guest), 403, "Die Anmeldung hat nicht geklappt")
        assert not me(guest)["signed_in"]

    @pytest.mark.parametrize("sign", FORGED.values(), ids=FORGED)
    def test_a_token_that_the_provider_has_not_signed(self, strict_place: Town, sign: Any) -> None:
        """[WA20]"""
        strict_place.provider.sign = sign
        guest = strict_place.first.guest()
        self.refused(strict_place, sign_in(guest), 403, "Die Anmeldung hat nicht geklappt")
        assert not me(guest)["signed_in"]

    @pytest.mark.parametrize("change", [
        {"state": "another"}, {"state": ""}, {"state": "ä"}, {"code": "another"}, {"code": ""}, {"iss": "https://evil.example"},
        {"error": "server_error"},
    ], ids=str)  # fmt: skip
    def test_an_answer_that_is_not_the_provider_s(self, strict_place: Town, change: dict[str, str]) -> None:
        """[WA20]"""
        guest = strict_place.first.guest()
        answer = came_back(guest, {**allowed(begun(guest)), **change})
        if "state" in change:
            self.refused(strict_place, answer, 400, "Das hat zu lange gedauert")
        else:
            self.refused(strict_place, answer, 403, "Die Anmeldung hat nicht geklappt")
        assert not me(guest)["signed_in"]

    def test_an_answer_for_another_browser(self, strict_place: Town) -> None:
        """[WA20] Else somebody could be signed in as another without noticing."""
        answer = allowed(begun(strict_place.first.guest()))
        self.refused(strict_place, came_back(strict_place.first.guest(), answer), 400, "Das hat zu lange gedauert")
        guest = strict_place.first.guest()
        begun(guest)
        self.refused(strict_place, came_back(guest, answer), 400, "Das hat zu lange gedauert")

    @pytest.mark.parametrize("kept", ["", "x", "x.y", "e30=.00", "ä.ä", "x" * 2000])
    def test_a_cookie_that_we_have_not_made(self, strict_place: Town, kept: str) -> None:
        headers = {"Cookie": f"korkwand_sign_in={kept}".encode()}
        answer = get(f"{strict_place.first.address}/api/sign-in/callback?state=x&code=y", headers=headers)  # type: ignore[arg-type]
        self.refused(strict_place, answer, 400, "Das hat zu lange gedauert")

    def test_the_same_answer_twice(self, strict_place: Town) -> None:
        """The cookie is gone after the first time, and the provider takes a code once."""
        guest = strict_place.first.guest()
        answer = allowed(begun(guest))
        kept = guest.cookies["korkwand_sign_in"]
        assert came_back(guest, answer).status_code == 303
        self.refused(strict_place, came_back(guest, answer), 400, "Das hat zu lange gedauert")
        guest.cookies.set("korkwand_sign_in", kept, domain="127.0.0.1")
        self.refused(strict_place, came_back(guest, answer), 403, "Die Anmeldung hat nicht geklappt")

    def test_who_cancels_is_told_that_nothing_happened_in_his_language(self, strict_place: Town) -> None:
        guest = strict_place.first.guest()
        self.refused(strict_place, sign_in(guest, ""), 403, "Sie sind nicht angemeldet")
        english = strict_place.first.guest(**{"Accept-Language": "en-GB"})
        self.refused(strict_place, sign_in(english, ""), 403, "You are not signed in")

    def test_a_provider_that_is_out_of_order(self, strict_place: Town) -> None:
        guest = strict_place.first.guest()
        answer = allowed(begun(guest))
        strict_place.provider.broken = True
        self.refused(strict_place, came_back(guest, answer), 503, "Die Anmeldung geht gerade nicht")

    def test_a_new_key_of_the_provider_is_found(self, strict_place: Town) -> None:
        provider = strict_place.provider
        sign_in(strict_place.first.guest())
        provider.key = RSAKey.generate_key(2048, {"kid": "three", "use": "sig", "alg": "RS256"})
        assert sign_in(strict_place.first.guest()).status_code == 303


@pytest.mark.parametrize(("described", "status"), [
    ({"issuer": "https://evil.example"}, 403),
    ({"token_endpoint": "ftp://127.0.0.1/token"}, 403),
    ({"authorization_endpoint": None}, 403),
    ({"jwks_uri": "file:///etc/passwd"}, 403),
    ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, 403),
])  # fmt: skip
def test_a_provider_that_describes_itself_wrongly(
    provider: Provider, tmp_path: Path, described: dict[str, Any], status: int
) -> None:
    provider.description = described
    with town(tmp_path, provider) as place:
        guest = place.first.guest()
        answer = guest.get("/api/sign-in")
        if answer.status_code == 303:
            answer = came_back(guest, allowed(answer.headers["location"]))
        assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")


def test_a_provider_that_does_not_answer_stops_nothing_else(tmp_path: Path) -> None:
    settings = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "korkwand"}
    with running(tmp_path, **settings) as server:
        answer = server.guest().get("/api/sign-in")
        assert (answer.status_code, "Die Anmeldung geht gerade nicht" in answer.text) == (503, True)
        assert server.guest().make_board().snapshot()["seq"] == 1


def test_a_provider_is_asked_for_no_more_than_who_it_is(tmp_path: Path, provider: Provider) -> None:
    with town(tmp_path, provider, oidc_scope="openid") as place:
        assert me(signed_in(place.first)) == {"signed_in": True, "name": None}


def test_what_is_secret_is_in_no_log_and_who_it_is_not_in_the_database(tmp_path: Path, provider: Provider) -> None:
    with town(tmp_path, provider) as place:
        signed_in(place.first)
        provider.lie = {"nonce": "wrong-nonce-canary"}
        sign_in(place.first.guest())
        provider.be_honest()
        guest = place.first.guest()
        came_back(guest, {**allowed(begun(guest)), "code": "wrong-code-canary"})
        sign_in(place.first.guest(), "")
        place.first.stop()
        place.second.stop()
        stored = b"".join(file.read_bytes() for file in tmp_path.glob("korkwand.db*"))
        told = {SECRET, subject_of("anna"), "wrong-nonce-canary", "wrong-code-canary", "Anna Ähre", *provider.told}
        assert len(told) > 15
        assert {word for word in told if word in place.log() + place.first.printed} == set()
        assert {word for word in told - {"Anna Ähre"} if word.encode() in stored} == set()
        assert "?" not in place.log()
        assert "Traceback" not in place.log()
        place.first.start()
        place.second.start()
        assert PUBLIC not in place.log()
