import asyncio
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

import pytest

from bidding.notices.handling import NoticeAnswer, Notices
from bidding.notices.publishing import NoticePublisher
from bidding.notices.token import NoticeSigner, NoticeToken, landing_digest
from bidding.notices.urls import NoticeUrls
from domain.budgets.rules import Account, Bill, Lease, judge, settle
from domain.budgets.values import Verdict
from domain.errors import Unavailable
from domain.events.values import Event
from storage.nats.connection import connect
from storage.nats.events import decode_events, publish_events
from storage.nats.streams import ensure_streams
from tests.bidding.test_notice_tokens import KEY, token
from tests.patience import PATIENCE_S

NOW_MS = 1_700_000_000_500
SIGNER = NoticeSigner([KEY])


class Journal:
    """Stands where JetStream stands, and acknowledges when told to."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, list[Event], str]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.failures = 0

    async def publish(self, subject: str, events: Sequence[Event], message_id: str) -> None:
        await self.open.wait()
        if self.failures:
            self.failures -= 1
            raise Unavailable("away")
        self.messages.append((subject, list(events), message_id))

    @property
    def events(self) -> list[Event]:
        return [event for _, events, _ in self.messages for event in events]


def desk(journal: Journal) -> Notices:
    return Notices(SIGNER, NoticePublisher(journal.publish), clock_ms=lambda: NOW_MS)


async def take(kind: str, query: str, *, of: NoticeToken | None = None, journal: Journal | None = None):
    journal = journal or Journal()
    signed = SIGNER.sign(of or token())
    text = signed.click if kind == "conversion" else getattr(signed, kind)
    return await desk(journal).take(kind, text, query), journal.events


async def test_a_bill_becomes_an_event_the_banker_can_judge_alone():
    answer, [event] = await take("bill", "price=1.25&currency=USD")
    assert answer == NoticeAnswer(204)
    assert event == Event(
        event_id="bid_1:bill",
        type="bill",
        at_ms=NOW_MS,
        tenant_id="acme",
        campaign_id="cmp_1",
        creative_id="crt_1",
        exchange_id="demo",
        request_id="request/1 ü",
        impression_id="1",
        bid_id="bid_1",
        price_nanos=1_250_000,
        currency="USD",
        bidder_id="bdr_1",
        lease_id="lse_1",
        max_price_nanos=2_500_000,
        expires_at_ms=1_700_000_000_000,
    )


@pytest.mark.parametrize(
    ("price", "rate_e9", "nanos"),
    [
        ("0", 1_000_000_000, 0),
        ("2.5", 1_000_000_000, 2_500_000),
        (".5", 1_000_000_000, 500_000),
        ("3.", 1_000_000_000, 3_000_000),
        ("1.0000005", 1_000_000_000, 1_000_000),
        ("1.0000015", 1_000_000_000, 1_000_002),
        ("1", 920_000_000, 920_000),
        ("0.000003", 500_000_000, 2),
        ("0.000001", 500_000_000, 0),
    ],
)
async def test_the_price_is_converted_exactly_and_rounded_once(price: str, rate_e9: int, nanos: int):
    _, [event] = await take("bill", f"price={price}", of=token(rate_e9=rate_e9, currency="EUR"))
    assert (event.price_nanos, event.currency) == (nanos, "EUR")


@pytest.mark.parametrize(
    "price", ["${AUCTION_PRICE}", "%24%7BAUCTION_PRICE%7D", "{AUCTION_PRICE}", "", "${AUCTION_PRICE:B64}"]
)
@pytest.mark.parametrize("kind", ["win", "bill"])
async def test_a_price_left_as_a_macro_counts_the_whole_bid_and_says_so(kind: str, price: str):
    answer, [event] = await take(kind, f"price={price}&currency=${{AUCTION_CURRENCY}}")
    assert answer.status == 204
    assert (event.price_nanos, event.reason) == (2_500_000, "price_assumed")


NO_PRICES = ["-1", "abc", "nan", "inf", "1e9", "1,5", "9" * 13, "0x10", "\u0661", "."]


@pytest.mark.parametrize("price", NO_PRICES)
async def test_a_bill_whose_price_cannot_be_read_is_acknowledged_and_left_to_dispute(price: str):
    answer, [event] = await take("bill", f"price={price}")
    assert (answer.status, event.price_nanos, event.reason, event.claimed) == (204, -1, "price_unreadable", price)


async def test_a_bill_in_another_currency_than_the_bid_is_acknowledged_and_left_to_dispute():
    answer, [event] = await take("bill", "price=1.20&currency=EUR")
    assert (answer.status, event.price_nanos, event.currency) == (204, -1, "USD")
    assert (event.reason, event.claimed) == ("currency_foreign", "1.20 EUR")


@pytest.mark.parametrize("query", ["price=abc", "price=1&currency=EUR"])
async def test_what_is_left_to_dispute_is_disputed_by_the_banker_and_owed_by_nobody(query: str):
    _, [event] = await take("bill", query)
    account = Account(currency="USD", budget_nanos=10**12, outstanding_nanos=10**9)
    lease = Lease(granted_nanos=10**9)
    bill = Bill(
        price_nanos=event.price_nanos,
        max_price_nanos=event.max_price_nanos,
        currency=event.currency,
        received_at_ms=event.at_ms,
        expires_at_ms=event.at_ms,
    )
    verdict = judge(account, lease, bill, grace_ms=0)
    assert verdict is Verdict.DISPUTED_INVALID
    assert settle(account, lease, bill, verdict) == (account, lease)


@pytest.mark.parametrize("price", NO_PRICES)
async def test_a_win_whose_price_cannot_be_read_has_none(price: str):
    answer, [event] = await take("win", f"price={price}")
    assert (answer.status, event.price_nanos, event.reason) == (204, 0, "price_unreadable")


@pytest.mark.parametrize(
    "query", ["price=AUDIT", "price=1&currency=AUDIT", "price=QVVESVQ=", "price=AUDIT&currency=AUDIT"]
)
@pytest.mark.parametrize("kind", ["win", "bill", "loss"])
async def test_a_look_at_the_markup_bills_nothing_and_leaves_the_real_notice_its_place(kind: str, query: str):
    answer, [event] = await take(kind, query)
    assert answer.status == 204
    assert (event.type, event.event_id, event.is_test) == ("audit", f"bid_1:audit:{kind}", True)
    assert (event.price_nanos, event.lease_id) == (0, "")


@pytest.mark.parametrize(
    ("reason", "recorded"),
    [
        ("102", "outbid"),
        ("0", "won"),
        ("100", "below_floor"),
        ("213", "not_allowed_in_deal"),
        ("512", "exchange:512"),
        ("77", "undefined:77"),
        ("${AUCTION_LOSS}", ""),
        ("<b>", ""),
        ("", ""),
        ("\u0661", ""),
    ],
)
async def test_a_loss_says_why_if_the_exchange_does(reason: str, recorded: str):
    answer, [event] = await take("loss", f"price=${{AUCTION_PRICE}}&reason={reason}")
    assert (answer.status, event.reason, event.price_nanos) == (204, recorded, 0)


@pytest.mark.parametrize(
    ("said", "nanos"), [("1.75", 1_750_000), ("${AUCTION_MIN_TO_WIN}", 0), ("", 0), ("-1", 0), ("much", 0)]
)
@pytest.mark.parametrize("kind", ["win", "loss"])
async def test_what_winning_took_is_recorded_where_the_exchange_says_so(kind: str, said: str, nanos: int):
    answer, [event] = await take(kind, f"price=1.5&min={said}&reason=102")
    assert (answer.status, event.price_nanos, event.min_to_win_nanos) == (204, 1_500_000, nanos)


async def test_an_impression_in_markup_and_a_billing_notice_are_one_bill():
    journal = Journal()
    signed = SIGNER.sign(token())
    urls, secure = NoticeUrls("http://bid.example"), NoticeUrls("https://bid.example")
    for url in (urls.bill(signed), secure.bill(signed), secure.bill(signed)):
        parts = urlsplit(url.replace("${AUCTION_PRICE}", "1.5").replace("${AUCTION_CURRENCY}", "USD"))
        kind, text = parts.path.removeprefix("/v1/notices/").split("/")
        assert (await desk(journal).take(kind, text, parts.query)).status == 204
    assert {(event.event_id, event.price_nanos) for event in journal.events} == {("bid_1:bill", 1_500_000)}
    assert {message_id for _, _, message_id in journal.messages} == {"bill:bid_1"}


async def test_a_conversion_may_be_a_picture_on_the_page():
    journal = Journal()
    answer = await desk(journal).take("conversion", SIGNER.sign(token()).click, "value=3&format=gif")
    assert answer == NoticeAnswer(200, is_pixel=True)
    assert [event.value_micros for event in journal.events] == [3_000_000]


async def test_a_forged_token_is_forbidden_and_an_unknown_kind_not_found():
    journal = Journal()
    signed = SIGNER.sign(token())
    assert (await desk(journal).take("bill", signed.click, "price=1")).status == 403
    assert (await desk(journal).take("bill", "k1.nonsense.", "price=1")).status == 403
    assert (await desk(journal).take("refund", signed.bill, "price=1")).status == 404
    assert (await desk(journal).take("bid", signed.bill, "price=1")).status == 404
    assert (await desk(journal).take("bill", signed.bill, "&".join(["a=1"] * 100))).status == 400
    assert journal.events == []


async def test_a_test_bid_and_a_late_notice_are_recorded_as_what_they_are():
    _, [event] = await take("bill", "price=1", of=token(is_test=True, expires_at_ms=1))
    assert event.is_test
    assert event.expires_at_ms == 1 < event.at_ms


async def test_a_click_leads_to_the_signed_address_with_its_token_and_is_recorded():
    landing = "https://shop.example/sale?colour=blü#top"
    answer, [event] = await take(
        "click",
        "to=https%3A%2F%2Fshop.example%2Fsale%3Fcolour%3Dbl%C3%BC%23top",
        of=token(landing=landing_digest(landing)),
    )
    assert answer.status == 302
    parts = urlsplit(answer.location)
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("https", "shop.example", "/sale", "top")
    assert parse_qs(parts.query)["colour"] == ["blü"]
    click_token = parse_qs(parts.query)["ce_click"][0]
    assert event.event_id == "bid_1:click"
    journal = Journal()
    assert (await desk(journal).take("conversion", click_token, "value=12.50")).status == 204
    [conversion] = journal.events
    assert (conversion.event_id, conversion.value_micros) == ("bid_1:conversion", 12_500_000)


@pytest.mark.parametrize(
    "landing",
    [
        "https://evil.example/",
        "https://shop.example",
        "https://shop.example/x",
        "",
        "javascript:alert(1)",
        "//evil.example",
    ],
)
async def test_a_click_leads_nowhere_else(landing: str):
    answer, events = await take("click", f"to={landing}")
    assert (answer.status, answer.location, events) == (403, "", [])


async def test_a_click_leads_to_web_pages_only_even_when_signed():
    answer, _ = await take("click", "to=javascript:alert(1)", of=token(landing=landing_digest("javascript:alert(1)")))
    assert (answer.status, answer.location) == (400, "")


async def test_a_click_whose_record_is_late_still_leads_on():
    journal = Journal()
    journal.failures = 10
    answer, _ = await take("click", "to=https://shop.example/", journal=journal)
    assert answer.status == 302


@pytest.mark.parametrize("value", ["-1", "many", "1e3", "1000000000.01", "999999999999"])
async def test_a_conversion_worth_nonsense_is_a_bad_request(value: str):
    answer, events = await take("conversion", f"value={value}")
    assert (answer.status, events) == (400, [])


async def test_an_unacknowledged_notice_is_not_confirmed():
    journal = Journal()
    journal.failures = 2
    answer, events = await take("bill", "price=1", journal=journal)
    assert (answer.status, events) == (503, [])


async def test_a_failure_nobody_expected_stops_no_later_notice():
    journal = Journal()
    stored = journal.publish
    failing = True

    async def publish(subject: str, events: Sequence[Event], message_id: str) -> None:
        if failing:
            raise RuntimeError("a fault of ours")
        await stored(subject, events, message_id)

    notices = Notices(SIGNER, NoticePublisher(publish), clock_ms=lambda: NOW_MS)
    bill = SIGNER.sign(token()).bill
    async with asyncio.timeout(PATIENCE_S):
        assert await notices.take("bill", bill, "") == NoticeAnswer(503)
        failing = False
        assert await notices.take("bill", bill, "") == NoticeAnswer(204)
    assert [event.event_id for event in journal.events] == ["bid_1:bill"]


async def test_one_failure_is_repeated_under_the_same_id():
    journal = Journal()
    journal.failures = 1
    answer, events = await take("bill", "price=1", journal=journal)
    assert (answer.status, len(events)) == (204, 1)


async def test_notices_that_come_fast_share_a_message_and_each_waits_for_its_acknowledgement():
    journal = Journal()
    notices = desk(journal)
    journal.open.clear()
    tokens = [SIGNER.sign(token(bid_id=f"bid_{number}")).bill for number in range(250)]
    answers = [asyncio.ensure_future(notices.take("bill", text, "price=1")) for text in tokens]
    for _ in range(5):
        await asyncio.sleep(0)
    assert not any(answer.done() for answer in answers)
    journal.open.set()
    assert {answer.status for answer in await asyncio.gather(*answers)} == {204}
    assert {event.bid_id for event in journal.events} == {f"bid_{number}" for number in range(250)}
    assert len(journal.events) == 250
    assert len(journal.messages) <= 4
    assert max(len(events) for _, events, _ in journal.messages) <= 100


async def test_a_repetition_under_way_shares_the_acknowledgement():
    journal = Journal()
    notices = desk(journal)
    journal.open.clear()
    text = SIGNER.sign(token()).bill
    answers = [asyncio.ensure_future(notices.take("bill", text, "price=1")) for _ in range(3)]
    for _ in range(5):
        await asyncio.sleep(0)
    journal.open.set()
    assert {answer.status for answer in await asyncio.gather(*answers)} == {204}
    assert len(journal.events) == 1


async def test_a_notice_twice_at_two_processes_is_stored_once(empty_nats_url: str):
    connection = await connect(empty_nats_url, "test")
    js = connection.jetstream()
    await ensure_streams(js)

    async def publish(subject: str, events: Sequence[Event], message_id: str) -> None:
        await publish_events(js, subject, events, message_id)

    for _ in range(2):
        notices = Notices(SIGNER, NoticePublisher(publish), clock_ms=lambda: NOW_MS)
        assert (await notices.take("bill", SIGNER.sign(token()).bill, "price=1.5")).status == 204
    stream = await js.stream_info("BIDS")
    assert stream.state.messages == 1
    message = await js.get_msg("BIDS", seq=1)
    assert message.subject == "bids.events.acme.bill.bdr_1"
    assert message.headers["Nats-Msg-Id"] == "bill:bid_1"
    [event] = decode_events(message.data)
    assert event.price_nanos == 1_500_000
    await connection.close()
