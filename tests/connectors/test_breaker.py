"""When a vendor is left alone, and when it is tried again."""

import contextlib

import pytest

from connectors.breaker import LOOKED_AT, OPEN_MS, Breaker, BreakerOpen


class Clock:
    now_ms = 1_000_000

    def __call__(self) -> int:
        return self.now_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


def refuse(fails: bool) -> None:
    if fails:
        raise ConnectionError


def call(breaker: Breaker, *, fails: bool) -> str:
    try:
        with breaker.call():
            refuse(fails)
    except BreakerOpen:
        return "not made"
    except ConnectionError:
        return "failed"
    return "made"


@pytest.mark.parametrize(
    ("failures", "then"), [(4, "made"), (5, "not made"), (10, "not made")], ids=["four of ten", "half", "all"]
)
def test_half_of_ten_calls_have_to_fail(clock, failures, then):
    breaker = Breaker(clock)
    for number in range(LOOKED_AT):
        call(breaker, fails=number < failures)
    assert call(breaker, fails=False) == then


def test_a_vendor_that_fails_every_other_call_is_left_alone_too(clock):
    breaker = Breaker(clock)
    for number in range(LOOKED_AT):
        call(breaker, fails=number % 2 == 0)
    assert call(breaker, fails=False) == "not made"


@pytest.mark.parametrize(("fails", "afterwards"), [(False, "made"), (True, "not made")])
def test_after_a_minute_one_call_decides(clock, fails, afterwards):
    breaker = Breaker(clock)
    for _ in range(LOOKED_AT):
        call(breaker, fails=True)
    clock.now_ms += OPEN_MS
    with contextlib.suppress(ConnectionError), breaker.call():
        assert call(breaker, fails=False) == "not made", "a second call was let through beside the first"
        refuse(fails)
    assert call(breaker, fails=False) == afterwards


def test_a_trial_that_is_cancelled_lets_the_next_call_try(clock):
    breaker = Breaker(clock)
    for _ in range(LOOKED_AT):
        call(breaker, fails=True)
    clock.now_ms += OPEN_MS
    with pytest.raises(KeyboardInterrupt), breaker.call():
        raise KeyboardInterrupt
    assert call(breaker, fails=False) == "made"
