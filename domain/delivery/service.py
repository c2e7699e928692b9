"""Settings, suppressions and habits in use. Functions take a tenant's session."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import Struct
from pydantic import ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.campaigns.values import Channel
from domain.delivery import repository, rules
from domain.delivery.tables import DeliveryPolicyRow, SuppressionRow
from domain.delivery.values import (
    DeliveryPolicy,
    GateState,
    Holdout,
    IdentityType,
    Listed,
    NewSuppression,
    OpensByHour,
    PastSend,
    Receiver,
    SendTimeMethod,
    Suppression,
    SuppressionReason,
)
from domain.errors import Conflict, InvalidInput
from domain.paging import Page, Position, read_cursor, write_cursor
from domain.records import tenant_of

EVERYTHING: Final = "everything"
"""The holdout that holds for all marketing."""
_SORT: Final = "suppressions"
_NO_HABITS: Final = OpensByHour()
Scope = tuple[str, Channel]


@dataclass(frozen=True, slots=True)
class Settings:
    """A tenant's policy and the salt of its suppression list. ``is_readable`` is False for a policy we cannot read."""

    policy: DeliveryPolicy
    salt: bytes
    revision: int
    is_readable: bool = True
    changed_by: str = ""
    """Empty while these are our defaults."""
    changed_at_ms: int | None = None


# The policy


async def settings(session: AsyncSession) -> Settings:
    """What the tenant said last; our defaults before that."""
    row = await repository.policy(session)
    if row is None:
        return Settings(DeliveryPolicy(), b"", 0)
    return _settings(row)


async def salt(session: AsyncSession) -> bytes:
    """What goes into the tenant's hashes of people; empty before the first."""
    row = await repository.policy(session)
    return bytes.fromhex(row.salt) if row is not None else b""


async def made_salt(session: AsyncSession, *, now_ms: int) -> bytes:
    """Likewise, made where there is none."""
    return await salt(session) or bytes.fromhex((await _ensured(session, now_ms)).salt)


async def change_policy(
    session: AsyncSession, policy: DeliveryPolicy, *, expected_revision: int | None, actor_id: str, now_ms: int
) -> Settings:
    """Replace the policy as a whole. Raises ``Conflict`` when it is no longer at ``expected_revision``."""
    row = await _ensured(session, now_ms)
    if expected_revision is not None and row.revision != expected_revision:
        raise Conflict("the policy was changed meanwhile", field="If-Match", remedy="Read it again and repeat.")
    row.document = policy.model_dump(mode="json")
    row.revision += 1
    row.updated_by, row.updated_at_ms = actor_id, now_ms
    session.add(row)
    await session.flush()
    return _settings(row)


# The gates' view of many people


@dataclass(slots=True)
class Gatekeeper:
    """What the gates look at, loaded for many receivers at once; it counts what is claimed while it is used."""

    settings: Settings
    _suppressions: Mapping[str, Sequence[Suppression]]
    _sent: dict[str, list[PastSend]]
    _habits: Mapping[Scope, OpensByHour]
    _sends: Mapping[Scope, int]

    def state(self, receiver: Receiver, channel: Channel, holdouts: tuple[Holdout, ...]) -> GateState:
        """Everything about one receiver. A policy or list that could not be read is not guessed."""
        policy = self.settings.policy
        if policy.holdout_percent:
            holdouts = (Holdout(scope=EVERYTHING, percent=policy.holdout_percent), *holdouts)
        time_zone = receiver.time_zone or policy.time_zone
        personal = cohort = everybody = _NO_HABITS
        if self._habits:
            opens = self._habits.get((rules.personal(receiver.person_id), channel), _NO_HABITS).opens
            personal = OpensByHour(self._sends.get((receiver.person_id, channel), 0), opens)
            cohort = self._habits.get((rules.cohort(time_zone), channel), _NO_HABITS)
            everybody = self._habits.get((rules.EVERYBODY, channel), _NO_HABITS)
        return GateState(
            unreachable=receiver.unreachable,
            holdouts=holdouts,
            consent=receiver.consent,
            consent_needed=channel in policy.consent_needed,
            suppressions=self._suppressed(receiver),
            caps=policy.caps,
            sent=tuple(self._sent.get(receiver.person_id, ())),
            quiet_hours=policy.quiet_on(channel),
            time_zone=time_zone,
            personal=personal,
            cohort=cohort,
            everybody=everybody,
            is_complete=self.settings.is_readable,
        )

    def note_claim(self, person_id: str, claimed: PastSend) -> None:
        """Later messages of the same people count this one."""
        if self.settings.policy.caps:
            self._sent.setdefault(person_id, []).append(claimed)

    def _suppressed(self, receiver: Receiver) -> tuple[Suppression, ...]:
        if not self._suppressions:
            return ()
        salt = self.settings.salt
        found = list(self._suppressions.get(rules.hashed(IdentityType.PERSON, receiver.person_id, salt), ()))
        for kind, value in _addresses(receiver):
            entries = self._suppressions.get(rules.hashed(kind, value, salt), ())
            found += [each for each in entries if each.channel is None or value == receiver.address]
        return tuple(found)


