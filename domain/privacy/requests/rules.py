"""Due dates, reminders, how findings add up, and the certificate. Pure."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from domain.privacy.places.values import Subject
from domain.privacy.requests.values import DAY_MS, Finding, Law, Reminder, RequestState

DUE_AFTER_MS: Final[Mapping[Law, int]] = {Law.GDPR: 30 * DAY_MS, Law.CCPA: 45 * DAY_MS}
OPEN: Final = frozenset({RequestState.RECEIVED, RequestState.VERIFIED, RequestState.RUNNING})
_REMIND_BEFORE_DAYS: Final = (7, 1, 0)
_FORMAT: Final = 1


def digest_of_claim(request_id: str, kind: str, value: str) -> str:
    """What stays of who asked. The id of the request salts it: equal people of two requests do not look alike."""
    return hashlib.sha256(f"{request_id}\n{kind}\n{value}".encode()).hexdigest()


def is_about(asked: Subject, erased: Subject, *, living: Collection[str]) -> bool:
    """Whether ``asked`` is about the person of ``erased``. ``living`` are the people it leads to who are known today.

    Who is known is told by who they are: a telephone that a family shares makes nobody the same. What leads to nobody
    any longer tells of whoever was known by it.
    """
    if living:
        return not set(living).isdisjoint(erased.person_ids)
    return not {*asked.person_ids, *asked.identities}.isdisjoint((*erased.person_ids, *erased.identities))


def reminder_due(due_at_ms: int, reminded: int, *, now_ms: int) -> Reminder | None:
    """The latest that is due and was not sent."""
    due = [number for number, days in enumerate(_REMIND_BEFORE_DAYS, 1) if now_ms >= due_at_ms - days * DAY_MS]
    if not due or due[-1] <= reminded:
        return None
    return Reminder(due[-1], _REMIND_BEFORE_DAYS[due[-1] - 1])


def next_reminder_at_ms(due_at_ms: int, reminded: int) -> int | None:
    """When the next one is; None after the last."""
    if reminded >= len(_REMIND_BEFORE_DAYS):
        return None
    return due_at_ms - _REMIND_BEFORE_DAYS[reminded] * DAY_MS


def looked(was: Finding | None, now: Finding) -> Finding:
    """A place was looked at before erasing: what it held, with what had been found already.

    Until it was looked at again afterwards, a repeated look counts nothing twice; then only what is new adds up.
    """
    if was is None:
        return now
    found = max(was.found, now.found) if was.left is None else was.found + max(0, now.found - was.left)
    return replace(now, found=found, found_at_ms=was.found_at_ms)


def certificate(facts: Mapping[str, Any], findings: Sequence[Finding], searched: Sequence[str]) -> str:
    """The same text for the same facts: what was found where, what went, and what was kept and why."""
    by_place: dict[str, list[dict[str, Any]]] = {place: [] for place in searched}
    for one in sorted(findings, key=lambda each: (each.place, each.kind)):
        left = one.left or 0
        line: dict[str, Any] = {"kind": one.kind, "found": one.found, "removed": max(0, one.found - left), "left": left}
        if one.kept:
            line["kept_because"] = one.kept
        by_place.setdefault(one.place, []).append(line)
    places = [{"place": place, "found": lines} for place, lines in by_place.items()]
    document = {"format": _FORMAT, **facts, "places": places}
    return json.dumps(document, indent=2, ensure_ascii=False)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def is_clean(findings: Iterable[Finding]) -> bool:
    """Nothing is left but what is kept on purpose, and everything was looked at twice."""
    return all(one.left is not None and (one.left == 0 or one.kept) for one in findings)
