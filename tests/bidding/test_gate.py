"""Turning away at the door: by age and by rate, at once, and never for longer than the cause lasts."""

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.agents.desk import BidDesk
from bidding.agents.gate import Gate
from bidding.agents.pulse import BEAT_S, Pulse
from bidding.agents.quotas import Quotas
from bidding.deadline import NetworkMargins, deadline_ms
from domain.events.values import Entry
from domain.exchanges.values import Exchange
from tests.bidding.http_port import Echo, listening, post, statuses
from tests.bidding.stand import EXCHANGE

MS = 1_000_000
S = 1_000 * MS
LIMITED = Exchange(exchange_id="limited", name="Limited", tenants=("t",), qps_limit=100)


class Clock:
    def __init__(self) -> None:
        self.now_ns = 10 * S

    def __call__(self) -> int:
        return self.now_ns

    def pass_ms(self, ms: float) -> None:
        self.now_ns += int(ms * MS)


def a_desk(**terms) -> tuple[BidDesk, Echo, Clock]:
    clock, echo = Clock(), Echo()
    return BidDesk(echo, Gate(Pulse(clock), **terms)), echo, clock


@pytest.mark.parametrize(("waited_ms", "reason"), [(0, ""), (49, ""), (51, "shedding"), (60_000, "shedding")])
def test_a_request_that_waited_too_long_for_its_turn_is_not_even_read(waited_ms, reason):
    desk, echo, clock = a_desk(shed_after_ms=50)
    arrived_ns = clock()
    clock.pass_ms(waited_ms)
    answer = desk.answer(b"{}", EXCHANGE, Entry.REST, arrived_ns)
    assert (answer.status, answer.reason) == ((204, "shedding") if reason else (200, ""))
    assert len(echo.seen) == (0 if reason else 1)
    assert echo.age_ms == (0 if reason else waited_ms)
    assert desk.counts[Entry.REST] == {reason: 1}


def test_what_waited_in_the_kernel_while_the_loop_was_busy_has_waited_as_well():
    desk, _, clock = a_desk(shed_after_ms=50)
    pulse = desk.gate.pulse
    pulse.beat()
    clock.pass_ms(BEAT_S * 1_000 + 80)  # one long turn of the loop
    pulse.beat()
    assert desk.answer(b"{}", EXCHANGE, Entry.NATS, clock()).reason == "shedding"
    clock.pass_ms(BEAT_S * 1_000)  # and the next one on time
    pulse.beat()
    assert desk.answer(b"{}", EXCHANGE, Entry.NATS, clock()).status == 200


def test_a_loop_that_slept_is_not_behind():
    clock = Clock()
    pulse = Pulse(clock)
    clock.pass_ms(3_600_000)
    pulse.beat()
    assert pulse.lag_ns == 0


@given(st.lists(st.integers(1, 40), min_size=1, max_size=200))
def test_whatever_the_load_nothing_older_than_the_bound_is_read_and_everything_younger_is(service_times_ms):
    """A single server that is given work faster than it can do it: who waits is decided by age alone."""
    desk, echo, clock = a_desk(shed_after_ms=50)
    began_ns = clock()
    for number, service_ms in enumerate(service_times_ms):
        arrived_ns = began_ns + number * 10 * MS
        clock.now_ns = max(clock.now_ns, arrived_ns)
        age_ms = (clock.now_ns - arrived_ns) / MS
        answer = desk.answer(b"{}", EXCHANGE, Entry.REST, arrived_ns)
        assert (answer.status == 200) == (age_ms <= 50)
        if answer.status == 200:
            clock.pass_ms(service_ms)
    assert echo.seen


async def test_over_http_a_refusal_says_why_and_the_connection_goes_on():
    clock = Clock()
    gate = Gate(Pulse(clock), shed_after_ms=50)
    async with listening(gate=gate) as port:
        pulse = gate.pulse
        pulse.beat()
        clock.pass_ms(100)
        pulse.beat()
        said = await port.exchange(post())
        assert (statuses(said), b"no-bid-reason: shedding\r\n" in said) == ([204], True)
        assert port.echo.seen == []
        clock.pass_ms(BEAT_S * 1_000)
        pulse.beat()
        assert statuses(await port.exchange(post(), post())) == [200, 200]


