"""Prices encrypted as Google does, with the keys and messages that Google publishes."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha1
from hmac import new as hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.agents.exchanges import ExchangeDirectory
from bidding.notices.google_price import GooglePrices
from bidding.notices.handling import Notices
from bidding.notices.price import Prices
from bidding.notices.publishing import NoticePublisher
from domain.errors import InvalidInput
from domain.exchanges.values import Exchange, PriceEncryption
from tests.bidding.test_notice_tokens import token
from tests.bidding.test_notices import NOW_MS, SIGNER, Journal

E_KEY = "skU7Ax_NL5pPAFyKdkfZjZz2-VhIN8bjj1rVFOaJ_5o="
I_KEY = "arO23ykdNqUQ5LEoQ0FVmPkBd7xB5CO89PDZlSjpFxo="
PUBLISHED = [
    ("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemCce_6msaw", 100),
    ("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemCAWJRxOgA", 1_900),
    ("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemC32prpWWw", 2_700),
]
GOOGLE = GooglePrices(E_KEY, I_KEY)


@pytest.mark.parametrize(("message", "micros"), PUBLISHED)
def test_published_messages_hold_their_published_prices(message: str, micros: int):
    assert GOOGLE.cpm_micros(message) == micros


def encrypted(micros: int, vector: bytes, e_key: str = E_KEY) -> str:
    price = micros.to_bytes(8)
    pad = hmac(urlsafe_b64decode(e_key), vector, sha1).digest()[:8]
    signature = hmac(urlsafe_b64decode(I_KEY), price + vector, sha1).digest()[:4]
    hidden = bytes(a ^ b for a, b in zip(price, pad, strict=True))
    return urlsafe_b64encode(vector + hidden + signature).rstrip(b"=").decode()


@given(st.integers(0, 10**18), st.binary(min_size=16, max_size=16))
def test_whatever_is_encrypted_is_read_back(micros: int, vector: bytes):
    assert GOOGLE.cpm_micros(encrypted(micros, vector)) == micros


@given(st.text(max_size=60))
def test_anything_else_is_no_price(text: str):
    with pytest.raises(InvalidInput):
        GOOGLE.cpm_micros(text)


@given(st.integers(0, 36), st.sampled_from("ABab01-_"))
def test_a_message_changed_anywhere_is_no_price(position: int, replacement: str):
    message = PUBLISHED[0][0]
    changed = message[:position] + replacement + message[position + 1 :]
    if changed != message:
        with pytest.raises(InvalidInput):
            GOOGLE.cpm_micros(changed)


@pytest.mark.parametrize("keys", ["", "short,short", f"{E_KEY}", f"{E_KEY},!!!", f"{E_KEY},{I_KEY[:10]}"])
def test_unusable_keys_are_refused_at_the_start(keys: str):
    with pytest.raises(InvalidInput):
        Prices(lambda _: PriceEncryption.GOOGLE, {"demo": keys})


async def bill(price: str, *, encryption=PriceEncryption.GOOGLE, keys=f"{E_KEY},{I_KEY}", rate_e9: int = 1_000_000_000):
    journal = Journal()
    prices = Prices(lambda _: encryption, {"demo": keys} if keys else {})
    notices = Notices(SIGNER, NoticePublisher(journal.publish), clock_ms=lambda: NOW_MS, prices=prices)
    answer = await notices.take("bill", SIGNER.sign(token(rate_e9=rate_e9)).bill, f"price={price}&currency=USD")
    assert answer.status == 204
    [event] = journal.events
    assert (event.price_nanos == -1) == (event.reason == "price_unreadable")
    return event.price_nanos


@pytest.mark.parametrize("price", ["", "${AUCTION_PRICE}", "%%AUCTION_PRICE%%"])
async def test_a_bill_without_a_price_is_disputed_where_prices_are_encrypted_and_paid_in_full_elsewhere(price: str):
    assert await bill(price) == -1
    assert await bill(price, encryption=PriceEncryption.NONE) == token().max_price_nanos


@pytest.mark.parametrize("price", ["", "1.90", PUBLISHED[1][0]])
async def test_a_bill_of_an_exchange_that_nobody_knows_is_disputed(price: str):
    assert await bill(price, encryption=None) == -1


def test_how_an_exchange_tells_prices_is_known_of_those_we_have_alone():
    known = ExchangeDirectory()
    known.apply(Exchange(exchange_id="exc_g", name="G", tenants=(), price_encryption=PriceEncryption.GOOGLE))
    known.apply(Exchange(exchange_id="exc_r", name="R", tenants=(), revoked=True))
    wanted = [PriceEncryption.GOOGLE, PriceEncryption.NONE, None]
    assert [known.encryption_of(exchange_id) for exchange_id in ("exc_g", "exc_r", "exc_none")] == wanted


async def test_an_encrypted_price_is_billed_in_the_campaigns_currency():
    assert await bill(PUBLISHED[1][0]) == 1_900
    assert await bill(PUBLISHED[1][0], rate_e9=500_000_000) == 950


async def test_a_price_in_the_clear_is_disputed_where_prices_are_encrypted():
    assert await bill("1.90") == -1
    assert await bill("1.90", encryption=PriceEncryption.NONE) == 1_900_000


async def test_an_encrypted_price_is_disputed_where_there_are_no_keys_or_none_is_expected():
    assert await bill(PUBLISHED[1][0], keys="") == -1
    assert await bill(PUBLISHED[1][0], encryption=PriceEncryption.NONE) == -1
