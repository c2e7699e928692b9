"""One letter a day of what waits for somebody: who gets it, when, what it says, and that it comes once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from temporalio.worker import Worker

from activities.digesting import Digesting
from activities.house_mail import HouseMail
from activities.keeping import SqlKeeper
from api.wire import show_instant
from connectors.channels.switchboard import Switchboard, open_dependencies
from domain.approvals import service as approvals
from domain.approvals.values import ApprovalFacts
from domain.broadcasts.tables import BroadcastRow
from domain.broadcasts.values import BroadcastDefinition
from domain.campaigns.sections.values import Section
from domain.campaigns.values import Channel
from domain.identity import service as identity
from domain.identity.values import PLATFORM_TENANT
from domain.messages import service as ledger
from domain.messages.values import PlannedMessage
from domain.money import MICROS
from domain.notifications import service as notifications
from domain.notifications.values import News, NewsKind
from domain.outbox import service as outbox
from domain.outbox.values import Letter
from domain.sealing import Sealer
from domain.senders.service import Accounts
from domain.workspace.digests import rules, service
from domain.workspace.digests.service import CLAIMED_FOR_MS
from domain.workspace.digests.values import Digest, Preference, Told
from tests.api.conftest import NOW, new_campaign, new_creative
from tests.api.test_explaining import live
from tests.api.test_journeys import BODY, published
from workers.sandbox import SANDBOX
from workflows.contracts import digests as contract
from workflows.digests import DigestsWorkflow

DIGEST = "/api/v1/notifications/digest"
HOUR, DAY = 3_600_000, 86_400_000
EIGHT = (
    int(datetime.fromtimestamp(NOW / 1_000, UTC).replace(hour=8, minute=0, second=0, microsecond=0).timestamp()) * 1_000
)
"""In the morning of the day of ``NOW``, which is a Friday, in UTC."""


class Post:
    """Digests of the API's stores, at a time of the test's choosing, by the platform's outbox unless nobody set up mail."""

    def __init__(self, api, dependencies) -> None:
        self.api, self._dependencies, self.is_set_up = api, dependencies, True
        self.at(EIGHT)

    def at(self, now_ms: int) -> "Post":
        self.now_ms = now_ms
        self.api.state.clock_ms = lambda: self.now_ms
        return self

    def house_mail(self) -> HouseMail:
        accounts = Accounts(Sealer(["test:a-key-of-sixteen-chars"]), outbox_by_default=self.is_set_up)
        return HouseMail(self.api.state.journeys, accounts, Switchboard(self._dependencies), lambda: self.now_ms)

    def digesting(self, carrier=None) -> Digesting:
        state = self.api.state
        return Digesting(
            state.main, state.money, state.journeys, carrier or self.house_mail(),
            public_url="https://ads.example", clock_ms=lambda: self.now_ms,
        )  # fmt: skip

    async def round(self) -> None:
        await self.digesting().send_due("ours")

    async def letters(self) -> list[Letter]:
        """The newest first."""
        async with self.api.state.journeys.reading(PLATFORM_TENANT) as session:
            return list((await outbox.letters(session)).items)

    async def user_id(self, role: str) -> str:
        async with self.api.state.main.reading("ours") as session:
            return (await identity.find_user(session, "ours", f"{role}@ours.example")).id

    async def tell(
        self, role: str, key: str, *, kind: NewsKind = NewsKind.MENTION, text: str = "look", ago_ms: int = HOUR
    ) -> None:
        news = News(key=key, kind=kind, subject_id="cmp_1", title=f"news {key}", text=text)
        async with self.api.state.main.tenant("ours") as session:
            await notifications.tell(session, [await self.user_id(role)], news, now_ms=self.now_ms - ago_ms)


@pytest.fixture
async def post(api) -> AsyncIterator[Post]:
    async with open_dependencies(SqlKeeper(api.state.journeys), lambda: NOW) as dependencies:
        yield Post(api, dependencies)


async def wants(api, role: str, **said) -> None:
    async with api.as_(f"ours.{role}") as client:
        answer = await client.put(f"{DIGEST}/preference", json={"is_on": True, **said})
        assert answer.status_code == 200, answer.text


