from base64 import urlsafe_b64decode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.notices.token import (
    NONCE_BYTES,
    SIGNATURE_CHARACTERS,
    NoticeSigner,
    NoticeToken,
    Particulars,
    Standing,
    landing_digest,
    pack_particulars,
    pack_standing,
)
from bidding.notices.urls import NoticeUrls
from domain.errors import Forbidden, InvalidInput
from domain.events.values import EventType

KEY = "k1:" + "s" * 32
OTHER = "k2:" + "t" * 32
KINDS = ("win", "bill", "loss", "click")


def token(**changes: object) -> NoticeToken:
    facts = {
        "bid_id": "bid_1",
        "bidder_id": "bdr_1",
        "lease_id": "lse_1",
        "tenant_id": "acme",
        "campaign_id": "cmp_1",
        "creative_id": "crt_1",
        "exchange_id": "demo",
        "request_id": "request/1 ü",
        "impression_id": "1",
        "person_id": "",
        "max_price_nanos": 2_500_000,
        "rate_e9": 1_000_000_000,
        "bid_currency": "USD",
        "currency": "USD",
        "expires_at_ms": 1_700_000_000_000,
        "is_test": False,
        "landing": landing_digest("https://shop.example/"),
    }
    return NoticeToken(**(facts | changes))


STANDING = Standing(**{name: getattr(token(), name) for name in Standing.__struct_fields__})
PARTICULARS = Particulars(**{name: getattr(token(), name) for name in Particulars.__struct_fields__})


def win_of(signer: NoticeSigner, said: bytes) -> str:
    stem, signatures = signer.seal(said)
    return (stem + signatures[:SIGNATURE_CHARACTERS]).decode()


def test_each_kind_verifies_as_itself_and_as_nothing_else():
    signed = NoticeSigner([KEY]).sign(token())
    for signed_as in KINDS:
        for read_as in EventType:
            same = read_as.value == signed_as or (read_as is EventType.CONVERSION and signed_as == "click")
            if same:
                assert NoticeSigner([KEY]).verify(read_as, getattr(signed, signed_as)) == token()
            else:
                with pytest.raises(Forbidden):
                    NoticeSigner([KEY]).verify(read_as, getattr(signed, signed_as))


def test_a_rotated_key_still_verifies_and_a_dropped_one_no_longer_does():
    signed = NoticeSigner([KEY]).sign(token()).bill
    assert NoticeSigner([OTHER, KEY]).verify(EventType.BILL, signed) == token()
    assert NoticeSigner([OTHER, KEY]).sign(token()).bill.startswith("k2.")
    with pytest.raises(Forbidden):
        NoticeSigner([OTHER]).verify(EventType.BILL, signed)


def test_the_same_secret_under_another_id_signs_differently():
    here, there = NoticeSigner([KEY]).sign(token()).bill, NoticeSigner(["k9" + KEY[2:]]).sign(token()).bill
    assert here.rsplit(".", 1)[1] != there.rsplit(".", 1)[1]


ROTATION = ([KEY], [KEY, OTHER], [OTHER, KEY], [OTHER])
"""The operator's procedure: the new key is added last, then put first, and the old one is dropped after the last bid."""


@pytest.mark.parametrize("step", range(len(ROTATION) - 2))
def test_while_keys_rotate_processes_a_step_apart_verify_each_others_tokens(step: int):
    behind, ahead = NoticeSigner(ROTATION[step]), NoticeSigner(ROTATION[step + 1])
    for signs, verifies in ((behind, ahead), (ahead, behind)):
        assert verifies.verify(EventType.BILL, signs.sign(token()).bill) == token()


def test_a_token_tells_nobody_what_is_in_it():
    secret = token(person_id="per-somebody", max_price_nanos=123_456_789, campaign_id="cmp_secret")
    signed = NoticeSigner([KEY]).sign(secret).click
    payload = urlsafe_b64decode(signed.split(".")[1] + "==")
    for told in (b"per-somebody", b"cmp_secret", msgspec.msgpack.encode(123_456_789), b"acme"):
        assert told not in payload
    with pytest.raises(msgspec.DecodeError):
        msgspec.msgpack.decode(payload[NONCE_BYTES:], type=tuple[Standing, Particulars])


def test_tokens_that_differ_in_anything_look_altogether_different():
    signer = NoticeSigner([KEY])
    payloads = [urlsafe_b64decode(signer.sign(token(max_price_nanos=n)).bill.split(".")[1] + "==") for n in range(200)]
    for at in range(len(payloads[0])):
        assert len({payload[at] for payload in payloads}) > 50


def test_the_same_bid_is_sealed_the_same_way_by_every_process():
    assert NoticeSigner([KEY]).sign(token()) == NoticeSigner([KEY, OTHER]).sign(token())


def test_a_token_is_no_longer_than_what_it_hides_by_much():
    packed = len(pack_standing(STANDING) + pack_particulars(PARTICULARS))
    assert len(NoticeSigner([KEY]).sign(token()).bill) <= (packed + NONCE_BYTES) * 4 / 3 + len("k1..") + 16 + 1


