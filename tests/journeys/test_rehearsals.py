"""Rehearsals: everybody counted with the reason, nothing written but the rehearsal, and a clock that can be moved."""

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from temporalio.testing import ActivityEnvironment

from domain.campaigns.values import Channel
from domain.contacts.values import ContactChange
from domain.delivery.values import ConsentState
from domain.journeys.rehearsals import service
from domain.journeys.rehearsals.rules import Tally, estimated, read_tally, write_tally
from domain.journeys.rehearsals.values import DryRun, Line, Simulation
from domain.journeys.rehearsals.values import Stage as Standing
from domain.journeys.values import JourneyDefinition
from domain.journeys.walks.values import Happens, Moment, What
from storage.sql.tables import tables_of
from tests.journeys.definitions import TEMPLATE, journey, wait, wait_for
from tests.journeys.rehearsing import Stage, staged
from tests.journeys.world import DAY, MINUTE, World
from workflows.contracts.rehearsals import RehearsalRef


@pytest.fixture
async def stage(world: World):
    async with staged(world) as found:
        yield found


THEIR_OWN = {"journey_rehearsals", "journeys", "journeys_audit_entries", "journeys_audit_heads"}


async def rehearsed(
    stage: Stage, definition: JourneyDefinition, **asked: Any
) -> tuple[str, dict[tuple[str, ...], Line]]:
    """A dry run as its activities carry it out; every count by what it is of."""
    world = stage.world
    journey_id = await stage.draft(definition)
    async with world.database.tenant(world.tenant_id) as session:
        row = await service.begin(
            session, journey_id, 0, definition, DryRun(**asked), actor_id="usr_a", now_ms=world.now_ms
        )
    ref = RehearsalRef(tenant_id=world.tenant_id, rehearsal_id=row.id)
    activities = ActivityEnvironment()
    progress = await activities.run(stage.rehearsals.begin, ref)
    while not progress.is_over:
        progress = await activities.run(stage.rehearsals.rehearse, ref)
    return row.id, await lines(stage, row.id)


async def lines(stage: Stage, rehearsal_id: str) -> dict[tuple[str, ...], Line]:
    async with stage.world.database.reading(stage.world.tenant_id) as session:
        row = await service.existing(session, rehearsal_id)
        return {(line.what, *line.of): line for line in service.counted(row)}


async def everything(world: World) -> dict[str, list[Any]]:
    """Every row of every table but rehearsals' own, and those of the draft that is rehearsed."""
    found = {}
    async with world.database.platform_reading() as session:
        for table in tables_of(world.database.store):
            if table.name not in THEIR_OWN:
                connection = await session.connection()
                rows = (await connection.execute(text(f'SELECT * FROM "{table.name}"'))).fetchall()
                found[table.name] = sorted(map(repr, rows))
    return found


def send(kind: str, template: str, onward: str = "end") -> dict[str, Any]:
    return {"kind": kind, "template": template, "next": onward}


async def test_every_reason_is_counted_and_nothing_is_written(stage: Stage):
    good = await stage.template(subject="Hi {{ person.first_name }}", required=["person.first_name"])
    texts = await stage.template(Channel.SMS, text="x" * 200)
    definition = journey(
        {
            "hello": send("send_email", good, "later"),
            "later": wait(60 * 24, "ping"),
            "ping": send("send_sms", texts, "lost"),
            "lost": send("send_email", TEMPLATE),
        },
        entry={"kind": "attribute", "attribute": "tier", "is": "is_not", "value": "staff"},
    )
    await stage.policy(caps=[{"name": "One a week", "channel": "email", "window": "week", "most": 1}])
    for number in range(4):
        await stage.person(attributes={"first_name": "Ana"}, identities=(("email", f"a{number}@example.com"),))
    await stage.person(attributes={"first_name": "Ben"}, identities=(("phone", "+14155550101"),))
    await stage.person(attributes={"first_name": "Cy"}, consented=False)
    await stage.person()
    await stage.person(attributes={"tier": "staff"})
    await stage.draft(definition)
    before = await everything(stage.world)
    rehearsal_id, counted = await rehearsed(stage, definition, prices={"sms": "USD *=0.01"})
    assert await everything(stage.world) == before
    values = {key: line.people.value for key, line in counted.items()}
    day = "2026-11-21"
    assert values["entered",] == 7
    assert values["turned_away", "the entry condition is not true of them"] == 1
    assert values["sent", "hello", "email", day] == 4
    assert values["refused", "hello", "email", "eligibility", "has no e-mail address"] == 1
    assert values["refused", "hello", "email", "consent", "consent was never given"] == 1
    (content,) = [key for key in values if key[:4] == ("refused", "hello", "email", "content")]
    assert (values[content], "person.first_name" in content[4]) == (1, True)
    assert values["sent", "ping", "sms", "2026-11-22"] == 1
    assert (values["segments", "ping", "sms"], values["cost_nanos", "ping", "sms", "USD"]) == (2, 20_000_000)
    assert values["refused", "lost", "email", "frequency_cap", "One a week: 1 of 1 a week on email"] == 4
    (missing,) = [key for key in values if key[:4] == ("refused", "lost", "email", "content")]
    assert (values[missing], f"no published template '{TEMPLATE}'" in missing[4]) == (1, True)
    assert values["left", "finished"] == 7
    for step in ("hello", "ping", "lost"):
        messages = sum(
            value for key, value in values.items() if key[0] in {"sent", "refused", "waiting"} and key[1] == step
        )
        assert messages == 7, "everybody who came to a step got its message, or a reason"
    async with stage.world.database.reading(stage.world.tenant_id) as session:
        row = await service.existing(session, rehearsal_id)
    assert [(one.step, one.kind) for one in service.problems_of(row)] == [("lost", "template")]
    assert (row.stage, row.people, row.looked_at) == ("done", 8, 8)