async def test_a_digest_tells_each_reader_what_they_may_know_and_nobody_who_has_not_asked(api, post):
    sunday = EIGHT + 2 * DAY
    async with api.as_("ours.admin") as admin:
        reviewed = await new_campaign(admin, name="To be read")
        quiet = await new_campaign(admin, name="Sold <b>nothing</b>", starts_at="2027-01-10T00:00:00Z")
        await new_creative(admin, quiet["id"])
        await live(api, quiet["id"])
    async with api.state.main.tenant("ours") as session:
        await approvals.open_round(
            session,
            campaign_id=reviewed["id"],
            number=1,
            revision=1,
            facts=ApprovalFacts(budget_usd_micros=5_000 * MICROS, channel=Channel.PAID_MEDIA),
            submitter_ids=["somebody"],
            at_ms=1,
            sections=dict.fromkeys(Section, "0" * 64),
            reviewed={},
        )
    written = BroadcastDefinition.model_validate(
        {
            "name": "Sale",
            "channel": "email",
            "variants": [{"name": "a", "template": "tpl_1"}],
            "audience": {"kind": "everybody"},
        }
    )
    async with api.state.journeys.tenant("ours") as session:
        session.add(
            BroadcastRow(
                id="brd_1", tenant_id="ours", name="Sale tomorrow", stage="scheduled", starts_at_ms=sunday + HOUR,
                definition=written.model_dump_json(), created_by="usr_1", created_at_ms=1, updated_at_ms=1,
            )
        )  # fmt: skip
    post.at(sunday - HOUR)
    await wants(api, "manager")
    await wants(api, "viewer")
    post.at(sunday)
    await post.tell("manager", "m1", text="see\n\nBcc: everybody")
    await post.tell("manager", "b1", kind=NewsKind.BUDGET_ALERT)
    await post.round()
    letters = {letter.address.split("@")[0]: letter for letter in await post.letters()}
    assert set(letters) == {"manager", "viewer"}
    manager, viewer = letters["manager"].text, letters["viewer"].text
    for line in (
        "- To be read: 0 of 1 manager approvals",
        "- Sold <b>nothing</b>: nothing was billed yesterday or today. Open the campaign and ask why it is not spending.",
        "- broadcast Sale tomorrow: Sun 09:00, all 0 people",
        "- news m1: see Bcc: everybody",
        "1 budget alert:\n- news b1: look",
        "PUT https://ads.example/api/v1/notifications/digest/preference",
    ):
        assert line in manager
    assert "Sold &lt;b&gt;nothing&lt;/b&gt;" in letters["manager"].html
    assert "Sold <b>nothing</b>: nothing was billed" in viewer
    assert not [word for word in ("To be read", "Sale tomorrow", "news") if word in viewer]
    async with api.as_("ours.manager") as client:
        shown = (await client.get(DIGEST)).json()
        assert [one["name"] for one in shown["waiting"]] == ["To be read"]
        assert (shown["mentions"], shown["last"]["state"], shown["last"]["day"]) == ([], "sent", "2027-01-17")
        await client.put(f"{DIGEST}/preference", json={"is_on": False})
    post.at(sunday + DAY)
    await post.round()
    assert [letter.address for letter in (await post.letters())[:-2]] == ["viewer@ours.example"]


async def test_what_journeys_hold_for_the_morning_goes_out_within_a_day(api, post):
    journey_id = await published(api, BODY)
    planned = [
        PlannedMessage(
            key=f"jrn/{number}", person_id=f"prs_{number}", channel=Channel.EMAIL, template_id="tpl_1",
            source=f"journey:{journey_id}", planned_at_ms=NOW, not_before_ms=EIGHT + after_ms,
        )
        for number, after_ms in enumerate((5 * HOUR, 6 * HOUR, DAY + HOUR))
    ]  # fmt: skip
    async with api.state.journeys.tenant("ours") as session:
        await ledger.plan(session, planned)
    post.at(EIGHT)
    async with api.as_("ours.manager") as client, api.as_("ours.viewer") as viewer:
        shown, less = (await client.get(DIGEST)).json(), (await viewer.get(DIGEST)).json()
    [one] = shown["going_out"]
    assert (one["kind"], one["id"], one["size"]) == ("journey", journey_id, "sends 2 messages that wait")
    assert one["at"] == show_instant(EIGHT + 5 * HOUR)
    assert less["going_out"] == []


