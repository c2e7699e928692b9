"""Use cases of demand-side platforms on a tenant's session. Credentials are opened for connectors and shown to nobody."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeVar

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.dsp import repository
from domain.dsp.rules import Difference
from domain.dsp.tables import DspAccountRow, DspAudience, DspCampaign, DspPerformance
from domain.dsp.values import (
    AudienceState,
    CampaignPlan,
    Capabilities,
    DspAccount,
    DspAccountChange,
    NewAudience,
    NewDspAccount,
    PerformanceRow,
    PlatformSpend,
    PlatformWin,
)
from domain.errors import Conflict, InvalidInput, NotFound
from domain.ids import new_id
from domain.money import MICROS
from domain.records import tenant_of
from domain.sealing import Sealer

T = TypeVar("T")


class Accounts:
    """Accounts of a tenant, over the sealer that keeps their credentials."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    async def create(
        self, session: AsyncSession, new: NewDspAccount, platform: Capabilities, *, actor_id: str, now_ms: int
    ) -> DspAccountRow:
        """Raises ``InvalidInput`` when something its platform needs is missing, ``Conflict`` for a name taken."""
        if await repository.account_by_name(session, new.name):
            raise Conflict(f"an account '{new.name}' exists already", field="name", remedy="Choose another name.")
        credentials = {name: secret.get_secret_value() for name, secret in new.credentials.items()}
        _check_needs(platform, new.parameters, credentials)
        account_id = new_id("dsp")
        row = DspAccountRow(
            tenant_id=tenant_of(session),
            id=account_id,
            platform=new.platform,
            name=new.name,
            enabled=new.enabled,
            bid_url=new.bid_url or "",
            parameters=dict(new.parameters),
            credentials=self._seal(account_id, credentials),
            timeout_ms=new.timeout_ms,
            max_concurrent=new.max_concurrent,
            created_by=actor_id,
            created_at_ms=now_ms,
            updated_at_ms=now_ms,
        )
        session.add(row)
        await session.flush()
        return row

    async def change(
        self, session: AsyncSession, account_id: str, change: DspAccountChange, platform: Capabilities, *, now_ms: int
    ) -> DspAccountRow:
        """Raises ``NotFound``, and ``InvalidInput`` as ``create`` does, or where sealed credentials would go elsewhere."""
        row = await existing_account(session, account_id, to_change=True)
        if change.parameters is not None:
            _check_needs(platform, change.parameters, None)
            if change.credentials is None:
                _check_destination(platform, row.parameters, change.parameters)
            row.parameters = dict(change.parameters)
        if change.credentials is not None:
            credentials = {name: secret.get_secret_value() for name, secret in change.credentials.items()}
            _check_needs(platform, None, credentials)
            row.credentials = self._seal(account_id, credentials)
        if change.bid_url is not None:
            row.bid_url = change.bid_url
        for field in ("name", "enabled", "timeout_ms", "max_concurrent"):
            wanted = getattr(change, field)
            if wanted is not None:
                setattr(row, field, wanted)
        row.revision += 1
        row.updated_at_ms = now_ms
        session.add(row)
        await session.flush()
        return row

    async def get(self, session: AsyncSession, account_id: str) -> DspAccount:
        """With its credentials. Raises ``NotFound``, and ``Unopenable`` when the sealing key is gone."""
        return self.opened(await existing_account(session, account_id))

    async def routed(self, session: AsyncSession) -> Sequence[DspAccount]:
        """Those that bids are routed to."""
        return [self.opened(row) for row in await repository.accounts(session, routed_only=True)]

    def opened(self, row: DspAccountRow) -> DspAccount:
        return DspAccount(
            tenant_id=row.tenant_id,
            account_id=row.id,
            platform=row.platform,
            name=row.name,
            enabled=row.enabled,
            bid_url=row.bid_url,
            parameters=row.parameters,
            credentials=msgspec.json.decode(self._sealer.open(row.credentials, bound_to=row.id), type=dict[str, str]),
            timeout_ms=row.timeout_ms,
            max_concurrent=row.max_concurrent,
            revision=row.revision,
        )

    def _seal(self, account_id: str, credentials: Mapping[str, str]) -> str:
        return self._sealer.seal(msgspec.json.encode(credentials), bound_to=account_id)


