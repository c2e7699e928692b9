"""Webhook calls over real connections: retried, spread, given up, sent again, each told to the ledger once."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import httpx2
import pytest
from aiohttp import web
from pydantic import SecretStr

from activities.keeping import SqlKeeper
from activities.webhooks import WebhookCaller
from connectors.channels.protocol import Dependencies
from connectors.channels.registry import capabilities
from connectors.channels.switchboard import Switchboard
from domain.campaigns.values import Channel
from domain.errors import Conflict
from domain.messages.values import Feedback, FeedbackKind
from domain.outbox import service
from domain.outbox.rules import MOST_ATTEMPTS, retry_at_ms
from domain.outbox.values import CallState, WebhookCall
from domain.sealing import Sealer
from domain.senders import service as senders
from domain.senders.service import Accounts
from domain.senders.values import Accepted, NewChannelAccount, OutboundMessage, Outcome, RefusalClass, Refused

NOW_MS = 1_795_219_200_000
DAY_MS = 86_400_000


@dataclass
class Hook:
    """Somebody's webhook and the caller that serves it."""

    journeys: object
    caller: WebhookCaller
    switchboard: Switchboard
    account: object
    now_ms: int = NOW_MS
    answers: list[int] = field(default_factory=list)
    retry_after: str = "900"
    words: str = ""
    seen: list[tuple[str, str]] = field(default_factory=list)
    told: list[Feedback] = field(default_factory=list)

    async def send(self, message_id: str = "msg_1", **said: Any) -> None:
        assert isinstance(await self.hand_over(message_id, **said), Accepted)

    async def hand_over(self, message_id: str = "msg_1", **said: Any) -> Outcome:
        message = OutboundMessage(
            message_id=message_id, tenant_id="ours", person_id="per_ana", channel=Channel.WEBHOOK, data={"a": 1}, **said
        )
        [outcome] = await self.switchboard.connect(self.account).send([message])
        return outcome

    async def call(self, state: CallState):
        async with self.journeys.reading("ours") as session:
            return (await service.calls(session, state)).items


@pytest.fixture
async def hook(journeys) -> AsyncIterator[Hook]:
    made: list[Hook] = []

    async def receive(request: web.Request) -> web.Response:
        mine = made[0]
        mine.seen.append((request.headers["webhook-id"], request.headers["webhook-timestamp"]))
        assert json.loads(await request.read())["data"] == {"a": 1}
        status = mine.answers.pop(0) if mine.answers else 204
        return web.Response(status=status, headers={"Retry-After": mine.retry_after}, text=mine.words or None)

    app = web.Application()
    app.router.add_post("/in", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    accounts = Accounts(Sealer(["k1:0123456789abcdef0123456789abcdef"]))
    new = NewChannelAccount(
        vendor="webhook",
        name="Theirs",
        parameters={"url": f"http://127.0.0.1:{runner.addresses[0][1]}/in"},
        credentials={"secret": SecretStr("a secret of theirs")},
    )
    async with journeys.tenant("ours") as session:
        row = await accounts.create(session, new, capabilities("webhook"), actor_id="usr_1", now_ms=NOW_MS)
    async with aiohttp.ClientSession() as session, httpx2.AsyncClient() as http2:
        dependencies = Dependencies(
            session=session,
            http2=http2,
            clock_ms=lambda: made[0].now_ms,
            keeper=SqlKeeper(journeys),
            allow_private=True,
        )

        async def tell(tenant_id: str, told) -> None:
            assert tenant_id == "ours"
            made[0].told += told

        caller = WebhookCaller(journeys, accounts, dependencies, tell)
        made.append(Hook(journeys, caller, Switchboard(dependencies), accounts.opened(row)))
        yield made[0]
    await runner.cleanup()


async def test_a_call_is_made_once_and_told(hook):
    await hook.send()
    await hook.send()
    assert (await hook.caller.make_due()).delivered == 1
    assert (await hook.caller.make_due()).calls == 0
    assert [message_id for message_id, _ in hook.seen] == ["msg_1"]
    assert [(one.kind, one.message_key) for one in hook.told] == [(FeedbackKind.DELIVERED, "msg_1")]


async def test_a_receiver_that_is_away_is_called_again_later_under_the_same_id(hook):
    hook.answers = [500, 503]
    await hook.send()
    assert (await hook.caller.make_due()).waiting == 1
    assert (await hook.caller.make_due()).calls == 0, "it was called again at once"
    hook.now_ms += 900_000 + 5_000
    assert (await hook.caller.make_due()).waiting == 1
    hook.now_ms += 900_000 + 100_000
    assert (await hook.caller.make_due()).delivered == 1
    assert {message_id for message_id, _ in hook.seen} == {"msg_1"}
    assert len({timestamp for _, timestamp in hook.seen}) == 3, "each attempt is signed for its own moment"


async def test_a_call_that_is_never_answered_becomes_a_dead_letter_which_can_be_sent_again(hook):
    hook.answers = [500] * MOST_ATTEMPTS
    await hook.send()
    for _ in range(MOST_ATTEMPTS):
        await hook.caller.make_due()
        hook.now_ms += DAY_MS
    [dead] = await hook.call(CallState.DEAD)
    assert (dead.attempts, dead.last_status, dead.due_at_ms) == (MOST_ATTEMPTS, 500, None)
    assert [one.kind for one in hook.told] == [FeedbackKind.FAILED]
    async with hook.journeys.tenant("ours") as session:
        await service.send_again(session, ["msg_1"], now_ms=hook.now_ms)
    assert (await hook.caller.make_due()).delivered == 1
    async with hook.journeys.tenant("ours") as session:
        with pytest.raises(Conflict):
            await service.send_again(session, ["msg_1"], now_ms=hook.now_ms)
    assert [one.kind for one in hook.told] == [FeedbackKind.FAILED, FeedbackKind.DELIVERED]


@pytest.mark.parametrize("nonsense", ["\u00b2", "9" * 5_000, "-1", "soon", ""], ids=lambda told: told[:8] or "empty")
async def test_a_receiver_that_asks_for_a_nonsensical_pause_is_called_again_all_the_same(hook, nonsense):
    hook.answers, hook.retry_after = [429], nonsense
    await hook.send()
    assert (await hook.caller.make_due()).waiting == 1
    hook.now_ms += 3_600_000
    assert (await hook.caller.make_due()).delivered == 1


async def test_a_receiver_s_words_are_kept_whatever_they_are(hook):
    hook.answers, hook.words = [500], "no\0 such\x1b[31m thing"
    await hook.send()
    assert (await hook.caller.make_due()).waiting == 1
    [waiting] = await hook.call(CallState.WAITING)
    assert "no such" in waiting.last_error
    assert waiting.last_error.isprintable()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Coupon": "SPRING\r\nX-Trick: 1"},
        {"X Coupon": "SPRING"},
        {"X-Coupon": "\0"},
        {"": "x"},
    ],
    ids=["a second line", "a space in its name", "a control character", "no name"],
)
async def test_a_header_that_cannot_be_sent_is_refused_with_its_message(hook, headers):
    outcome = await hook.hand_over(headers=headers)
    assert isinstance(outcome, Refused)
    assert (outcome.why, "header" in outcome.reason) == (RefusalClass.CONTENT, True)