async def test_a_day_has_one_digest_at_its_hour_however_many_rounds_and_workers_there_are(api, post):
    post.at(EIGHT - HOUR)
    await wants(api, "viewer", hour=17, time_zone="Asia/Tokyo")  # 08:00 UTC
    await post.tell("viewer", "n1")
    await post.round()
    assert await post.letters() == []
    post.at(EIGHT)
    handed_over: list[str] = []

    class Counting:
        async def hand_over(self, letter_id: str, *letter, **more):
            handed_over.append(letter_id)
            return await post.house_mail().hand_over(letter_id, *letter, **more)

    await asyncio.gather(*(post.digesting(Counting()).send_due("ours") for _ in range(4)))
    await post.at(EIGHT + HOUR).round()
    assert [letter.message_id for letter in await post.letters()] == handed_over
    await wants(api, "viewer", hour=20, time_zone="Asia/Tokyo")
    await post.at(EIGHT + 4 * HOUR).round()
    assert len(await post.letters()) == 1  # the day has had its own
    await post.at(EIGHT + DAY + 4 * HOUR).round()
    assert len(await post.letters()) == 1  # and there is nothing to say in the next one
    async with api.as_("ours.viewer") as client:
        assert (await client.get(DIGEST)).json()["last"]["state"] == "nothing_to_say"
        for wrong in ({"hour": 24}, {"time_zone": "Moon/Crater"}, {"hour": "8"}):
            assert (await client.put(f"{DIGEST}/preference", json={"is_on": True, **wrong})).status_code == 422


async def test_a_worker_that_dies_with_a_digest_in_its_hands_sends_it_neither_twice_nor_never(api, post):
    class Dies(Exception):
        """The process is gone at this moment."""

    class Hands:
        """Of a worker that dies before the carrier has the letter, or right after."""

        def __init__(self, *, is_after: bool) -> None:
            self.is_after = is_after

        async def hand_over(self, *letter, **more):
            if self.is_after:
                await post.house_mail().hand_over(*letter, **more)
            raise Dies

    post.at(EIGHT - HOUR)
    await wants(api, "viewer")
    for number, is_after in enumerate((True, False)):
        post.at(EIGHT + number * DAY)
        await post.tell("viewer", f"n{number}")
        with pytest.raises(Dies):
            await post.digesting(Hands(is_after=is_after)).send_due("ours")
        await post.round()
        assert len(await post.letters()) == number + is_after  # whoever claimed it may be at it still
        await post.at(post.now_ms + CLAIMED_FOR_MS).round()
        await post.at(post.now_ms + HOUR).round()
        assert len(await post.letters()) == number + 1


async def test_what_happens_while_a_digest_is_on_its_way_is_in_the_next_one(api, post):
    class Slow:
        """Hands the letter over; something happens meanwhile, and the worker may be gone before it can say so."""

        def __init__(self, key: str, *, dies: bool) -> None:
            self.key, self.dies = key, dies

        async def hand_over(self, *letter, **more):
            outcome = await post.house_mail().hand_over(*letter, **more)
            post.at(post.now_ms + 60_000)
            await post.tell("viewer", self.key, ago_ms=1)
            if self.dies:
                raise KeyboardInterrupt
            return outcome

    post.at(EIGHT - HOUR)
    await wants(api, "viewer")
    await post.at(EIGHT).tell("viewer", "first")
    await post.digesting(Slow("second", dies=False)).send_due("ours")
    with pytest.raises(KeyboardInterrupt):
        await post.at(EIGHT + DAY).digesting(Slow("third", dies=True)).send_due("ours")
    await post.at(EIGHT + DAY + 9 * HOUR).round()  # looked up: it was sent
    await post.at(EIGHT + 2 * DAY).round()
    told = [[key for key in ("first", "second", "third") if f"news {key}" in one.text] for one in await post.letters()]
    assert told == [["third"], ["second"], ["first"]]


