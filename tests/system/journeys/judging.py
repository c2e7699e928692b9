"""Whether what is on record of one journey is what had to become of everybody: to the person, and to the message."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from domain.delivery.values import Gate, Ruling
from domain.messages.values import HANDOVER_MS, LEASE_MS, Explained, MessageStatus
from tests.system.journeys.killing import Killed
from tests.system.journeys.people import BY_MAIL, HELLO, LAST_CALL, NUDGE, THANKS, buys, kind_of, refusal
from tests.system.journeys.records import Records
from tests.system.proof import Hearing
from workers.demo.rest import Json

_PATHS: Final = ({HELLO, NUDGE, THANKS}, {HELLO, NUDGE, LAST_CALL})
_GATES: Final = tuple(Gate)


@dataclass(frozen=True, slots=True)
class Case:
    """One journey of one run, once everybody has left it and nothing is in progress."""

    name: str
    entrants: int
    records: Records
    number_of: Mapping[str, int]
    """By person id."""
    killed: Sequence[Killed]
    bought_early: AbstractSet[str]
    """Ids of those who have to have been heard before their wait was over."""
    people: Json
    """What the product says of its people."""
    messages: Json
    """And of its messages, counted anew."""


def judge(case: Case, hearing: Hearing) -> None:
    """Everything that was promised, each as an expectation."""
    _everybody_is_accounted_for(case, hearing)
    _each_got_what_was_theirs(case, hearing)
    _exactly_once(case, hearing)
    _answered(case, hearing)
    _interrupted_at_kills(case, hearing)


def _everybody_is_accounted_for(case: Case, hearing: Hearing) -> None:
    runs, told = case.records.runs, case.people
    twice = [person for person, times in Counter(run.person_id for run in runs).items() if times > 1]
    hearing.expect_none(f"{case.name}: nobody came in twice", twice)
    hearing.expect(
        f"{case.name}: {case.entrants:,} entered, and all of them have left",
        held=len(runs) == told["entered"] == case.entrants and told["in_progress"] == 0,
        found=(len(runs), told["entered"], told["in_progress"]),
    )
    whole = told["held_out"] + sum(told["left"].values()) + told["in_progress"]
    hearing.expect(
        f"{case.name}: entered = {told['held_out']:,} held out + {sum(told['left'].values()):,} left + 0 in progress",
        held=whole == told["entered"] and told["held_out"] == sum(run.held_out for run in runs),
        found=told,
    )
    counted, rows = case.messages, Counter(one.status for one in case.records.messages)
    whole = (
        counted["sent"] + sum(counted["refused"].values()) + counted["failed"] + counted["unknown"]
        + counted["in_progress"]
    )  # fmt: skip
    hearing.expect(
        f"{case.name}: {counted['entered']:,} messages = {counted['sent']:,} sent + "
        f"{sum(counted['refused'].values()):,} refused + {counted['unknown']:,} unknown, counted and row by row",
        held=whole == counted["entered"] == len(case.records.messages)
        and counted["sent"] == rows[MessageStatus.SENT]
        and counted["is_balanced"]
        and counted["in_progress"] == counted["failed"] == 0,
        found=(counted, dict(rows)),
    )


def _each_got_what_was_theirs(case: Case, hearing: Hearing) -> None:
    held_out = {run.person_id for run in case.records.runs if run.held_out}
    by_person: defaultdict[str, list[Explained]] = defaultdict(list)
    for message in case.records.messages:
        by_person[message.person_id].append(message)
    everybody = {run.person_id for run in case.records.runs}
    astray = []
    wrong: list[str] = []
    for person_id in everybody - held_out:
        messages = by_person[person_id]
        if {one.step for one in messages} not in _PATHS or len(messages) != len(_PATHS[0]):
            astray.append(f"{person_id}: {sorted(one.step for one in messages)}")
        wrong += _wrong(messages, case.number_of[person_id])
    hearing.expect_none(f"{case.name}: each of them passed every step once, and no other", astray)
    hearing.expect_none(
        f"{case.name}: each message went, or was refused by the gate that had to refuse it, and by no other", wrong
    )
    hearing.expect_none(
        f"{case.name}: nothing was planned for the {len(held_out):,} held out, nor for anybody who did not come in",
        sorted(by_person.keys() - (everybody - held_out)),
    )
    thanked = {one.person_id for one in case.records.messages if one.step == THANKS}
    buyers = {person_id for person_id in everybody - held_out if buys(case.number_of[person_id])}
    hearing.expect_none(f"{case.name}: nobody was thanked who bought nothing", sorted(thanked - buyers))
    early = case.bought_early & buyers
    hearing.expect(f"{case.name}: there were buyers in good time", held=bool(early), found=len(buyers))
    hearing.expect_none(
        f"{case.name}: each of {len(early):,} who bought in good time was heard ({len(thanked):,} of all {len(buyers):,})",
        sorted(early - thanked),
    )


def _wrong(messages: Sequence[Explained], number: int) -> Iterable[str]:
    """What became of one person's messages otherwise than it had to."""
    silent = any(one.reason == Gate.HOLDOUT for one in messages)
    mails_sent = [one for one in messages if one.step in BY_MAIL and one.status is MessageStatus.SENT]
    for one in messages:
        if one.status is MessageStatus.UNKNOWN:
            continue
        found = "" if one.status is MessageStatus.SENT else one.reason
        gate = refusal(kind_of(number), one.step)
        if silent and not (gate is Gate.ELIGIBILITY and found == gate):
            gate = Gate.HOLDOUT
        elif gate is None and one.step in BY_MAIL and found == Gate.FREQUENCY_CAP and len(mails_sent) == 1:
            continue
        if found != (gate.value if gate else ""):
            yield f"{one.message_id} ({kind_of(number)}, {one.step}): {one.status} {one.reason}, not {gate or 'sent'}"
    if len(mails_sent) > 1:
        yield f"{one.person_id} got {len(mails_sent)} mails, and the cap is one"


