"""What receivers of messages reach: links, the pixel, unsubscribing, preferences; told to JetStream, and to nobody else."""

import re

import httpx2
import nats
import pytest

from api.content import ContentRoom
from connectors.content.fetching import ContentFetcher
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import Consent, ContactChange
from domain.content.links.rules import LinkSigner, scope_of
from domain.content.links.values import DAY_MS
from domain.delivery import service as delivery
from domain.delivery.values import ConsentState, DeliveryPolicy, Purpose
from domain.messages.values import FeedbackKind
from domain.sealing import Sealer
from storage.nats.feedback import read_feedback
from storage.nats.streams import ensure_streams
from storage.nats.subjects import feedback_subject
from storage.nats.subscribing import known_to_the_server
from tests.api.conftest import NOW, Api
from tests.patience import PATIENCE_S

SIGNER = LinkSigner(["test:0123456789abcdef0123"], base_url="http://api")
SCOPE = scope_of("ours", "tpl_1", 1)
A_PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MINUTE = 60_000


class Desk:
    """The reader's side of the API, and what JetStream was told."""

    def __init__(self, api: Api, client: httpx2.AsyncClient, subscription) -> None:
        self.api = api
        self.client = client
        self._subscription = subscription

    async def told(self, number: int = 1) -> list:
        found = []
        for _ in range(number):
            message = await self._subscription.next_msg(timeout=PATIENCE_S)
            found += read_feedback(message.data)
        return found

    async def told_nothing(self) -> bool:
        stream = self.api.state.nats.jetstream()
        return (await stream.stream_info("MESSAGES")).state.messages == 0

    def reading(self, at_ms: int = NOW - MINUTE) -> str:
        return SIGNER.reading("ours", "msg_1", Channel.EMAIL, SCOPE, at_ms)

    def choosing(self, person_id: str = "per_ana", at_ms: int = NOW - MINUTE) -> str:
        return SIGNER.choosing("ours", "msg_1", Channel.EMAIL, person_id, at_ms)


@pytest.fixture
async def desk(api: Api, empty_nats_url: str):
    connection = await nats.connect(empty_nats_url)
    await ensure_streams(connection.jetstream())
    api.state.nats = connection
    subscription = await connection.subscribe(feedback_subject("ours"))
    await known_to_the_server(connection)
    async with ContentFetcher() as fetcher:
        api.state.content = ContentRoom(signer=SIGNER, sealer=Sealer(["test:0123456789abcdef0123"]), fetcher=fetcher)
        async with httpx2.AsyncClient(transport=api.transport, base_url="http://api", headers=A_PERSON) as client:
            yield Desk(api, client, subscription)
    await connection.close()


async def new_person(desk: Desk, **consents: ConsentState) -> str:
    said = tuple(
        Consent(Channel(one), Purpose.MARKETING, state, NOW - DAY_MS, "form") for one, state in consents.items()
    )
    async with desk.api.state.journeys.tenant("ours") as session:
        change = ContactChange(
            identities=(("email", "ana@shop.example"), ("phone", "+14155550100")), consents=said, locale="de-AT"
        )
        person_id, _ = await contacts.create(session, change, now_ms=NOW)
    return person_id


async def consents_of(desk: Desk, person_id: str) -> dict[str, str]:
    async with desk.api.state.journeys.reading("ours") as session:
        return {key: state.value for key, state in (await contacts.get(session, person_id)).consents.items()}


async def test_a_click_leads_to_the_messages_own_link_and_is_told(desk: Desk):
    link = SIGNER.link(SCOPE, "https://shop.example/?a=1&b=ü#x")
    answer = await desk.client.get(f"/r/c/{desk.reading()}/{link}")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("https://shop.example/?a=1&b=")
    assert "no-store" in answer.headers["cache-control"]
    [told] = await desk.told()
    assert (told.kind, told.message_key, told.is_bot) == (FeedbackKind.CLICKED, "msg_1", False)
    assert told.url == "https://shop.example/?a=1&b=ü#x"


async def test_a_click_leads_nowhere_else(desk: Desk):
    link = SIGNER.link(SCOPE, "https://shop.example/")
    elsewhere = SIGNER.link(scope_of("ours", "tpl_2", 1), "https://evil.example/")
    running = SIGNER.link(SCOPE, "javascript:alert(1)")
    old = desk.reading(NOW - 500 * DAY_MS)
    for reading, token, status in (
        (desk.reading(), elsewhere, 404),
        (desk.reading(), running, 404),
        (desk.reading(), link[:-3] + "AAA", 404),
        (desk.reading(), "https://evil.example", 404),
        (desk.reading()[:-3] + "AAA", link, 404),
        (desk.choosing(), link, 404),
        (old, link, 410),
    ):
        answer = await desk.client.get(f"/r/c/{reading}/{token}")
        assert answer.status_code == status, token
        assert "location" not in answer.headers
    assert await desk.told_nothing()