async def test_where_nobody_has_set_up_mail_the_digest_waits_and_says_so_until_somebody_has(api, post, temporal):
    post.at(EIGHT - HOUR)
    await wants(api, "viewer")
    post.at(EIGHT).is_set_up = False
    await post.tell("viewer", "n1")
    await post.round()
    async with api.as_("ours.viewer") as client:
        last = (await client.get(DIGEST)).json()["last"]
        assert (last["state"], last["why"]) == ("waiting", "nobody has set up mail for the platform")
    post.at(EIGHT + HOUR).is_set_up = True
    async with Worker(
        temporal.client,
        task_queue=contract.TASK_QUEUE,
        workflows=[DigestsWorkflow],
        workflow_runner=SANDBOX,
        activities=post.digesting().all,
    ):
        [sent] = await temporal.client.execute_workflow(contract.WORKFLOW, id="d", task_queue=contract.TASK_QUEUE)
    assert (sent["tenant_id"], sent["sent"], sent["trouble"]) == ("ours", 1, "")
    assert len(await post.letters()) == 1


async def test_what_a_tenant_is_told_is_gathered_once_a_minute_and_for_nobody_who_may_not_read_it(
    api, post, monkeypatch
):
    gathered: list[int] = []
    gather = service.tenant_news

    async def counted(*stores, now_ms: int):
        gathered.append(now_ms)
        return await gather(*stores, now_ms=now_ms)

    monkeypatch.setattr(service, "tenant_news", counted)
    async with api.as_("ours.admin") as admin:
        whose = await post.user_id("viewer")
        narrow = {"user_id": whose, "name": "bot", "scopes": ["creative:read"]}
        made = await admin.post("/api/v1/platform/tokens", json=narrow)
    assert made.status_code == 201, made.text
    api.tokens["ours.bot"] = made.json()["secret"]
    for who, after_ms, times in (("bot", 0, 0), ("viewer", 0, 1), ("manager", 59_999, 1), ("viewer", 60_000, 2)):
        post.at(EIGHT + after_ms)
        async with api.as_(f"ours.{who}") as client:
            assert (await client.get(DIGEST)).status_code == 200
        assert len(gathered) == times, who


def test_a_digest_is_due_from_its_hour_to_the_end_of_the_readers_day():
    def due(zone: str, hour: int, at: str, changed_at: str = "2027-01-01T00:00:00+00:00") -> date | None:
        wish = Preference(is_on=True, hour=hour, time_zone=zone)
        moments = [round(datetime.fromisoformat(one).timestamp() * 1_000) for one in (changed_at, at)]
        return rules.due_day(wish, changed_at_ms=moments[0], now_ms=moments[1])

    may_15 = date(2027, 5, 15)
    for zone, hour, at, day in (
        ("Europe/Berlin", 8, "2027-05-15T05:59:59+00:00", None),
        ("Europe/Berlin", 8, "2027-05-15T06:00:00+00:00", may_15),
        ("Europe/Berlin", 8, "2027-05-15T21:59:59+00:00", may_15),
        ("Europe/Berlin", 8, "2027-05-15T22:00:00+00:00", None),
        ("Pacific/Auckland", 8, "2027-05-14T20:00:00+00:00", may_15),
        ("Asia/Kathmandu", 8, "2027-05-15T02:15:00+00:00", may_15),
        ("America/New_York", 2, "2027-03-14T07:00:00+00:00", date(2027, 3, 14)),  # the hour that is left out that night
    ):
        assert due(zone, hour, at) == day, (zone, at)
    assert due("UTC", 8, "2027-05-15T09:00:00+00:00", changed_at="2027-05-15T08:30:00+00:00") is None
    assert rules.due_day(Preference(), changed_at_ms=0, now_ms=NOW) is None


def test_a_long_digest_says_how_much_it_leaves_out():
    digest = Digest(day=date(2027, 1, 15), others=tuple(Told(title=f"t{n}", text="x") for n in range(25)))
    said = rules.letter(digest, name="Ana", tenant_id="ours", time_zone="UTC", public_url="https://ads.example/")
    assert said.text.count("\n- t") == rules.MOST_SHOWN
    assert "and 5 more" in said.text
    assert "<li>and 5 more</li>" in said.html
    assert said.subject == "Campaign Express on 2027-01-15: 25 other notifications"