async def test_headers_of_the_connection_itself_are_not_a_message_s_to_set(hook):
    await hook.send(headers={"Transfer-Encoding": "chunked", "Expect": "100-continue", "Connection": "close"})
    assert (await hook.caller.make_due()).delivered == 1


async def test_a_call_that_cannot_be_made_holds_no_other_up(hook):
    impossible = WebhookCall(
        message_id="msg_0",
        account_id=hook.account.account_id,
        person_id="per_ana",
        at_ms=NOW_MS,
        url=hook.account.parameters["url"],
        body=b"{}",
        headers={"X-Coupon": "SPRING\r\nX-Trick: 1"},
    )
    await SqlKeeper(hook.journeys).queue_calls("ours", [impossible])
    await hook.send("msg_1")
    made = await hook.caller.make_due()
    assert (made.delivered, made.waiting) == (1, 1)
    [waiting] = await hook.call(CallState.WAITING)
    assert waiting.last_error
    assert [message_id for message_id, _ in hook.seen] == ["msg_1"]


async def test_a_receiver_that_is_gone_for_good_is_not_called_again(hook):
    hook.answers = [410]
    await hook.send()
    assert (await hook.caller.make_due()).dead == 1


async def test_two_callers_make_one_call_between_them(hook):
    for place in range(10):
        await hook.send(f"msg_{place}")
    made = await asyncio.gather(hook.caller.make_due(), hook.caller.make_due())
    assert sum(one.delivered for one in made) == 10
    assert len({message_id for message_id, _ in hook.seen}) == len(hook.seen) == 10


async def test_a_call_whose_account_is_gone_is_given_up_in_the_end(hook):
    await hook.send()
    async with hook.journeys.tenant("ours") as session:
        await senders.remove_account(session, hook.account.account_id)
    assert (await hook.caller.make_due()).waiting == 1
    assert not hook.seen


def test_pauses_grow_are_spread_and_end():
    calm = [retry_at_ms(attempts, now_ms=0, spread=0.0) for attempts in range(1, MOST_ATTEMPTS)]
    late = [retry_at_ms(attempts, now_ms=0, spread=0.999) for attempts in range(1, MOST_ATTEMPTS)]
    assert calm == sorted(calm)
    assert all(one < other < 1.5 * one + 1 for one, other in zip(calm, late, strict=True))
    assert retry_at_ms(MOST_ATTEMPTS, now_ms=0, spread=0.0) is None
    assert retry_at_ms(1, now_ms=0, spread=0.0, retry_after_s=10**9) == 3_600_000