async def test_a_click_leads_on_while_nothing_can_be_told(desk: Desk):
    await desk.api.state.nats.close()
    answer = await desk.client.get(f"/r/c/{desk.reading()}/{SIGNER.link(SCOPE, 'https://shop.example/')}")
    assert answer.status_code == 302


async def test_an_open_is_a_picture_whatever_was_asked_for(desk: Desk):
    for name in (f"{desk.reading()}.gif", "nothing.gif"):
        answer = await desk.client.get(f"/r/o/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/gif"
    [told] = await desk.told()
    assert (told.kind, told.is_bot) == (FeedbackKind.OPENED, False)


@pytest.mark.parametrize(
    ("headers", "age_ms"),
    [({"User-Agent": "Mozilla/5.0"}, MINUTE), ({"Sec-Purpose": "prefetch"}, MINUTE), ({}, 1_000)],
)
async def test_a_machines_open_is_marked_as_one(desk: Desk, headers, age_ms):
    await desk.client.get(f"/r/o/{desk.reading(NOW - age_ms)}.gif", headers=headers)
    [told] = await desk.told()
    assert told.is_bot is True


async def test_opening_the_unsubscribe_page_changes_nothing(desk: Desk):
    answer = await desk.client.get(f"/r/u/{desk.choosing()}")
    assert answer.status_code == 200
    assert '<form method="post"' in answer.text
    empty = await desk.client.post(f"/r/u/{desk.choosing()}")
    assert '<form method="post"' in empty.text
    assert await desk.told_nothing()


@pytest.mark.parametrize(
    ("content_type", "body", "reason"),
    [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click", "one click"),
        (
            "multipart/form-data; boundary=x",
            '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
            "one click",
        ),
        ("application/x-www-form-urlencoded", "confirm=yes", "page"),
    ],
)
async def test_a_post_unsubscribes_at_once_without_a_login(desk: Desk, content_type, body, reason):
    headers = {"Content-Type": content_type}
    answer = await desk.client.post(f"/r/u/{desk.choosing()}", content=body, headers=headers)
    assert answer.status_code == 200
    [told] = await desk.told()
    assert (told.kind, told.channel, told.message_key, told.reason) == (
        FeedbackKind.UNSUBSCRIBED,
        Channel.EMAIL,
        "msg_1",
        reason,
    )


async def test_an_unsubscribe_that_cannot_be_stored_is_not_confirmed(desk: Desk):
    await desk.api.state.nats.close()
    answer = await desk.client.post(f"/r/u/{desk.choosing()}", content="List-Unsubscribe=One-Click")
    assert answer.status_code == 503


async def test_an_old_message_still_unsubscribes_and_no_longer_shows_preferences(desk: Desk):
    old = desk.choosing(at_ms=NOW - 200 * DAY_MS)
    answer = await desk.client.post(f"/r/u/{old}", content="List-Unsubscribe=One-Click")
    assert answer.status_code == 200
    assert (await desk.client.get(f"/r/p/{old}")).status_code == 410
    assert (await desk.client.post(f"/r/p/{old}", content="do=stop")).status_code == 410


async def test_preferences_are_shown_in_the_persons_language_and_work_without_scripts(desk: Desk):
    person_id = await new_person(desk, email=ConsentState.GRANTED, sms=ConsentState.DENIED)
    answer = await desk.client.get(f"/r/p/{desk.choosing(person_id)}")
    page = answer.text
    assert '<html lang="de">' in page
    assert "<script" not in page
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    boxes = dict(re.findall(r'<label><input type="checkbox" name="channel" value="(\w+)"( checked)?>', page))
    assert boxes["email"] == " checked"
    assert boxes["sms"] == ""
    assert page.count("<label>") == page.count('type="checkbox"')
    assert all(part in page for part in ("<h1>", "<fieldset><legend>", 'name="viewport"', "<title>"))


async def test_what_is_chosen_is_a_consent_with_its_proof(desk: Desk):
    person_id = await new_person(desk, email=ConsentState.GRANTED, sms=ConsentState.DENIED)
    path = f"/r/p/{desk.choosing(person_id)}"
    answer = await desk.client.post(path, content="do=save&channel=sms", headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?saved=yes")
    held = await consents_of(desk, person_id)
    assert (held["email/marketing"], held["sms/marketing"]) == ("denied", "granted")
    assert 'role="status"' in (await desk.client.get(f"{path}?saved=yes")).text
    async with desk.api.state.journeys.reading("ours") as session:
        _, history = await contacts.history(session, person_id)
    last = history[-1]
    assert ("msg_1" in last.source, last.how, last.recorded_by) == (True, "preference_page", "person")
    assert last.user_agent == A_PERSON["User-Agent"]
    await desk.client.post(path, content="do=stop&channel=sms", headers=FORM)
    assert set((await consents_of(desk, person_id)).values()) == {"denied"}


async def mail_needs_no_consent(desk: Desk) -> None:
    async with desk.api.state.journeys.tenant("ours") as session:
        policy = DeliveryPolicy(consent_needed=(Channel.SMS, Channel.WHATSAPP))
        await delivery.change_policy(session, policy, expected_revision=None, actor_id="usr_1", now_ms=NOW)


async def test_who_gets_mail_without_having_been_asked_sees_so_and_keeps_it_by_saving(desk: Desk):
    await mail_needs_no_consent(desk)
    person_id = await new_person(desk)
    path = f"/r/p/{desk.choosing(person_id)}"
    page = (await desk.client.get(path)).text
    boxes = dict(re.findall(r'<input type="checkbox" name="channel" value="(\w+)"( checked)?>', page))
    assert boxes == {"email": " checked", "sms": "", "whatsapp": ""}
    await desk.client.post(path, content="do=save&channel=email", headers=FORM)
    assert await consents_of(desk, person_id) == {}
    await desk.client.post(path, content="do=save&channel=email&channel=sms", headers=FORM)
    assert await consents_of(desk, person_id) == {"sms/marketing": "granted"}
    await desk.client.post(path, content="do=save&channel=sms", headers=FORM)
    assert await consents_of(desk, person_id) == {"email/marketing": "denied", "sms/marketing": "granted"}


async def test_who_wants_nothing_any_more_refuses_what_nobody_asked_about_too(desk: Desk):
    person_id = await new_person(desk, email=ConsentState.GRANTED)
    await desk.client.post(f"/r/p/{desk.choosing(person_id)}", content="do=stop", headers=FORM)
    held = await consents_of(desk, person_id)
    assert held == dict.fromkeys(("email/marketing", "sms/marketing", "whatsapp/marketing"), "denied")


async def test_nobody_chooses_for_another_with_a_link_that_was_passed_on(desk: Desk):
    person_id = await new_person(desk, email=ConsentState.GRANTED)
    for token in (desk.reading(), desk.choosing(person_id)[:-4] + "AAAA"):
        assert (await desk.client.get(f"/r/p/{token}")).status_code == 404
        assert (await desk.client.post(f"/r/p/{token}", content="do=stop")).status_code == 404
        assert (await desk.client.post(f"/r/u/{token}", content="confirm=yes")).status_code == 404
    assert (await consents_of(desk, person_id))["email/marketing"] == "granted"


async def test_a_reader_opts_out_of_sale_at_once_and_in_again_in_two_steps_and_reads_what_they_said(desk: Desk):
    person_id = await new_person(desk, email=ConsentState.GRANTED)
    path = f"/r/p/{desk.choosing(person_id)}"
    assert 'value="dont_sell"' in (await desk.client.get(path)).text
    await desk.client.post(path, content="do=dont_sell", headers=FORM)
    assert await consents_of(desk, person_id) == {"email/marketing": "granted", "any/sale_or_sharing": "denied"}
    assert 'value="sell"' in (await desk.client.get(path)).text
    asked = await desk.client.post(path, content="do=sell", headers=FORM)
    assert (await consents_of(desk, person_id))["any/sale_or_sharing"] == "denied"
    assert 'value="sell_confirmed"' in (await desk.client.get(asked.headers["location"])).text
    desk.api.state.clock_ms = lambda: NOW - MINUTE
    early = await desk.client.post(path, content="do=sell_confirmed", headers=FORM)
    assert (early.status_code, early.headers["location"]) == (303, path)
    desk.api.state.clock_ms = lambda: NOW + MINUTE
    await desk.client.post(path, content="do=sell_confirmed", headers=FORM)
    assert (await consents_of(desk, person_id))["any/sale_or_sharing"] == "granted"
    late = await desk.client.post(path, content="do=sell_confirmed", headers=FORM)
    assert late.status_code == 303
    record = (await desk.client.get(f"{path}/record")).text
    assert record.count("<tr>") == 4
    assert "preference_page, preference page, from message msg_1" in record
    assert (await desk.client.get("/r/p/forged/record")).status_code == 404
