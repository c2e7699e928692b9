"""Statements over who is in a segment; they take a tenant's session."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, literal
from sqlmodel import bindparam, col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.records import inserting, tenant_of
from domain.segments.rules import bucket_of
from domain.segments.tables import BiddingChange, SegmentMember, SegmentPerson

CHUNK: Final = 1_000


async def claim(session: AsyncSession, person_ids: Collection[str]) -> dict[str, int | None]:
    """When each of these people who was looked at before is due; nobody else changes their memberships until the commit.

    Those missing from the answer are looked at for the first time.
    """
    found = await hold(session, person_ids)
    tenant_id = tenant_of(session)
    rows = [
        {"tenant_id": tenant_id, "person_id": person_id, "bucket": bucket_of(person_id)}
        for person_id in sorted(set(person_ids) - found.keys())
    ]
    if rows:
        await session.exec(inserting(session, SegmentPerson).on_conflict_do_nothing(), params=rows)
    return found


async def hold(session: AsyncSession, person_ids: Collection[str]) -> dict[str, int | None]:
    """Likewise, for those who were looked at before; of the others nothing is held."""
    found: dict[str, int | None] = {}
    for chunk in _chunks(person_ids):
        wanted = (
            select(SegmentPerson.person_id, SegmentPerson.due_at_ms)
            .where(col(SegmentPerson.person_id).in_(chunk))
            .order_by(col(SegmentPerson.person_id))
            .with_for_update()
        )
        found |= dict((await session.exec(wanted)).all())
    return found


async def looks_of(session: AsyncSession, person_ids: Collection[str]) -> dict[str, int | None]:
    """When each of these people is due; those missing were never looked at."""
    found: dict[str, int | None] = {}
    for chunk in _chunks(person_ids):
        wanted = select(SegmentPerson.person_id, SegmentPerson.due_at_ms).where(col(SegmentPerson.person_id).in_(chunk))
        found |= dict((await session.exec(wanted)).all())
    return found


async def set_due(session: AsyncSession, due: Mapping[str, int | None]) -> None:
    """When to look at these people again; None for those whom time does not change."""
    if due:
        connection = await session.connection()
        table: Any = SegmentPerson.__table__  # type: ignore[attr-defined]
        statement = (
            update(table)
            .where(table.c.tenant_id == tenant_of(session), table.c.person_id == bindparam("who"))
            .values(due_at_ms=bindparam("due"))
        )
        await connection.execute(statement, [{"who": one, "due": due_at_ms} for one, due_at_ms in due.items()])


async def due_people(session: AsyncSession, *, now_ms: int, limit: int) -> Sequence[str]:
    """Those due by now, the longest waiting first."""
    wanted = select(SegmentPerson.person_id).where(col(SegmentPerson.due_at_ms) <= now_ms)
    return (await session.exec(wanted.order_by(col(SegmentPerson.due_at_ms)).limit(limit))).all()


async def next_due_ms(session: AsyncSession) -> int | None:
    return (await session.exec(select(func.min(col(SegmentPerson.due_at_ms))))).one()


async def people_in_buckets(session: AsyncSession, first: int, last: int) -> Sequence[str]:
    """Everybody whose bucket is one of these, both included."""
    wanted = select(SegmentPerson.person_id).where(col(SegmentPerson.bucket).between(first, last))
    return (await session.exec(wanted)).all()


async def count_people(session: AsyncSession) -> int:
    return int((await session.exec(select(func.count()).select_from(SegmentPerson))).one())


async def people_between(session: AsyncSession, after: str, until: str | None) -> Sequence[str]:
    """Those looked at before whose ids lie beyond ``after``, up to ``until`` or to the end."""
    wanted = select(SegmentPerson.person_id).where(col(SegmentPerson.person_id) > after)
    if until is not None:
        wanted = wanted.where(col(SegmentPerson.person_id) <= until)
    return (await session.exec(wanted)).all()


async def drop_people(session: AsyncSession, person_ids: Collection[str]) -> None:
    """Nobody to look at any more."""
    for chunk in _chunks(person_ids):
        await session.exec(delete(SegmentPerson).where(col(SegmentPerson.person_id).in_(chunk)))


async def erase(session: AsyncSession, person_ids: Collection[str]) -> None:
    """As if they had never been anywhere."""
    await drop_people(session, person_ids)
    for chunk in _chunks(person_ids):
        await session.exec(delete(SegmentMember).where(col(SegmentMember.person_id).in_(chunk)))


async def memberships(session: AsyncSession, person_ids: Collection[str]) -> dict[str, set[str]]:
    """The segments each of these people is in now; nothing for who is in none."""
    found: dict[str, set[str]] = {}
    for chunk in _chunks(person_ids):
        wanted = select(SegmentMember.person_id, SegmentMember.segment_id).where(
            col(SegmentMember.person_id).in_(chunk), col(SegmentMember.until_ms).is_(None)
        )
        for person_id, segment_id in (await session.exec(wanted)).all():
            found.setdefault(person_id, set()).add(segment_id)
    return found


async def stays(session: AsyncSession, person_id: str) -> Sequence[SegmentMember]:
    """Every stay of a person, the newest first."""
    wanted = select(SegmentMember).where(SegmentMember.person_id == person_id)
    return (await session.exec(wanted.order_by(col(SegmentMember.since_ms).desc()).limit(CHUNK))).all()


async def put_in(session: AsyncSession, pairs: Sequence[tuple[str, str]], *, now_ms: int) -> None:
    """(segment, person) each: from now on a member."""
    if pairs:
        tenant_id = tenant_of(session)
        rows = [
            {"tenant_id": tenant_id, "segment_id": one, "person_id": who, "since_ms": now_ms, "until_ms": None}
            for one, who in pairs
        ]
        statement = inserting(session, SegmentMember).on_conflict_do_update(
            index_elements=["tenant_id", "segment_id", "person_id", "since_ms"], set_={"until_ms": None}
        )
        await session.exec(statement, params=rows)


async def take_out(session: AsyncSession, pairs: Sequence[tuple[str, str]], *, now_ms: int) -> None:
    """(segment, person) each: no member any more."""
    if pairs:
        connection = await session.connection()
        table: Any = SegmentMember.__table__  # type: ignore[attr-defined]
        statement = (
            update(table)
            .where(
                table.c.tenant_id == tenant_of(session),
                table.c.segment_id == bindparam("segment"),
                table.c.person_id == bindparam("who"),
                table.c.until_ms.is_(None),
            )
            .values(until_ms=now_ms)
        )
        await connection.execute(statement, [{"segment": one, "who": who} for one, who in pairs])


async def members(session: AsyncSession, segment_id: str, *, after: str, limit: int) -> Sequence[tuple[str, int]]:
    """(person, since) of the next members, in the order of their ids."""
    wanted = select(SegmentMember.person_id, SegmentMember.since_ms).where(
        SegmentMember.segment_id == segment_id,
        col(SegmentMember.until_ms).is_(None),
        col(SegmentMember.person_id) > after,
    )
    rows = (await session.exec(wanted.order_by(col(SegmentMember.person_id)).limit(limit))).all()
    return [(person_id, since_ms) for person_id, since_ms in rows]


async def count_members(session: AsyncSession, segment_id: str) -> int:
    wanted = select(func.count()).where(SegmentMember.segment_id == segment_id, col(SegmentMember.until_ms).is_(None))
    return int((await session.exec(wanted)).one())


async def forget_stays(session: AsyncSession, *, before_ms: int) -> None:
    """Those that ended before."""
    await session.exec(delete(SegmentMember).where(col(SegmentMember.until_ms) < before_ms))


# Whom bidders have to be told of


async def note_bidding_changes(session: AsyncSession, person_ids: Collection[str]) -> None:
    if person_ids:
        tenant_id = tenant_of(session)
        rows = [{"tenant_id": tenant_id, "person_id": one, "changes": 1} for one in sorted(person_ids)]
        statement = inserting(session, BiddingChange).on_conflict_do_update(
            index_elements=["tenant_id", "person_id"],
            set_={"changes": BiddingChange.__table__.c.changes + 1},  # type: ignore[attr-defined]
        )
        await session.exec(statement, params=rows)


async def note_bidding_members(session: AsyncSession, segment_id: str) -> None:
    """Every member of a segment at once."""
    members_now = select(SegmentMember.tenant_id, SegmentMember.person_id, literal(1)).where(
        SegmentMember.tenant_id == tenant_of(session),
        SegmentMember.segment_id == segment_id,
        col(SegmentMember.until_ms).is_(None),
    )
    statement = inserting(session, BiddingChange).from_select(["tenant_id", "person_id", "changes"], members_now)
    changes = BiddingChange.__table__.c.changes  # type: ignore[attr-defined]
    connection = await session.connection()
    await connection.execute(
        statement.on_conflict_do_update(index_elements=["tenant_id", "person_id"], set_={"changes": changes + 1})
    )


async def tenants_with_bidding_changes(session: AsyncSession) -> Sequence[str]:
    """Takes a platform session."""
    return (await session.exec(select(BiddingChange.tenant_id).distinct())).all()


async def bidding_changes(session: AsyncSession, *, limit: int) -> dict[str, int]:
    wanted = select(BiddingChange.person_id, BiddingChange.changes).order_by(col(BiddingChange.person_id)).limit(limit)
    return dict((await session.exec(wanted)).all())


async def forget_bidding_changes(session: AsyncSession, told: Mapping[str, int]) -> None:
    """Those that bidders know of now, unless they changed again meanwhile."""
    if told:
        connection = await session.connection()
        table: Any = BiddingChange.__table__  # type: ignore[attr-defined]
        statement = delete(table).where(
            table.c.tenant_id == tenant_of(session),
            table.c.person_id == bindparam("who"),
            table.c.changes == bindparam("known"),
        )
        await connection.execute(statement, [{"who": one, "known": changes} for one, changes in told.items()])


def _chunks(person_ids: Collection[str]) -> Iterator[Sequence[str]]:
    distinct = sorted(set(person_ids))
    for start in range(0, len(distinct), CHUNK):
        yield distinct[start : start + CHUNK]