def test_over_its_limit_an_exchange_gets_no_bid_and_others_do():
    desk, _, clock = a_desk()
    got = Counter(desk.answer(b"{}", LIMITED, Entry.REST, clock()).reason for _ in range(100))
    assert got == {"": 25, "qps_limited": 75}  # a quarter of a second's worth
    assert desk.answer(b"{}", EXCHANGE, Entry.REST, clock()).status == 200
    clock.pass_ms(10)
    assert desk.answer(b"{}", LIMITED, Entry.REST, clock()).status == 200


def fleet_of(count: int) -> list[Quotas]:
    return [Quotas() for _ in range(count)]


def half_a_second(fleet: list[Quotas], now_ns: int, exchange: Exchange) -> None:
    """Everybody tells everybody."""
    words = [quotas.announce({exchange.exchange_id: exchange.qps_limit}, now_ns) for quotas in fleet]
    for number, word in enumerate(words):
        for other, quotas in enumerate(fleet):
            if other != number:
                quotas.hear(f"bidder-{number}", word, now_ns)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=4).filter(lambda loads: sum(loads) > 0))
def test_together_bidders_keep_the_limit_and_use_it_however_traffic_is_spread(loads):
    """``loads`` are requests a second that reach each bidder; half a second at a time, until shares have settled."""
    fleet, clock = fleet_of(len(loads)), Clock()
    admitted: list[int] = []
    for _ in range(24):
        half_a_second(fleet, clock(), LIMITED)
        passed = 0
        for _ in range(50):
            clock.pass_ms(10)
            for quotas, load in zip(fleet, loads, strict=True):
                due = load * clock() // S // 1 - load * (clock() - 10 * MS) // S
                passed += sum(quotas.admit(LIMITED, clock()) for _ in range(due))
        admitted.append(passed)
    steady = sum(admitted[-8:]) / 4  # a second's worth, over four seconds
    assert steady <= LIMITED.qps_limit * 1.1
    assert steady >= min(sum(loads), LIMITED.qps_limit) * 0.8 - len(loads)
    assert max(one + other for one, other in itertools.pairwise(admitted)) <= LIMITED.qps_limit * 1.5


def test_a_bidder_that_fell_silent_or_left_gives_its_share_to_the_others():
    fleet, clock = fleet_of(2), Clock()
    half_a_second(fleet, clock(), LIMITED)
    assert fleet[0].peers == 1
    fleet[0].forget("bidder-1")
    assert fleet[0].peers == 0
    fleet[0].hear("bidder-1", {}, clock())
    clock.pass_ms(3_001)
    fleet[0].announce({"limited": 100}, clock())
    assert fleet[0].peers == 0


TMAX = [(None, 190), (0, 190), (-5, 190), (120, 110), (5_000, 4_990), (10**9, 59_990), (5, -5)]


@pytest.mark.parametrize(("tmax_ms", "left_ms"), TMAX)
def test_the_time_a_request_leaves_counts_from_its_arrival(tmax_ms, left_ms):
    assert deadline_ms(1_000, tmax_ms, default_tmax_ms=200, network_margin_ms=10) == 1_000 + left_ms


def test_a_margin_is_what_was_measured_unless_it_was_agreed():
    lags = iter([4.0, 0.0, 0.0])
    margins = NetworkMargins(10, take_lag_ms=lambda: next(lags))
    near, agreed = EXCHANGE, Exchange(exchange_id="agreed", name="Agreed", tenants=("t",), network_margin_ms=0)
    assert (margins.of(near), margins.of(agreed)) == (10, 0)
    for exchange in (near, agreed):
        margins.observe(exchange.exchange_id, 30_400)
        margins.observe(exchange.exchange_id, 20_000)
    margins.settle()
    assert (margins.of(near), margins.of(agreed)) == (35, 0)  # 30.4 ms there and back, 4 ms of lag
    margins.settle()
    assert margins.of(near) == 31
    for _ in range(40):
        lags = iter([0.0])
        margins.settle()
    assert margins.of(near) == 10
