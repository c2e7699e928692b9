"""What a gate says of a message, and why."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaigns.values import Channel
from domain.delivery.rules import best_hour, decide, is_held_out, quiet_until_ms
from domain.delivery.values import (
    CapRule,
    ConsentState,
    Gate,
    GateState,
    Holdout,
    Intent,
    OpensByHour,
    PastSend,
    Purpose,
    QuietHours,
    Ruling,
    SendTimeMethod,
    Suppression,
    SuppressionReason,
)

NOON = int(datetime.fromisoformat("2026-11-21T12:00:00+00:00").timestamp() * 1_000)
HOUR = 3_600_000
WILLING = {"consent": ConsentState.GRANTED}


def intent(channel: Channel = Channel.EMAIL, **more) -> Intent:
    return Intent(person_id="per_ana", channel=channel, source="jrn_1", **more)


def cap(channel: str, window: str, most: int, priority: int = 100) -> CapRule:
    return CapRule(name=f"{channel}/{window}", channel=channel, window=window, most=most, priority=priority)


def sent(*hours_ago: float, channel: Channel = Channel.EMAIL, source: str = "jrn_0") -> tuple[PastSend, ...]:
    return tuple(PastSend(channel, NOON - int(hours * HOUR), source) for hours in hours_ago)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1_000)


@pytest.mark.parametrize(
    ("state", "gate", "words"),
    [
        ({"unreachable": "no email address"}, Gate.ELIGIBILITY, "no email address"),
        ({"holdouts": (Holdout(scope="everything", percent=100),)}, Gate.HOLDOUT, "held out of everything"),
        ({"consent": ConsentState.DENIED}, Gate.CONSENT, "withdrawn"),
        ({"consent": ConsentState.UNKNOWN}, Gate.CONSENT, "never given"),
        (
            {"suppressions": (Suppression(reason=SuppressionReason.BOUNCED, channel=Channel.EMAIL),)},
            Gate.SUPPRESSION,
            "bounced",
        ),
        ({"suppressions": (Suppression(reason=SuppressionReason.COMPLAINED),)}, Gate.SUPPRESSION, "all channels"),
        ({"is_complete": False}, Gate.SUPPRESSION, "could not be checked"),
        ({"caps": (cap("email", "day", 1),), "sent": sent(23)}, Gate.FREQUENCY_CAP, "1 of 1 a day"),
        ({"caps": (cap("all", "hour", 2),), "sent": sent(0.5, channel=Channel.SMS) * 2}, Gate.FREQUENCY_CAP, "2 of 2"),
        ({"caps": (cap("email", "campaign", 1),), "sent": sent(900, source="jrn_1")}, Gate.FREQUENCY_CAP, "campaign"),
    ],
)
def test_a_gate_refuses_and_says_why(state, gate, words):
    decision = decide(intent(), GateState(**(WILLING | state)), now_ms=NOON)
    assert (decision.ruling, decision.deciding.gate) == (Ruling.REFUSED, gate)
    assert words in decision.deciding.reason


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"consent": ConsentState.UNKNOWN, "consent_needed": False},
        {"suppressions": (Suppression(reason=SuppressionReason.USER_OPT_OUT, channel=Channel.SMS),)},
        {"suppressions": (Suppression(reason=SuppressionReason.ADMIN_ACTION, until_ms=NOON),)},
        {"caps": (cap("email", "day", 1),), "sent": sent(24)},
        {"caps": (cap("sms", "day", 1),), "sent": sent(1)},
        {"caps": (cap("email", "campaign", 1),), "sent": sent(1)},
    ],
    ids=[
        "nothing",
        "consent not needed",
        "another channel",
        "expired",
        "a day ago",
        "another channel's cap",
        "another journey",
    ],
)
def test_what_holds_nothing_back_lets_a_message_go(state):
    decision = decide(intent(), GateState(**(WILLING | state)), now_ms=NOON)
    assert decision.ruling is Ruling.PASSED
    assert [verdict.gate for verdict in decision.verdicts] == list(Gate)


def test_caps_are_asked_by_priority():
    caps = (cap("email", "day", 1, priority=20), cap("all", "week", 1, priority=10))
    decision = decide(intent(), GateState(caps=caps, sent=sent(1), **WILLING), now_ms=NOON)
    assert decision.deciding.inputs["rule"] == "all/week"


def test_a_receipt_goes_through_everything_but_suppression():
    held_back = GateState(
        holdouts=(Holdout(scope="everything", percent=100),),
        consent=ConsentState.DENIED,
        caps=(cap("all", "hour", 0),),
        quiet_hours=QuietHours(starts="00:00", ends="23:59"),
    )
    receipt = intent(purpose=Purpose.TRANSACTIONAL, wants_best_time=True)
    assert decide(receipt, held_back, now_ms=NOON).ruling is Ruling.PASSED
    blocked = GateState(suppressions=(Suppression(reason=SuppressionReason.BLOCKLISTED),))
    assert decide(receipt, blocked, now_ms=NOON).deciding.gate is Gate.SUPPRESSION


@pytest.mark.parametrize(
    ("starts", "ends", "zone", "now", "until"),
    [
        ("21:00", "08:00", "UTC", "2026-11-21T22:00:00+00:00", "2026-11-22T08:00:00+00:00"),
        ("21:00", "08:00", "UTC", "2026-11-22T07:59:00+00:00", "2026-11-22T08:00:00+00:00"),
        ("21:00", "08:00", "UTC", "2026-11-22T08:00:00+00:00", None),
        ("13:00", "15:00", "UTC", "2026-11-21T14:00:00+00:00", "2026-11-21T15:00:00+00:00"),
        ("21:00", "08:00", "Asia/Tokyo", "2026-11-21T14:00:00+00:00", "2026-11-21T23:00:00+00:00"),
        ("22:00", "07:00", "America/New_York", "2026-11-01T04:00:00+00:00", "2026-11-01T12:00:00+00:00"),
        ("09:00", "09:00", "UTC", "2026-11-21T09:00:00+00:00", None),
    ],
    ids=["before midnight", "after midnight", "over", "by day", "another zone", "a night of ten hours", "none at all"],
)
def test_quiet_hours_end_when_the_receiver_s_clock_says_so(starts, ends, zone, now, until):
    found = quiet_until_ms(QuietHours(starts=starts, ends=ends), zone, now_ms=at(now))
    assert found == (at(until) if until else None)


@given(
    starts=st.times().map(lambda one: one.strftime("%H:%M")),
    ends=st.times().map(lambda one: one.strftime("%H:%M")),
    zone=st.sampled_from(["UTC", "Asia/Kathmandu", "America/New_York", "Pacific/Auckland"]),
    now_ms=st.integers(1_700_000_000_000, 1_900_000_000_000),
)
def test_quiet_hours_always_end_later_and_within_a_day(starts, ends, zone, now_ms):
    until_ms = quiet_until_ms(QuietHours(starts=starts, ends=ends), zone, now_ms=now_ms)
    assert until_ms is None or now_ms - HOUR < until_ms <= now_ms + 25 * HOUR


def habits(messages: int, hour: int) -> OpensByHour:
    return OpensByHour(messages, tuple(5 if one == hour else 0 for one in range(24)))


@pytest.mark.parametrize(
    ("state", "method", "hour"),
    [
        ({"personal": habits(50, 19), "cohort": habits(500, 7)}, SendTimeMethod.PERSONAL_OPTIMAL, 19),
        ({"personal": habits(49, 19), "cohort": habits(500, 7)}, SendTimeMethod.COHORT_BASED, 7),
        ({"everybody": habits(5_000, 12)}, SendTimeMethod.GLOBAL_BEST, 12),
        ({}, SendTimeMethod.FALLBACK, 9),
    ],
)
def test_the_best_time_follows_the_best_known_habits(state, method, hour):
    assert best_hour(GateState(**state))[:2] == (method, hour)


def test_a_message_waits_for_its_best_hour_in_the_receiver_s_zone():
    state = GateState(personal=habits(80, 19), time_zone="Asia/Tokyo", **WILLING)
    decision = decide(intent(wants_best_time=True), state, now_ms=NOON)
    assert (decision.ruling, decision.deciding.until_ms) == (Ruling.DEFERRED, at("2026-11-22T19:00:00+09:00"))
    assert decide(intent(wants_best_time=True), state, now_ms=decision.deciding.until_ms).ruling is Ruling.PASSED


def test_a_holdout_is_for_good_and_its_size_is_what_was_asked():
    held = [is_held_out(f"per_{number}", "everything", 10) for number in range(10_000)]
    assert 900 < sum(held) < 1_100
    both = sum(is_held_out(f"per_{number}", "jrn_1", 10) and one for number, one in enumerate(held))
    assert 50 < both < 160, "holdouts of different scopes are not independent"