async def gatekeeper(
    session: AsyncSession,
    receivers: Iterable[Receiver],
    *,
    known: Settings,
    sent: dict[str, list[PastSend]],
    timed: Mapping[str, Receiver] | None = None,
    sends: Mapping[Scope, int] | None = None,
) -> Gatekeeper:
    """Load what concerns ``receivers``, in the transaction that will claim their messages.

    ``sent`` is what caps count for each person. ``timed`` are those whose best hour is asked for, ``sends`` how many
    messages each of them was ever sent.
    """
    found: dict[str, list[Suppression]] = defaultdict(list)
    identities = {
        rules.hashed(kind, value, known.salt)
        for receiver in receivers
        for kind, value in ((IdentityType.PERSON, receiver.person_id), *_addresses(receiver))
    }
    for chunk in _chunks(list(identities) if known.salt else []):
        for identity, channel, reason, until_ms in await repository.suppressions(session, chunk):
            entry = Suppression(
                reason=SuppressionReason(reason), channel=Channel(channel) if channel else None, until_ms=until_ms
            )
            found[identity].append(entry)
    habits = await _habits(session, timed, known) if timed else {}
    return Gatekeeper(known, found, sent, habits, sends or {})


class BestTime(Struct, frozen=True, kw_only=True):
    """When a message that asks for it goes to somebody, and the habits that say so."""

    method: SendTimeMethod
    hour: int
    time_zone: str
    personal: OpensByHour
    cohort: OpensByHour
    everybody: OpensByHour


async def best_time(
    session: AsyncSession, receiver: Receiver, channel: Channel, *, known: Settings, sends: Mapping[Scope, int]
) -> BestTime:
    """As the gate would have it."""
    timed = {receiver.person_id: receiver}
    keeper = await gatekeeper(session, (), known=known, sent={}, timed=timed, sends=sends)
    state = keeper.state(receiver, channel, ())
    method, hour, zone = rules.best_hour(state)
    return BestTime(
        method=method,
        hour=hour,
        time_zone=zone,
        personal=state.personal,
        cohort=state.cohort,
        everybody=state.everybody,
    )


async def _habits(session: AsyncSession, timed: Mapping[str, Receiver], known: Settings) -> dict[Scope, OpensByHour]:
    scopes = {rules.EVERYBODY}
    for receiver in timed.values():
        scopes |= {rules.personal(receiver.person_id), rules.cohort(receiver.time_zone or known.policy.time_zone)}
    messages: Counter[Scope] = Counter()
    opens: dict[Scope, list[int]] = defaultdict(lambda: [0] * 24)
    for chunk in _chunks(list(scopes)):
        for row in await repository.habits(session, chunk):
            scope = (row.scope, Channel(row.channel))
            messages[scope] += row.messages
            opens[scope][row.hour] += row.opens
    return {scope: OpensByHour(messages[scope], tuple(by_hour)) for scope, by_hour in opens.items()}


# Suppressions


