"""The arithmetic of the audience proxy: who has to be told what, how many will be recognised, and how fast to spend."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from hashlib import blake2b

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.dsp.values import AudienceChange, CampaignPlan, Capabilities, Member
from domain.profiles.values import MatchKey

_DAY_MS = 86_400_000


def usable_keys(keys: Mapping[str, str], accepted: Collection[MatchKey]) -> dict[str, str]:
    """Those of a person's keys that a platform takes; empty means it could never recognise them."""
    return {key: value for key, value in keys.items() if key in accepted and value}


def fingerprint(keys: Mapping[str, str]) -> str:
    """What was sent of a person, so that a changed address is sent again; not reversible to the keys."""
    text = "\n".join(f"{key}={value}" for key, value in sorted(keys.items()))
    return blake2b(text.encode(), digest_size=12).hexdigest()


class Difference(Struct, frozen=True, kw_only=True):
    """What a batch changes, and what to remember once the platform has it: person id to fingerprint, and who to forget."""

    change: AudienceChange
    remember: Mapping[str, str]
    forget: tuple[str, ...]
    unreachable: int


def difference(
    members: Iterable[Member], sent: Mapping[str, tuple[str, Mapping[str, str]]], accepted: Collection[MatchKey]
) -> Difference:
    """Compare who is in the segment with what was ``sent`` (person id to fingerprint and keys), over one range of people.

    A person whose keys changed leaves under the old ones and joins under the new.
    """
    joining, leaving, remember, unreachable = [], [], {}, 0
    present = set()
    for member in members:
        keys = usable_keys(member.keys, accepted)
        if not keys:
            unreachable += 1
            continue
        present.add(member.person_id)
        mark = fingerprint(keys)
        before = sent.get(member.person_id)
        if before is not None and before[0] == mark:
            continue
        if before is not None:
            leaving.append(Member(member.person_id, before[1]))
        joining.append(Member(member.person_id, keys))
        remember[member.person_id] = mark
    gone = tuple(person_id for person_id in sent if person_id not in present)
    leaving += [Member(person_id, sent[person_id][1]) for person_id in gone]
    return Difference(
        change=AudienceChange(joining=tuple(joining), leaving=tuple(leaving)),
        remember=remember,
        forget=gone,
        unreachable=unreachable,
    )


def expected_matches(members: Iterable[Mapping[str, str]], capabilities: Capabilities) -> float:
    """How many of ``members`` the platform should recognise: a person with several keys is missed only if each one fails."""
    total = 0.0
    for keys in members:
        missed = 1.0
        for key in usable_keys(keys, capabilities.match_keys):
            missed *= 1.0 - capabilities.match_rates.get(MatchKey(key), 0.0)
        total += 1.0 - missed
    return total


class Pace(StrEnum):
    """How spend stands against an even plan; within a tenth of the plan is on track."""

    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AHEAD = "ahead"
    BEHIND = "behind"
    EXHAUSTED = "exhausted"
    ENDED = "ended"


class Allowance(Struct, frozen=True, kw_only=True):
    pace: Pace
    planned_micros: int
    today_micros: int
    """What may still be spent today for the rest to last until the end."""


def allowance(plan: CampaignPlan, *, spent_micros: int, spent_today_micros: int, now_ms: int) -> Allowance:
    """Spread what is left evenly over the days that are left (UTC), today included. Never more than what is left.

    Before the start it is the first day's.
    """
    left = max(0, plan.budget_micros - spent_micros)
    length = max(1, plan.ends_at_ms - plan.starts_at_ms)
    elapsed = min(max(0, now_ms - plan.starts_at_ms), length)
    planned = plan.budget_micros * elapsed // length
    if now_ms < plan.starts_at_ms:
        whole_days = -(-length // _DAY_MS)
        return Allowance(pace=Pace.NOT_STARTED, planned_micros=0, today_micros=left // whole_days)
    if now_ms >= plan.ends_at_ms:
        return Allowance(pace=Pace.ENDED, planned_micros=planned, today_micros=0)
    if not left:
        return Allowance(pace=Pace.EXHAUSTED, planned_micros=planned, today_micros=0)
    midnight = _midnight_ms(now_ms)
    days_left = -(-(plan.ends_at_ms - midnight) // _DAY_MS)
    today = max(0, (left + spent_today_micros) // days_left - spent_today_micros)
    tolerance = max(1, planned // 10)
    pace = (
        Pace.AHEAD
        if spent_micros > planned + tolerance
        else Pace.BEHIND
        if spent_micros < planned - tolerance
        else Pace.ON_TRACK
    )
    return Allowance(pace=pace, planned_micros=planned, today_micros=min(today, left))


def plan_fingerprint(plan: CampaignPlan) -> str:
    """What a platform was told, so that it is told again only when that has changed."""
    known = replace(plan, platform_campaign_id="")
    return blake2b(msgspec.json.encode(known), digest_size=12).hexdigest()


def with_allowance(plan: CampaignPlan, allowed: Allowance) -> CampaignPlan:
    """``plan`` with today's budget, and paused when there is nothing to spend today."""
    return replace(plan, daily_budget_micros=allowed.today_micros, paused=plan.paused or not allowed.today_micros)


def _midnight_ms(now_ms: int) -> int:
    day = datetime.fromtimestamp(now_ms / 1_000, UTC).date()
    return int(datetime.combine(day, time(), UTC).timestamp()) * 1_000


def day_of(at_ms: int) -> str:
    """The UTC day of an instant, as ``2026-11-21``."""
    return datetime.fromtimestamp(at_ms / 1_000, UTC).date().isoformat()


def day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