def _exactly_once(case: Case, hearing: Hearing) -> None:
    sent = {one.message_id: one for one in case.records.messages if one.status is MessageStatus.SENT}
    unknown = {one.message_id for one in case.records.messages if one.status is MessageStatus.UNKNOWN}
    letters = Counter(message_id for message_id, _ in case.records.letters)
    delivered = Counter((one.person_id, one.step) for one in case.records.messages if one.message_id in letters)
    hearing.expect_none(
        f"{case.name}: {len(letters):,} letters in the outbox, none of them twice",
        [one for one, times in (*letters.items(), *delivered.items()) if times > 1],
    )
    hearing.expect_none(
        f"{case.name}: every message that was sent is there ({len(unknown):,} are unknown)",
        sorted(sent.keys() - letters),
    )
    hearing.expect_none(
        f"{case.name}: nobody got anything else: not who is suppressed, refused, capped or held out",
        sorted(letters.keys() - sent.keys() - unknown),
    )
    strangers = [one for one, person in case.records.letters if one in sent and sent[one].person_id != person]
    hearing.expect_none(f"{case.name}: each lies with whom it was for", strangers)


def _answered(case: Case, hearing: Hearing) -> None:
    """Why did this person (not) get it: in words, and gate by gate."""
    unanswered = [
        f"{one.message_id} {one.status} {one.reason}: {one.in_words!r} {one.looks}"
        for one in case.records.messages
        if not _says_why(one)
    ]
    hearing.expect_none(
        f"{case.name}: why it went, or did not, is answered for each of {len(case.records.messages):,} messages",
        unanswered,
    )
    silent = [run.person_id for run in case.records.runs if not run.reason]
    hearing.expect_none(f"{case.name}: and of each of {len(case.records.runs):,} people, why they left", silent)


def _says_why(message: Explained) -> bool:
    if not message.in_words or not message.looks:
        return False
    verdicts = message.looks[-1].verdicts
    match message.status:
        case MessageStatus.SENT | MessageStatus.UNKNOWN:
            passed = tuple(one.gate for one in verdicts if one.ruling in {Ruling.PASSED, Ruling.WAIVED} and one.reason)
            return passed == _GATES
        case MessageStatus.REFUSED:
            last = verdicts[-1]
            return last.ruling is Ruling.REFUSED and last.gate.value == message.reason and bool(last.reason)
    return False


def _interrupted_at_kills(case: Case, hearing: Hearing) -> None:
    """Whatever stays unknown was in flight when somebody was killed. What was looked up and settled is told beside it."""
    interrupted = [one for one in case.records.messages if _was_interrupted(one)]
    unknown = [one for one in interrupted if one.status is MessageStatus.UNKNOWN]
    instants = [one.at_ms for one in case.killed]
    elsewhere = [
        one
        for one in interrupted
        if not any(0 <= at - look.at_ms <= HANDOVER_MS for look in one.looks for at in instants)
    ]
    hearing.expect_none(
        f"{case.name}: {len(unknown):,} messages are unknown, each of which was in flight at a kill",
        [f"{one.message_id} claimed at {one.looks[-1].at_ms}" for one in elsewhere if one in unknown],
    )
    hearing.figure(
        f"{case.name}: {len(interrupted):,} were in flight when something broke ({len(elsewhere):,} of them at no kill), "
        "were looked up and settled"
    )


def _was_interrupted(message: Explained) -> bool:
    if message.status is MessageStatus.UNKNOWN or message.attempts > 1:
        return True
    settled = message.settled_at_ms or 0
    return message.status is MessageStatus.SENT and settled - message.looks[-1].at_ms >= LEASE_MS