async def test_a_sample_is_for_everybody_within_its_interval(stage: Stage):
    template = await stage.template()
    await stage.people(100, consented=False)
    await stage.people(300)
    _, counted = await rehearsed(stage, journey({"hello": send("send_email", template)}), sample=120)
    refused = counted["refused", "hello", "email", "consent", "consent was never given"].people
    assert abs(refused.value - 100) < 80, "five standard deviations of a sample of 120 in 400"
    assert refused.low < refused.value < refused.high
    assert len(counted["entered",].examples) == 0
    assert len(counted["refused", "hello", "email", "consent", "consent was never given"].examples) == 5


async def test_it_stops_where_somebody_stops_it(stage: Stage):
    world = stage.world
    await stage.person()
    definition = journey({"rest": wait(5)})
    journey_id = await stage.draft(definition)
    async with world.database.tenant(world.tenant_id) as session:
        row = await service.begin(session, journey_id, 0, definition, DryRun(), actor_id="u", now_ms=world.now_ms)
    ref = RehearsalRef(tenant_id=world.tenant_id, rehearsal_id=row.id)
    await ActivityEnvironment().run(stage.rehearsals.begin, ref)
    async with world.database.tenant(world.tenant_id) as session:
        await service.end(session, row.id, Standing.CANCELLED, now_ms=world.now_ms)
    progress = await ActivityEnvironment().run(stage.rehearsals.rehearse, ref)
    assert (progress.is_over, progress.people) == (True, 0)


async def test_a_page_is_counted_once_however_often_it_is_tried(stage: Stage):
    world = stage.world
    definition = journey({"rest": wait(5)})
    async with world.database.tenant(world.tenant_id) as session:
        row = await service.begin(session, "jrn_x", 0, definition, DryRun(), actor_id="u", now_ms=world.now_ms)
        tally = Tally()
        tally.add(Counter({("left", "finished"): 1}), "per_1")
        for _ in range(3):
            row = await service.note_page(
                session, row.id, after="", onward="per_1", people=1, looked_at=1, tally=tally, now_ms=world.now_ms
            )
    assert (row.people, read_tally(row.tally).lines) == (1, {("left", "finished"): [1, 1]})


def told(moments: tuple[Moment, ...]) -> list[Moment]:
    return [one for one in moments if one.what is not What.CUT_SHORT]


async def test_moving_the_clock_changes_nothing_that_was_told_before(stage: Stage):
    world = stage.world
    template = await stage.template(subject="{{ person.tier | default: 'new' }} {{ message.now | date: '%d' }}")
    definition = journey(
        {
            "hello": send("send_email", template, "hope"),
            "hope": wait_for("purchase", 600, "thanks", "again"),
            "thanks": send("send_email", template),
            "again": {"kind": "wait", "minutes": 60 * 24, "next": "thanks"},
        }
    )
    journey_id = await stage.draft(definition)
    happening = (
        Happens(at_ms=world.now_ms + 30 * MINUTE, change=ContactChange(attributes={"tier": "gold"})),
        Happens(at_ms=world.now_ms + 60 * MINUTE, event="purchase"),
    )

    async def until(minutes: int, **more: Any) -> Any:
        asked = {
            "journey_id": journey_id,
            "version": 0,
            "definition": definition,
            "starts_at_ms": world.now_ms,
            "until_ms": world.now_ms + minutes * MINUTE,
            "identities": {"email": ("ana@example.com",)},
            "consents": {"email/marketing": ConsentState.GRANTED},
            "happening": happening,
        }
        return await stage.rehearsals.simulate(world.tenant_id, Simulation(**(asked | more)))

    whole = await until(3 * 24 * 60)
    assert [one.posted.rendered.subject for one in whole.moments if one.posted] == ["new 21", "gold 21"]
    for minutes in (0, 29, 30, 60, 90):
        part = told((await until(minutes)).moments)
        assert part == told(whole.moments)[: len(part)]
    without = await until(3 * 24 * 60, happening=())
    assert [one.step for one in without.moments if one.posted] == ["hello", "thanks"]
    assert without.moments[-1].at_ms == world.now_ms + 600 * MINUTE + DAY
    refused = await until(60, consents={})
    assert {one.posted.looked.reason for one in refused.moments if one.posted} == {"consent"}


@given(st.lists(st.integers(0, 3), min_size=40, max_size=40), st.integers(0, 2**32))
def test_intervals_hold_what_was_seen_and_are_exact_for_everybody(counts: list[int], seed: int):
    drawn = random.Random(seed).sample(counts, 20)
    found = estimated(sum(drawn), sum(one * one for one in drawn), looked_at=20, everybody=40)
    assert sum(drawn) <= found.low <= found.value <= found.high
    whole = estimated(sum(counts), 0, looked_at=40, everybody=40)
    assert (whole.low, whole.value, whole.high) == (sum(counts),) * 3


def test_nineteen_of_twenty_intervals_hold_the_truth():
    chance = random.Random(7)
    everybody = [int(chance.random() < 0.15) + int(chance.random() < 0.1) for _ in range(5_000)]
    held = 0
    for _ in range(400):
        drawn = chance.sample(everybody, 300)
        found = estimated(sum(drawn), sum(one * one for one in drawn), looked_at=300, everybody=5_000)
        held += found.low <= sum(everybody) <= found.high
    assert held >= 370


def test_a_tally_survives_being_kept():
    tally = Tally()
    tally.add(Counter({("refused", "hello", "email", "consent", "never"): 2, ("entered",): 1}), "per_1")
    again = read_tally(write_tally(tally))
    assert (again.lines, again.examples) == (tally.lines, tally.examples)
