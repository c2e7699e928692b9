"""What the simulator says of a person is what production then does, gate by gate and word by word."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.journeys import service as journeys
from domain.journeys.rehearsals.values import Simulated, Simulation
from domain.journeys.travellers.values import Entrant
from domain.journeys.values import JourneyDefinition
from domain.journeys.walks.values import Happens, What
from domain.messages.values import MessageStatus
from tests.journeys.definitions import decision, journey, split, wait, wait_for
from tests.journeys.rehearsing import Stage, staged
from tests.journeys.test_modes import empty, opened
from tests.journeys.world import DAY, MINUTE, NOW, World

EVENTS = ("open", "purchase", "cart_abandon")
BOUGHT = {"kind": "in_segment", "segment": "SEG_bought"}
CAPS = [
    {"name": "Three a day", "channel": "all", "window": "day", "most": 3},
    {"name": "Once", "channel": "sms", "window": "campaign", "most": 1},
]


@st.composite
def journeys_to_rehearse(draw: st.DrawFn) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Up to eight steps, each leading to a later one; ``TPL_x`` and ``SEG_x`` are filled in once they are there."""
    number = draw(st.integers(2, 8))
    steps: dict[str, dict[str, Any]] = {}
    for at in range(number):
        later = st.sampled_from([f"s{n}" for n in range(at + 1, number)] or ["end"])
        onward = f"s{at + 1}" if at + 1 < number else "end"
        sends = st.sampled_from(["send_email", "send_sms", "send_push", "send_in_app"]).flatmap(
            lambda kind, onward=onward: st.fixed_dictionaries(
                {
                    "kind": st.just(kind),
                    "template": st.just(f"TPL_{kind}"),
                    "next": st.just(onward),
                    "transactional": st.booleans(),
                    "at_best_time": st.booleans(),
                }
            )
        )
        steps[f"s{at}"] = draw(
            st.one_of(
                sends,
                sends,
                st.integers(5, 900).map(lambda minutes, onward=onward: wait(minutes, onward)),
                st.just({"kind": "wait_until", "at": "09:30", "next": onward}),
                st.tuples(st.sampled_from(EVENTS), st.integers(5, 400), later).map(
                    lambda drawn, onward=onward: wait_for(drawn[0], drawn[1], onward, drawn[2])
                ),
                later.map(lambda there, onward=onward: decision("tier", "gold", there, onward)),
                later.map(
                    lambda there, onward=onward: {
                        "kind": "decision",
                        "branches": [{"name": "bought", "when": BOUGHT, "next": there}],
                        "otherwise": onward,
                    }
                ),
                later.map(lambda there, onward=onward: split(("a", 1, there), ("b", 2, onward))),
                st.just({"kind": "update_profile", "set": {"tier": "gold"}, "next": onward}),
                st.just({"kind": "add_to_segment", "segment": "SEG_list", "next": onward}),
            )
        )
    more: dict[str, Any] = {
        "goals": [{"name": "bought", "event": {"event": "purchase"}, "leaves": draw(st.booleans())}]
    }
    if draw(st.booleans()):
        when = {"kind": "did", "event": "open", "at_least": 2, "within_minutes": 600}
        more["exits"] = [{"name": "keen", "when": when}]
    if draw(st.booleans()):
        more["exits"] = [{"name": "listed", "when": {"kind": "in_segment", "segment": "SEG_list"}}]
    return steps, more


happenings = st.lists(st.tuples(st.integers(1, 1_500), st.sampled_from(EVENTS)), max_size=6, unique=True)