async def suppress(
    session: AsyncSession, entries: Sequence[NewSuppression], *, actor_id: str, now_ms: int
) -> list[str]:
    """Put people on the list; the hashes they are on it by. Raises ``InvalidInput`` for what cannot be an identity.

    Whoever is on it already stays for the longer of both, and for what they cannot take back rather than for their own word.
    """
    salt = _settings(await _ensured(session, now_ms)).salt
    weightiest: dict[tuple[str, str], NewSuppression] = {}
    identities = []
    for entry in entries:
        identity = _identity(entry, salt)
        identities.append(identity)
        key = (identity, entry.channel.value if entry.channel else "")
        held = weightiest.get(key)
        if held is None or rules.outweighs(entry, held):
            weightiest[key] = entry
    ordered: list[dict[str, object]] = [
        {
            "tenant_id": tenant_of(session),
            "identity": identity,
            "channel": channel,
            "kind": entry.kind.value,
            "reason": entry.reason.value,
            "until_ms": entry.until_ms,
            "note": entry.note,
            "added_by": actor_id,
            "added_at_ms": now_ms,
        }
        for (identity, channel), entry in sorted(weightiest.items(), key=lambda held: held[0])
    ]
    for at in range(0, len(ordered), repository.CHUNK):
        await repository.suppress(session, ordered[at : at + repository.CHUNK])
    return identities


