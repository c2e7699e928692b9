"""Statements over requests of people; they take a tenant's session, but for ``open_ones``."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.privacy.requests.rules import OPEN
from domain.privacy.requests.tables import PrivacyFile, PrivacyFinding, PrivacyRequest
from domain.privacy.requests.values import RequestKind, RequestState
from domain.records import inserting, tenant_of


async def request(session: AsyncSession, request_id: str, *, to_change: bool = False) -> PrivacyRequest | None:
    wanted = select(PrivacyRequest).where(PrivacyRequest.id == request_id)
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(wanted)).one_or_none()


async def requests(
    session: AsyncSession, *, states: Collection[RequestState], before_id: str, limit: int
) -> Sequence[PrivacyRequest]:
    """The newest first."""
    wanted = select(PrivacyRequest).where(col(PrivacyRequest.state).in_([state.value for state in states]))
    if before_id:
        wanted = wanted.where(col(PrivacyRequest.id) < before_id)
    return (await session.exec(wanted.order_by(col(PrivacyRequest.id).desc()).limit(limit))).all()


async def open_ones(session: AsyncSession) -> Sequence[tuple[str, str, bool]]:
    """(tenant, request, whether it is checked and nobody has begun) of those to be looked after, on a platform session."""
    is_due = (PrivacyRequest.state == RequestState.VERIFIED.value) & (PrivacyRequest.rounds == 0)
    wanted = select(PrivacyRequest.tenant_id, PrivacyRequest.id, is_due).where(
        col(PrivacyRequest.state).in_([state.value for state in OPEN])
        | ((PrivacyRequest.state == RequestState.DONE.value) & (PrivacyRequest.archive_sha256 != ""))
    )
    return (await session.exec(wanted.order_by(col(PrivacyRequest.id)))).all()


async def exports_with_files(session: AsyncSession) -> Sequence[PrivacyRequest]:
    """Exports whose archive or parts are there, those that are or will be made, and those that were ended and still say whom they are of."""
    with_parts = select(PrivacyFile.request_id)
    wanted = (
        select(PrivacyRequest)
        .where(PrivacyRequest.kind == RequestKind.EXPORT.value)
        .where(
            col(PrivacyRequest.state).in_([RequestState.VERIFIED.value, RequestState.RUNNING.value])
            | (col(PrivacyRequest.archive_sha256) != "")
            | ((col(PrivacyRequest.state) == RequestState.REFUSED.value) & col(PrivacyRequest.is_gathered).is_(True))
            | col(PrivacyRequest.id).in_(with_parts)
        )
    )
    return (await session.exec(wanted)).all()


async def files(session: AsyncSession, request_id: str) -> Sequence[str]:
    wanted = select(PrivacyFile.sha256).where(PrivacyFile.request_id == request_id)
    return (await session.exec(wanted.order_by(col(PrivacyFile.sha256)))).all()


async def note_file(session: AsyncSession, request_id: str, sha256: str) -> None:
    row = {"tenant_id": tenant_of(session), "request_id": request_id, "sha256": sha256}
    await session.exec(inserting(session, PrivacyFile).on_conflict_do_nothing(), params=[row])


async def forget_file(session: AsyncSession, request_id: str, sha256: str) -> bool:
    """Whether it was on record."""
    gone = await session.exec(
        delete(PrivacyFile).where(PrivacyFile.request_id == request_id, PrivacyFile.sha256 == sha256)  # type: ignore[arg-type]
    )
    return bool(gone.rowcount)


async def has_file(session: AsyncSession, request_id: str, sha256: str) -> bool:
    """Whether it is on record, once whoever is just removing it has come to an end; locked."""
    wanted = select(PrivacyFile).where(PrivacyFile.request_id == request_id, PrivacyFile.sha256 == sha256)
    return (await session.exec(wanted.with_for_update())).one_or_none() is not None


async def unchecked(session: AsyncSession, *, to_change: bool = False) -> Sequence[PrivacyRequest]:
    """Of whom nobody has said yet how it was made sure who asks."""
    wanted = select(PrivacyRequest).where(PrivacyRequest.state == RequestState.RECEIVED.value)
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(wanted.order_by(col(PrivacyRequest.id)))).all()


async def findings(session: AsyncSession, request_id: str, *, place: str = "") -> Sequence[PrivacyFinding]:
    wanted = select(PrivacyFinding).where(PrivacyFinding.request_id == request_id)
    if place:
        wanted = wanted.where(PrivacyFinding.place == place)
    return (await session.exec(wanted.order_by(col(PrivacyFinding.place), col(PrivacyFinding.kind)))).all()


async def note_findings(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        statement = inserting(session, PrivacyFinding)
        replaced = {
            column: statement.excluded[column]
            for column in ("found", "left", "kept", "found_at_ms", "looked_again_at_ms")
        }
        await session.exec(
            statement.on_conflict_do_update(index_elements=["request_id", "place", "kind"], set_=replaced), params=rows
        )