@settings(max_examples=12)
@given(
    drawn=journeys_to_rehearse(),
    did=happenings,
    person=st.fixed_dictionaries(
        {
            "consented": st.booleans(),
            "time_zone": st.sampled_from(["", "Europe/Madrid", "Asia/Tokyo"]),
            "attributes": st.sampled_from([{}, {"first_name": "Ana"}, {"first_name": "Ana", "tier": "gold"}]),
        }
    ),
    begins_hour=st.integers(0, 23),
)
async def test_what_is_simulated_is_what_happens(drawn: Any, did: Any, person: dict[str, Any], begins_hour: int):
    with tempfile.TemporaryDirectory() as name:
        shutil.copy(await empty(), Path(name) / "truth.db")
        world = World(opened(Path(name) / "truth.db"), "ten_truth", NOW - NOW % DAY + begins_hour * 60 * MINUTE)
        async with staged(world) as stage:
            definition = await furnished(stage, *drawn)
            person_id = await stage.person(**person)
            live = await world.publish(definition)
            starts_at_ms, until_ms = world.now_ms, world.now_ms + 6 * DAY
            happening = tuple(Happens(at_ms=starts_at_ms + minute * MINUTE, event=event) for minute, event in did)
            simulated = await stage.rehearsals.simulate(
                world.tenant_id,
                Simulation(
                    journey_id=live.journey_id,
                    version=1,
                    definition=definition,
                    starts_at_ms=starts_at_ms,
                    until_ms=until_ms,
                    person_id=person_id,
                    event={"sku": "s1"},
                    happening=happening,
                ),
            )
            entrant = Entrant(person_id=person_id, cause="rehearsal", at_ms=starts_at_ms, context={"sku": "s1"})
            async with world.database.tenant(world.tenant_id) as session:
                await journeys.enter(session, live.journey_id, [entrant], now_ms=starts_at_ms)
            await stage.live_through(live.journey_id, happening, person_id, until_ms)
            await compare(stage, live.journey_id, simulated)
        await world.database.close()


async def furnished(stage: Stage, steps: dict[str, dict[str, Any]], more: dict[str, Any]) -> JourneyDefinition:
    """Templates, segments and a policy, and the definition that names them."""
    from domain.campaigns.values import Channel

    bought = {"kind": "did", "event": "purchase", "at_least": 1, "within_minutes": 300}
    names = {
        "SEG_list": await stage.segment("list", {"kind": "list"}),
        "SEG_bought": await stage.segment("bought", {"kind": "rule", "where": bought}),
        "TPL_send_email": await stage.template(
            subject="{{ person.first_name }} {{ event.sku }}",
            html="<p>{{ person.tier | default: 'none' }} {{ message.now | date: '%H:%M' }}</p>",
            required=["person.first_name"],
        ),
        "TPL_send_sms": await stage.template(Channel.SMS),
        "TPL_send_push": await stage.template(Channel.PUSH, title="Hi"),
        "TPL_send_in_app": await stage.template(Channel.IN_APP, title="Hi {{ person.tier }}"),
    }
    await stage.policy(
        caps=CAPS, quiet_hours=[{"starts": "21:00", "ends": "08:00", "channels": ["email", "sms"]}], time_zone="UTC"
    )

    def named(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: named(one) for key, one in value.items()}
        if isinstance(value, list):
            return [named(one) for one in value]
        return names.get(value, value) if isinstance(value, str) else value

    return journey(named(steps), **named(more))


async def compare(stage: Stage, journey_id: str, simulated: Simulated) -> None:
    (run,) = await stage.world.runs(journey_id)
    assert (simulated.run_id, simulated.status, simulated.step) == (run.run_id, run.status.value, run.step)
    walked = [
        (one.at_ms, one.step, one.visit, one.kind, one.outcome) for one in simulated.moments if one.what is What.PASSED
    ]
    went = [(one.at_ms, one.step, one.visit, one.kind, one.outcome) for one in await stage.world.path(run.run_id)]
    assert walked == went
    assert {one.outcome for one in simulated.moments if one.what is What.GOAL} == set(run.goals)
    said: dict[str, list[Any]] = {}
    for moment in simulated.moments:
        if moment.posted is not None:
            said.setdefault(moment.posted.looked.message.key, []).append(moment)
    became = {one.key: one for one in await stage.ledger(journey_id)}
    assert said.keys() == became.keys()
    for key, moments in said.items():
        one, last = became[key], moments[-1]
        looks = [(moment.at_ms, moment.posted.looked.look.verdicts) for moment in moments]
        assert looks == [(look.at_ms, look.verdicts) for look in one.looks]
        expected = MessageStatus.SENT.value if last.outcome == "sent" else last.outcome
        assert (expected, last.posted.looked.reason) == (one.status.value, one.reason if one.status != "sent" else "")
        if one.status is MessageStatus.SENT and one.provider == "outbox":
            letter = await stage.letter(one.message_id)
            rendered = last.posted.rendered
            assert (rendered.subject, rendered.text, rendered.title, rendered.body) == (
                letter.subject,
                letter.text,
                letter.title,
                letter.body,
            )
            assert last.posted.address == letter.address