async def release(session: AsyncSession, entries: Sequence[NewSuppression]) -> int:
    """Take people off the list, on the channels named; how many entries that were."""
    row = await repository.policy(session)
    if row is None:
        return 0
    salt = _settings(row).salt
    keys = [(_identity(entry, salt), entry.channel.value if entry.channel else "") for entry in entries]
    released = 0
    for at in range(0, len(keys), repository.CHUNK // 2):
        released += await repository.release(session, keys[at : at + repository.CHUNK // 2])
    return released


async def release_listed(session: AsyncSession, identity: str, channel: Channel | None) -> bool:
    """Take one entry off the list, named as the list names it."""
    return bool(await repository.release(session, [(identity, channel.value if channel else "")]))


async def entries_of(session: AsyncSession, identities: Collection[tuple[IdentityType, str]]) -> list[Listed]:
    """What the list has of these. Raises ``InvalidInput`` for what cannot be an identity."""
    row = await repository.policy(session)
    if row is None:
        return []
    salt = _settings(row).salt
    hashes = [rules.hashed(kind, rules.normal(kind, value), salt) for kind, value in identities]
    return [_listed(entry) for entry in await repository.listed(session, hashes)]


async def list_suppressions(
    session: AsyncSession,
    *,
    channel: Channel | None,
    reason: SuppressionReason | None,
    cursor: str | None,
    limit: int,
) -> Page[Listed]:
    position = read_cursor(_SORT, cursor)
    rows = await repository.page(
        session,
        channel=channel.value if channel else None,
        reason=reason.value if reason else None,
        after=(str(position.value), position.id) if position else None,
        limit=limit + 1,
    )
    following = None
    if len(rows) > limit:
        following = write_cursor(_SORT, Position(rows[limit - 1].identity, rows[limit - 1].channel))
    return Page([_listed(row) for row in rows[:limit]], following)


async def forget_expired(session: AsyncSession, *, now_ms: int) -> int:
    """Entries that no longer hold leave the list."""
    return await repository.forget_expired(session, before_ms=now_ms)


async def keep_refusals(
    session: AsyncSession, receiver: Receiver, denied: Collection[Channel], *, actor_id: str, now_ms: int
) -> None:
    """Before a person is erased: what they refused goes on holding for their addresses, which only the hash knows."""
    entries = [
        NewSuppression(kind=kind, value=value, channel=channel, reason=SuppressionReason.USER_OPT_OUT)
        for channel in denied
        for kind, value in _addresses(receiver)
        if (kind is IdentityType.EMAIL) == (channel is Channel.EMAIL)
    ]
    if entries:
        await suppress(session, entries, actor_id=actor_id, now_ms=now_ms)
    await repository.forget_habits(session, rules.personal(receiver.person_id))


async def hand_on(session: AsyncSession, person_id: str, to: str, *, now_ms: int) -> None:
    """``person_id`` turned out to be ``to``: who must not be written to as either is left alone, and habits add up."""
    row = await repository.policy(session)
    if row is not None:
        salt = _settings(row).salt
        listed = await repository.listed(session, [rules.hashed(IdentityType.PERSON, person_id, salt)])
        for entry in map(_listed, listed):
            again = NewSuppression(
                kind=IdentityType.PERSON,
                value=to,
                channel=entry.channel,
                reason=entry.reason,
                until_ms=entry.until_ms,
                note=entry.note,
            )
            await suppress(session, [again], actor_id=entry.added_by, now_ms=now_ms)
    before, after = rules.personal(person_id), rules.personal(to)
    habits = sorted(await repository.habits(session, [before]), key=lambda habit: (habit.channel, habit.hour))
    moved = [habit.model_dump() | {"scope": after} for habit in habits]
    await repository.learn(session, moved)
    await repository.forget_habits(session, before)


# Send times


async def learn_sends(session: AsyncSession, sent: Counter[tuple[Channel, str]], *, now_ms: int) -> None:
    """Messages that went out now, by channel and time zone."""
    learnt: Counter[tuple[str, str, int]] = Counter()
    for (channel, time_zone), number in sent.items():
        hour = rules.local_hour(now_ms, time_zone)
        for scope in (rules.cohort(time_zone), rules.EVERYBODY):
            learnt[scope, channel.value, hour] += number
    await _learn(session, learnt, Counter())


async def learn_opens(session: AsyncSession, opens: Iterable[tuple[str, str, Channel, int]]) -> None:
    """Opens by human beings: (person id, time zone, channel, when)."""
    learnt: Counter[tuple[str, str, int]] = Counter()
    for person_id, time_zone, channel, at_ms in opens:
        hour = rules.local_hour(at_ms, time_zone)
        for scope in (rules.personal(person_id), rules.cohort(time_zone), rules.EVERYBODY):
            learnt[scope, channel.value, hour] += 1
    await _learn(session, Counter(), learnt)


async def _learn(
    session: AsyncSession, messages: Counter[tuple[str, str, int]], opens: Counter[tuple[str, str, int]]
) -> None:
    tenant_id = tenant_of(session)
    await repository.learn(
        session,
        [
            {
                "tenant_id": tenant_id,
                "scope": scope,
                "channel": channel,
                "hour": hour,
                "messages": messages[scope, channel, hour],
                "opens": opens[scope, channel, hour],
            }
            for scope, channel, hour in sorted(messages.keys() | opens.keys())
        ],
    )


async def _ensured(session: AsyncSession, now_ms: int) -> DeliveryPolicyRow:
    """The tenant's row, to change; made with a salt of its own if there is none."""
    new = DeliveryPolicyRow(tenant_id=tenant_of(session), salt=secrets.token_hex(32), updated_at_ms=now_ms)
    document = DeliveryPolicy().model_dump(mode="json")
    await repository.add_policy(session, new.model_dump() | {"document": document})
    row = await repository.policy(session, to_change=True)
    if row is None:
        raise Conflict("the policy could not be made", remedy="Try again.")
    return row


def _settings(row: DeliveryPolicyRow) -> Settings:
    salt = bytes.fromhex(row.salt)
    try:
        policy, is_readable = DeliveryPolicy.model_validate(row.document, strict=False), True
    except ValidationError:
        policy, is_readable = DeliveryPolicy(), False
    changed_at_ms = row.updated_at_ms if row.updated_by else None
    return Settings(policy, salt, row.revision, is_readable, row.updated_by, changed_at_ms)


def _identity(entry: NewSuppression, salt: bytes) -> str:
    if not entry.is_hash:
        return rules.hashed(entry.kind, rules.normal(entry.kind, entry.value), salt)
    if len(entry.value) != 32 or not set(entry.value) <= set("0123456789abcdef"):
        raise InvalidInput("is not a hash of this list", field="value", remedy="Send 32 hexadecimal digits.")
    return entry.value


def _addresses(receiver: Receiver) -> list[tuple[IdentityType, str]]:
    return [(IdentityType.EMAIL, value) for value in receiver.emails] + [
        (IdentityType.PHONE, value) for value in receiver.phones
    ]


def _listed(row: SuppressionRow) -> Listed:
    return Listed(
        identity=row.identity,
        kind=IdentityType(row.kind),
        channel=Channel(row.channel) if row.channel else None,
        reason=SuppressionReason(row.reason),
        until_ms=row.until_ms,
        note=row.note,
        added_by=row.added_by,
        added_at_ms=row.added_at_ms,
    )


def _chunks(identities: Sequence[str]) -> Iterable[Sequence[str]]:
    for at in range(0, len(identities), repository.CHUNK):
        yield identities[at : at + repository.CHUNK]
