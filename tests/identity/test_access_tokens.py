"""Access tokens that are forged, altered, old or meant for somebody else open nothing."""

import base64
import json

import msgspec
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from joserfc.jws import JWSRegistry

from domain.errors import Unauthenticated
from domain.identity.sessions import rules
from domain.identity.sessions.values import ACCESS_LIFE_MS
from domain.identity.values import Permission, Role

NOW = 1_800_000_000_000
KEY = rules.new_key("sgn_1")
KEYS = {"sgn_1": ECKey.import_key(rules.public_half(KEY))}
CLAIMS = {
    "iss": rules.ISSUER,
    "aud": rules.AUDIENCE,
    "sub": "usr_1",
    "tenant_id": "ours",
    "sid": "ses_1",
    "rev": 1,
    "roles": ["viewer"],
    "grants": [],
    "scope": "campaign:read",
    "iat": NOW // 1_000,
    "exp": NOW // 1_000 + 300,
    "jti": "acc_1",
}
HEADER = {"alg": "ES256", "kid": "sgn_1", "typ": "at+jwt"}


def encoded(part) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed(header=HEADER, claims=CLAIMS, key=KEY) -> str:
    return jwt.encode(header, claims, key, algorithms=[header["alg"]])


def without(name: str) -> dict:
    return {claim: value for claim, value in CLAIMS.items() if claim != name}


def altered() -> str:
    head, _, signature = signed().split(".")
    return f"{head}.{encoded(CLAIMS | {'scope': 'tenant:write'})}.{signature}"


def hmac_with_the_public_key() -> str:
    pem = KEYS["sgn_1"].as_pem(private=False)
    header, key = {**HEADER, "alg": "HS256"}, OctKey.import_key(base64.urlsafe_b64encode(pem))
    return signed(header, CLAIMS, key)


def with_a_key_of_its_own() -> str:
    other = rules.new_key("sgn_1")
    return signed(HEADER | {"jwk": rules.public_half(other)}, CLAIMS, other)


def signed_by_hand(header) -> str:
    """Rightly, with a header that libraries refuse to write."""
    message = f"{encoded(header)}.{encoded(CLAIMS)}"
    return f"{message}.{encoded(JWSRegistry.algorithms['ES256'].sign(message.encode(), KEY))}"


def test_a_token_signed_by_hand_is_good_without_an_extension():
    assert rules.read_access_token(signed_by_hand(HEADER), KEYS, now_ms=NOW).sub == "usr_1"


ATTACKS = {
    "no signature, and an algorithm that says so": lambda: f"{encoded(HEADER | {'alg': 'none'})}.{encoded(CLAIMS)}.",
    "the same in other letters": lambda: f"{encoded(HEADER | {'alg': 'nOnE'})}.{encoded(CLAIMS)}.",
    "the signature cut off": lambda: signed().rpartition(".")[0] + ".",
    "other claims under the same signature": altered,
    "an HMAC keyed with our public key": hmac_with_the_public_key,
    "a key that travels in the header": with_a_key_of_its_own,
    "another key under our key's name": lambda: signed(key=rules.new_key("sgn_1")),
    "a key nobody knows": lambda: signed(HEADER | {"kid": "sgn_2"}),
    "a key's name that is a path": lambda: signed(HEADER | {"kid": "../../etc/passwd"}),
    "no key's name": lambda: signed({"alg": "ES256", "typ": "at+jwt"}),
    "a key's name that is no text": lambda: f"{encoded(HEADER | {'kid': 7})}.{encoded(CLAIMS)}.x",
    "a critical extension nobody here knows": lambda: signed_by_hand(HEADER | {"crit": ["moon"], "moon": True}),
    "another audience": lambda: signed(claims=CLAIMS | {"aud": "somebody-else"}),
    "our audience among others": lambda: signed(claims=CLAIMS | {"aud": [rules.AUDIENCE, "somebody-else"]}),
    "another issuer": lambda: signed(claims=CLAIMS | {"iss": "somebody-else"}),
    "another type of token": lambda: signed(HEADER | {"typ": "JWT"}),
    "expired": lambda: signed(claims=CLAIMS | {"exp": NOW // 1_000}),
    "no expiry": lambda: signed(claims=without("exp")),
    "an expiry that is text": lambda: signed(claims=CLAIMS | {"exp": "never"}),
    "issued in the future": lambda: signed(claims=CLAIMS | {"iat": NOW // 1_000 + 3_600}),
    "no tenant": lambda: signed(claims=without("tenant_id")),
    "a role nobody knows": lambda: signed(claims=CLAIMS | {"roles": ["god"]}),
    "claims that are no object": lambda: f"{encoded(HEADER)}.{encoded([])}.x",
    "no JSON": lambda: "eyJ.eyJ.x",
    "nothing": lambda: "eyJ..",
    "text beyond ASCII": lambda: "eyJ\xe9.\xe9.\xe9",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_an_access_token_opens_nothing_with(attack):
    with pytest.raises(Unauthenticated):
        token = attack()
        rules.key_id_of(token)
        rules.read_access_token(token, KEYS, now_ms=NOW)


def test_a_permission_this_version_does_not_know_is_refused():
    claims = rules.read_access_token(signed(claims=CLAIMS | {"scope": "campaign:read moon:write"}), KEYS, now_ms=NOW)
    with pytest.raises(Unauthenticated):
        rules.identity_of(claims)


def test_ours_says_who_when_and_what_for():
    token = rules.write_access_token(
        KEY,
        token_id="acc_1",
        tenant_id="ours",
        user_id="usr_1",
        session_id="ses_1",
        revision=3,
        roles=[Role.VIEWER],
        grants=[],
        permissions=[Permission.CAMPAIGN_READ, Permission.ANALYTICS_READ],
        tenant_per_minute=600,
        now_ms=NOW,
    )
    header, body, _ = token.split(".")
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == HEADER
    said = msgspec.json.decode(base64.urlsafe_b64decode(body + "=="))
    assert said == CLAIMS | {"rev": 3, "scope": "analytics:read campaign:read", "rpm": 600}
    claims = rules.read_access_token(token, KEYS, now_ms=NOW + ACCESS_LIFE_MS - 1)
    assert rules.identity_of(claims).permissions == {Permission.CAMPAIGN_READ, Permission.ANALYTICS_READ}
    with pytest.raises(Unauthenticated):
        rules.read_access_token(token, KEYS, now_ms=NOW + ACCESS_LIFE_MS)


def test_a_token_of_an_earlier_revision_is_not_current():
    claims = rules.read_access_token(signed(), KEYS, now_ms=NOW)
    assert rules.is_current(claims, {})
    assert rules.is_current(claims, {"ses_1": 1, "ses_2": 9})
    assert not rules.is_current(claims, {"ses_1": 2})