@given(position=st.integers(0, 10_000), replacement=st.characters(codec="utf-8"))
def test_a_token_changed_anywhere_is_refused(position: int, replacement: str):
    signer = NoticeSigner([KEY])
    signed = signer.sign(token()).bill
    position %= len(signed)
    changed = signed[:position] + replacement + signed[position + 1 :]
    if changed != signed:
        with pytest.raises(Forbidden):
            signer.verify(EventType.BILL, changed)


@given(bit=st.integers(0, 1 << 20))
def test_any_bit_turned_over_is_refused(bit: int):
    signer = NoticeSigner([KEY])
    signed = bytearray(signer.sign(token()).click.encode())
    bit %= len(signed) * 8
    signed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Forbidden):
        signer.verify(EventType.CLICK, signed.decode("latin-1"))


@pytest.mark.parametrize("length", range(6))
def test_no_token_has_a_second_spelling(length: int):
    """The last character of base 64 has bits that decoders ignore, and decoders ignore strange characters."""
    signer = NoticeSigner([KEY])
    signed = signer.sign(token(request_id="r" * length)).bill
    key_id, payload, signature = signed.split(".")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spellings = {payload[:-1] + last for last in alphabet} | {
        payload + "=",
        payload + "A",
        f"{payload[:9]}!{payload[9:]}",
    }
    spellings |= {payload.replace("-", "+"), payload.replace("_", "/")}
    for spelling in spellings - {payload}:
        with pytest.raises(Forbidden):
            signer.verify(EventType.BILL, f"{key_id}.{spelling}.{signature}")
    with pytest.raises(Forbidden):
        signer.verify(EventType.BILL, f"{signed}.")


def test_signatures_of_one_kind_do_for_no_other_token():
    signer = NoticeSigner([KEY])
    here, there = (signer.sign(token(max_price_nanos=nanos)).bill.split(".") for nanos in (1, 2))
    with pytest.raises(Forbidden):
        signer.verify(EventType.BILL, f"{here[0]}.{here[1]}.{there[2]}")


@given(st.text(max_size=300))
def test_what_is_no_token_is_refused(text: str):
    with pytest.raises(Forbidden):
        NoticeSigner([KEY]).verify(EventType.WIN, text)


@given(
    request_id=st.text(max_size=64),
    person_id=st.text(max_size=64),
    max_price_nanos=st.integers(0, 10**15),
    rate_e9=st.integers(1, 10**15),
    is_test=st.booleans(),
)
def test_whatever_a_bid_says_comes_back(**facts: object):
    signer = NoticeSigner([KEY])
    assert signer.verify(EventType.LOSS, signer.sign(token(**facts)).loss) == token(**facts)


def test_a_token_needs_no_encoding_in_a_url_or_in_json():
    signed = NoticeSigner([KEY]).sign(token())
    allowed = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    assert all(set(getattr(signed, kind)) <= allowed for kind in KINDS)


@pytest.mark.parametrize(
    "keys", [[], ["nosecret"], ["k1:short"], [KEY, KEY], ["bad.id:" + "s" * 32], ["k1:" + "s" * 15]]
)
def test_unusable_keys_are_refused_at_the_start(keys: list[str]):
    with pytest.raises(InvalidInput):
        NoticeSigner(keys)


def test_urls_carry_the_macros_of_their_kind():
    signed = NoticeSigner([KEY]).sign(token())
    urls = NoticeUrls("https://bid.example/")
    assert urls.win(signed) == (
        f"https://bid.example/v1/notices/win/{signed.win}"
        "?price=${AUCTION_PRICE}&currency=${AUCTION_CURRENCY}&min=${AUCTION_MIN_TO_WIN}"
    )
    assert urls.bill(signed).startswith(f"https://bid.example/v1/notices/bill/{signed.bill}?price=${{AUCTION_PRICE}}")
    assert urls.loss(signed).endswith("&reason=${AUCTION_LOSS}")
    assert urls.click(signed, "https://shop.example/?a=b&c=d").endswith(
        "?to=https%3A%2F%2Fshop.example%2F%3Fa%3Db%26c%3Dd"
    )


def test_what_a_token_says_is_arrays_that_newer_versions_may_lengthen():
    signer = NoticeSigner([KEY])
    said = pack_standing(STANDING) + pack_particulars(PARTICULARS)
    standing, particulars = msgspec.msgpack.decode(said)
    newer = [[*standing, "from a later version"], [*particulars, 7], ["more"]]
    read = [signer.verify(EventType.WIN, win_of(signer, what)) for what in (said, msgspec.msgpack.encode(newer))]
    assert read == [token(), token()]


def test_what_is_sealed_right_and_says_something_else_is_refused():
    signer = NoticeSigner([KEY])
    for said in (b"\x93\x01\x02\x03", b"\xc1", msgspec.msgpack.encode([["one"], []])):
        with pytest.raises(Forbidden):
            signer.verify(EventType.WIN, win_of(signer, said))