def _check_destination(platform: Capabilities, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    if moved := [name for name in platform.destination if before.get(name) != after.get(name)]:
        raise InvalidInput(
            f"credentials were entered for another {moved[0]}",
            field="credentials",
            remedy=f"Send credentials along with a changed {moved[0]}.",
        )


def _check_needs(
    platform: Capabilities, parameters: Mapping[str, str] | None, credentials: Mapping[str, str] | None
) -> None:
    for field, given, needed in (
        ("parameters", parameters, platform.parameters),
        ("credentials", credentials, platform.credentials),
    ):
        if given is None:
            continue
        if missing := [name for name in needed if not given.get(name)]:
            raise InvalidInput(
                f"{platform.label} needs {', '.join(missing)}",
                field=f"{field}.{missing[0]}",
                remedy=f"Send {field} with {', '.join(needed)}.",
            )
        if unknown := sorted(set(given) - set(needed)):
            raise InvalidInput(
                f"{platform.label} knows no {unknown[0]}",
                field=f"{field}.{unknown[0]}",
                remedy=f"Send {', '.join(needed) or 'nothing'}.",
            )


async def existing_account(session: AsyncSession, account_id: str, *, to_change: bool = False) -> DspAccountRow:
    row = await repository.account(session, account_id, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no account '{account_id}'", field="account_id")
    return row


async def list_accounts(session: AsyncSession) -> Sequence[DspAccountRow]:
    return await repository.accounts(session)


async def record_win(session: AsyncSession, win: PlatformWin, *, price_nanos: int, now_ms: int) -> bool:
    """Count a win once; whether it is new."""
    return await repository.add_win(
        session,
        {
            "tenant_id": tenant_of(session),
            "account_id": win.account_id,
            "request_id": win.request_id,
            "bid_id": win.bid_id,
            "price_nanos": price_nanos,
            "currency": win.currency,
            "at_ms": now_ms,
            "told": False,
        },
    )


async def needs_telling(session: AsyncSession, win: PlatformWin) -> bool:
    """Whether the platform has yet to take note of this win."""
    row = await repository.win(session, win.account_id, win.request_id, win.bid_id)
    return row is not None and not row.told


async def note_told(session: AsyncSession, win: PlatformWin) -> None:
    row = await repository.win(session, win.account_id, win.request_id, win.bid_id)
    if row is not None:
        row.told = True
        session.add(row)


async def spend(session: AsyncSession) -> Sequence[PlatformSpend]:
    """What every account's wins have cost."""
    return [
        PlatformSpend(account_id=account_id, currency=currency, wins=wins, spend_nanos=nanos)
        for account_id, currency, wins, nanos in await repository.spend(session)
    ]


async def create_audience(session: AsyncSession, new: NewAudience, *, actor_id: str, now_ms: int) -> DspAudience:
    """Raises ``NotFound`` for an unknown account, ``Conflict`` when the account has this segment already."""
    await existing_account(session, new.account_id)
    if await repository.audience_of(session, new.account_id, new.segment):
        raise Conflict(
            f"this account has segment {new.segment} already",
            field="segment",
            remedy="Sync the audience there is, or choose another segment.",
        )
    row = DspAudience(
        tenant_id=tenant_of(session),
        id=new_id("aud"),
        account_id=new.account_id,
        segment=new.segment,
        name=new.name,
        every_minutes=new.every_minutes,
        state=AudienceState.PENDING,
        created_by=actor_id,
        created_at_ms=now_ms,
    )
    session.add(row)
    await session.flush()
    return row


async def existing_audience(session: AsyncSession, audience_id: str, *, to_change: bool = False) -> DspAudience:
    row = await repository.audience(session, audience_id, to_change=to_change)
    if row is None:
        raise NotFound(f"there is no audience '{audience_id}'", field="audience_id")
    return row


async def list_audiences(session: AsyncSession) -> Sequence[DspAudience]:
    return await repository.audiences(session)


class SentMembers:
    """What was sent of audiences; keys are sealed under the audience, for the day a person has to be taken out."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    async def between(
        self, session: AsyncSession, audience_id: str, *, after: str, until: str | None
    ) -> dict[str, tuple[str, Mapping[str, str]]]:
        """Person id to fingerprint and keys, for ids beyond ``after`` up to ``until``."""
        rows = await repository.sent(session, audience_id, after=after, until=until)
        return {
            row.person_id: (
                row.fingerprint,
                msgspec.json.decode(self._sealer.open(row.keys, bound_to=audience_id), type=dict[str, str]),
            )
            for row in rows
        }

    async def record(self, session: AsyncSession, audience_id: str, made: Difference) -> None:
        """Remember a batch that the platform has taken."""
        tenant_id = tenant_of(session)
        keys = {member.person_id: member.keys for member in made.change.joining}
        rows = [
            {
                "tenant_id": tenant_id,
                "audience_id": audience_id,
                "person_id": person_id,
                "fingerprint": mark,
                "keys": self._sealer.seal(msgspec.json.encode(keys[person_id]), bound_to=audience_id),
            }
            for person_id, mark in made.remember.items()
        ]
        await repository.remember_sent(session, rows)
        for chunk in _chunks(made.forget):
            await repository.forget_sent(session, audience_id, chunk)


async def audiences_with(session: AsyncSession, person_ids: Collection[str]) -> Sequence[str]:
    """Audiences that a platform has been told any of these people is in."""
    return await repository.audiences_with(session, person_ids) if person_ids else ()


async def note_sync(
    session: AsyncSession,
    audience_id: str,
    *,
    state: AudienceState,
    now_ms: int,
    failure: str = "",
    platform_audience_id: str = "",
    counts: Mapping[str, int | None] | None = None,
) -> None:
    """Put on record where a sync stands. ``counts`` may give unreachable, matched and expected_matches."""
    row = await existing_audience(session, audience_id, to_change=True)
    row.state, row.failure = state, failure
    if platform_audience_id:
        row.platform_audience_id = platform_audience_id
    for field, count in (counts or {}).items():
        setattr(row, field, count)
    if state is AudienceState.SYNCED:
        row.members = await repository.count_sent(session, audience_id)
        row.synced_at_ms = now_ms
    session.add(row)


async def share_campaign(session: AsyncSession, account_id: str, campaign_id: str, *, share_micros: int) -> None:
    """Let an account have a campaign with so much of its budget, which must be promised already.

    That it is no less than the account has spent, ``check_share`` says beforehand. Raises ``NotFound`` for an unknown account.
    """
    await existing_account(session, account_id)
    row = await repository.campaign(session, account_id, campaign_id, to_change=True)
    if row is None:
        row = DspCampaign(tenant_id=tenant_of(session), account_id=account_id, campaign_id=campaign_id, share_micros=0)
    row.share_micros = share_micros
    session.add(row)


async def check_share(session: AsyncSession, account_id: str, campaign_id: str, *, share_micros: int) -> None:
    """Raises ``InvalidInput`` for less than the account has reported as spent, ``NotFound`` for an unknown account."""
    await existing_account(session, account_id)
    row = await repository.campaign(session, account_id, campaign_id)
    spent = sum((await _reported(session, row)).values()) if row else 0
    if share_micros < spent:
        raise InvalidInput(
            "the account has spent more than that already",
            field="share",
            remedy=f"Send at least {Decimal(spent) / MICROS:.2f}, or complete the campaign.",
        )


class CampaignThere(NamedTuple):
    """A campaign as an account has it, and what it reported as spent, by UTC day."""

    row: DspCampaign
    spent_micros: Mapping[str, int]


async def campaign_there(session: AsyncSession, account_id: str, campaign_id: str) -> CampaignThere:
    """Raises ``NotFound`` while the account has no share of it."""
    row = await repository.campaign(session, account_id, campaign_id)
    if row is None:
        raise NotFound(
            "this account has no share of the campaign", field="campaign_id", remedy="Give it one with POST."
        )
    return CampaignThere(row, await _reported(session, row))


async def record_campaign(
    session: AsyncSession, account_id: str, plan: CampaignPlan, pace: str, *, told: str, now_ms: int
) -> None:
    """Put on record what an account was told of a campaign."""
    row = await repository.campaign(session, account_id, plan.campaign_id, to_change=True)
    if row is not None:
        row.platform_campaign_id = plan.platform_campaign_id
        row.daily_budget_micros = plan.daily_budget_micros
        row.told, row.pace, row.pushed_at_ms = told, pace, now_ms
        session.add(row)


async def note_reported(session: AsyncSession, account_id: str, campaign_id: str, *, day: str) -> None:
    row = await repository.campaign(session, account_id, campaign_id, to_change=True)
    if row is not None:
        row.reported_day = day
        session.add(row)


async def platform_campaign_ids(session: AsyncSession, account_id: str) -> Sequence[str]:
    """Of every campaign of ours that an account has."""
    rows = await repository.campaigns(session, account_id)
    return [row.platform_campaign_id for row in rows if row.platform_campaign_id]


async def _reported(session: AsyncSession, row: DspCampaign) -> dict[str, int]:
    if not row.platform_campaign_id:
        return {}
    return await repository.reported_spend_micros(session, row.account_id, row.platform_campaign_id)


async def record_performance(
    session: AsyncSession, account_id: str, rows: Iterable[PerformanceRow], *, now_ms: int
) -> int:
    """Put reported days on record, over what was reported of them before; how many."""
    tenant_id = tenant_of(session)
    recorded = [
        {"tenant_id": tenant_id, "account_id": account_id, "pulled_at_ms": now_ms} | msgspec.structs.asdict(row)
        for row in rows
    ]
    for chunk in _chunks(recorded):
        await repository.put_performance(session, chunk)
    return len(recorded)


async def performance(
    session: AsyncSession, account_id: str, *, from_day: str, to_day: str
) -> Sequence[DspPerformance]:
    """Raises ``NotFound`` for an unknown account."""
    await existing_account(session, account_id)
    return await repository.performance(session, account_id, from_day=from_day, to_day=to_day)


def _chunks(items: Sequence[T], size: int = 500) -> Iterable[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))
