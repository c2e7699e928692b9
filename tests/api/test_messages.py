"""What the API says of messages and of the gates before them."""

import pytest

from activities.routes import Vendors
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import Consent, ContactChange
from domain.delivery.values import ConsentState, Purpose
from domain.messages import service as ledger
from domain.messages.feedback import service as feedback
from domain.messages.values import Feedback, FeedbackKind
from domain.sealing import Sealer
from domain.senders.service import Accounts
from tests.api.conftest import NOW
from tests.messages.conftest import SOURCE, Vendor, World, message

MESSAGES = "/api/v1/messages"
DELIVERY = "/api/v1/delivery"


@pytest.fixture
async def people(api) -> dict[str, str]:
    """Ana said yes and got a message; Bea never said anything and got none."""
    said = Consent(Channel.EMAIL, Purpose.MARKETING, ConsentState.GRANTED, NOW)
    found = {}
    async with api.state.journeys.tenant("ours") as session:
        for name, consents in (("ana", (said,)), ("bea", ())):
            change = ContactChange(identities=(("email", f"{name}@shop.example"),), consents=consents)
            found[name], _ = await contacts.create(session, change, now_ms=NOW)
        await ledger.plan(session, [message(person) for person in found.values()])
    vendor = Vendor()
    world = World("", api.state.journeys, vendor, Vendors(Accounts(Sealer(["a:" + "k" * 32])), lambda _: vendor))
    await world.deliverer().deliver("ours", now_ms=NOW)
    return found


async def test_why_somebody_got_a_message_and_somebody_else_did_not(api, people):
    async with api.as_("ours.manager") as client:
        got = (await client.get(f"{MESSAGES}/why", params={"person_id": people["ana"], "source": SOURCE})).json()
        did_not = (await client.get(f"{MESSAGES}/why", params={"person_id": people["bea"]})).json()
        never = (await client.get(f"{MESSAGES}/why", params={"person_id": "per_nobody"})).json()
    assert got["in_words"] == "Sent: every gate let it pass, and the vendor took it."
    [verdicts] = [look["verdicts"] for look in got["messages"][0]["looks"]]
    assert [verdict["gate"] for verdict in verdicts][:3] == ["eligibility", "holdout", "consent"]
    assert did_not["in_words"] == "Not sent: the person has not consented (consent was never given)."
    last = did_not["messages"][0]["looks"][-1]["verdicts"][-1]
    assert last["inputs"] == {"consent": "unknown", "needed": True}
    assert never["messages"] == []
    assert "did not come in" in never["in_words"]


async def test_messages_can_be_found_by_person_source_and_status_page_by_page(api, people):
    async with api.as_("ours.manager") as client:
        first = (await client.get(MESSAGES, params={"source": SOURCE, "limit": 1})).json()
        second = (await client.get(MESSAGES, params={"source": SOURCE, "cursor": first["next_cursor"]})).json()
        assert second["next_cursor"] is None
        assert {each["person_id"] for each in first["messages"] + second["messages"]} == set(people.values())
        refused = (await client.get(MESSAGES, params={"status": "refused"})).json()["messages"]
        assert [each["person_id"] for each in refused] == [people["bea"]]
        for reason, whom in (("consent", [people["bea"]]), ("quiet_hours", [])):
            held = (await client.get(MESSAGES, params={"source": SOURCE, "reason": reason})).json()["messages"]
            assert [each["person_id"] for each in held] == whom
        one = (await client.get(f"{MESSAGES}/{refused[0]['message_id']}")).json()
        assert (one["reason"], one["status"]) == ("consent", "refused")
        assert (await client.get(f"{MESSAGES}/msg_unknown")).status_code == 404
    async with api.as_("theirs.manager") as stranger:
        assert (await stranger.get(f"{MESSAGES}/{refused[0]['message_id']}")).status_code == 404
        assert (await stranger.get(MESSAGES)).json()["messages"] == []


async def test_entered_is_sent_and_each_reason_and_what_is_in_progress(api, people):
    async with api.as_("ours.analyst") as client:
        counts = (await client.get(f"{MESSAGES}/counts", params={"source": SOURCE, "recount": True})).json()
    assert counts == {
        "source": SOURCE,
        "entered": 2,
        "sent": 1,
        "refused": {"consent": 1},
        "failed": 0,
        "unknown": 0,
        "in_progress": 0,
        "is_balanced": True,
    }


async def test_email_analytics_keep_machines_apart(api, people):
    async with api.state.journeys.tenant("ours") as session:
        [sent] = await ledger.explain(session, person_id=people["ana"])
        told = [
            Feedback(
                event_id=f"ev{number}",
                kind=kind,
                channel=Channel.EMAIL,
                at_ms=NOW,
                message_key=sent.message_id,
                is_bot=is_bot,
            )
            for number, (kind, is_bot) in enumerate(
                [(FeedbackKind.OPENED, True), (FeedbackKind.OPENED, False), (FeedbackKind.OPENED, False)]
            )
        ]
        await feedback.feedback(session, told, now_ms=NOW)
    async with api.as_("ours.analyst") as client:
        of_source = (await client.get(f"/v1/channels/email/analytics/{SOURCE}")).json()
        everything = (await client.get("/v1/channels/email/analytics")).json()
        by_step = (await client.get(f"{MESSAGES}/analytics", params={"source": SOURCE})).json()
    assert (of_source["total_sent"], of_source["opens"], of_source["unique_opens"], of_source["bot_opens"]) == (
        1,
        2,
        1,
        1,
    )
    assert of_source["open_rate"] == 1.0
    assert everything == [of_source]
    assert by_step == [of_source | {"step": "welcome"}]
    async with api.as_("ours.manager") as client:
        why = (await client.get(f"{MESSAGES}/{sent.message_id}")).json()
    assert [each["is_bot"] for each in why["feedback"]].count(True) == 1


# What the gates go by


async def test_a_policy_is_changed_as_a_whole_and_never_over_a_newer_one(api):
    policy = {
        "caps": [{"name": "two a day", "channel": "email", "window": "day", "most": 2, "priority": 10}],
        "quiet_hours": [{"starts": "22:00", "ends": "07:30", "channels": ["sms"]}],
        "throttles": [{"channel": "sms", "per_second": 20}],
    }
    async with api.as_("ours.manager") as client:
        before = await client.get(f"{DELIVERY}/policy")
        assert (before.headers["ETag"], before.json()["policy"]["time_zone"]) == ('"0"', "UTC")
        changed = await client.put(f"{DELIVERY}/policy", json=policy, headers={"If-Match": '"0"'})
        assert changed.status_code == 200, changed.text
        assert changed.headers["ETag"] == '"1"'
        again = await client.put(f"{DELIVERY}/policy", json=policy, headers={"If-Match": '"0"'})
        assert again.status_code == 409
        assert (await client.get(f"{DELIVERY}/policy")).json() == changed.json()


WRONG_POLICIES = {
    "two caps of one name": {"caps": [{"name": "a", "channel": "all", "window": "day", "most": 1}] * 2},
    "a channel that is quiet twice": {"quiet_hours": [{"channels": ["sms"]}, {"channels": ["sms", "push"]}]},
    "a time zone nobody knows": {"time_zone": "Mars/Olympus"},
    "half of everybody and more": {"holdout_percent": 51},
    "a field we do not know": {"cap": []},
    "a time that is none": {"quiet_hours": [{"starts": "25:00", "channels": ["sms"]}]},
}


@pytest.mark.parametrize("policy", WRONG_POLICIES.values(), ids=WRONG_POLICIES)
async def test_a_policy_that_says_two_things_at_once_is_refused(api, policy):
    async with api.as_("ours.manager") as client:
        answer = await client.put(f"{DELIVERY}/policy", json=policy)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]


async def test_the_suppression_list_is_filled_asked_and_emptied_in_bulk(api):
    entries = [
        {"kind": "email", "value": "Ana@Shop.example", "reason": "regulatory"},
        {"kind": "phone", "value": "0014155550100", "channel": "sms", "until": "2027-03-01T00:00:00Z"},
    ]
    asked = {"identities": [{"kind": "email", "value": "ana@shop.EXAMPLE"}, {"kind": "phone", "value": "+14155550100"}]}
    async with api.as_("ours.manager") as client:
        added = await client.post(f"{DELIVERY}/suppressions", json={"entries": entries})
        assert added.status_code == 201, added.text
        found = (await client.post(f"{DELIVERY}/suppressions/check", json=asked)).json()
        assert {(each["reason"], each["channel"]) for each in found} == {("regulatory", None), ("admin_action", "sms")}
        assert "ana" not in str(found).lower(), "of an address only the hash is kept"
        listed = (await client.get(f"{DELIVERY}/suppressions", params={"limit": 1})).json()
        more = (await client.get(f"{DELIVERY}/suppressions", params={"cursor": listed["next_cursor"]})).json()
        assert len(listed["entries"] + more["entries"]) == 2
        gone = await client.post(f"{DELIVERY}/suppressions/remove", json={"entries": entries[1:]})
        assert gone.json() == {"released": 1}
        [identity] = {each["identity"] for each in found if each["kind"] == "email"}
        assert (await client.delete(f"{DELIVERY}/suppressions/{identity}")).status_code == 204
        assert (await client.delete(f"{DELIVERY}/suppressions/{identity}")).status_code == 404
        assert (await client.post(f"{DELIVERY}/suppressions/check", json=asked)).json() == []


async def test_a_list_goes_out_as_a_file_and_comes_in_again(api):
    lines = [
        "kind,value,channel,reason,until,note",
        "email,ana@shop.example,email,bounced,,=1+1",
        "phone,12,,bounced,,",
        "email,bea@shop.example,,because,,",
        "person,per_1,,user_opt_out,2027-03-01T00:00:00+00:00,",
    ]
    async with api.as_("ours.manager") as client:
        headers = {"Content-Type": "text/csv"}
        came = await client.post(f"{DELIVERY}/suppressions/import", content="\n".join(lines), headers=headers)
        assert came.status_code == 200, came.text
        assert came.json()["added"] == 2
        assert [(fault["line"], fault["field"]) for fault in came.json()["faults"]] == [(3, "value"), (4, "reason")]
        file = (await client.get(f"{DELIVERY}/suppressions/export")).text
        assert "'=1+1" in file, "no spreadsheet may take a note for a formula"
        before = (await client.get(f"{DELIVERY}/suppressions")).json()
        for entry in before["entries"]:
            where = {"channel": entry["channel"]} if entry["channel"] else {}
            gone = await client.delete(f"{DELIVERY}/suppressions/{entry['identity']}", params=where)
            assert gone.status_code == 204
        again = await client.post(f"{DELIVERY}/suppressions/import", content=file, headers=headers)
        assert again.json() == {"added": 2, "faults": []}
        after = (await client.get(f"{DELIVERY}/suppressions")).json()
        assert [each["identity"] for each in after["entries"]] == [each["identity"] for each in before["entries"]]


NO_FILES = {
    "no header": b"ana@shop.example",
    "not text": b"\xff\xfe\x00k",
    "nothing": b"",
    "a column too few": b"kind,value\nemail,ana@shop.example",
}


@pytest.mark.parametrize("body", NO_FILES.values(), ids=NO_FILES)
async def test_what_is_no_list_is_refused_whole(api, body):
    async with api.as_("ours.manager") as client:
        answer = await client.post(f"{DELIVERY}/suppressions/import", content=body)
    assert answer.status_code == 422


async def test_a_send_time_says_whose_habits_it_follows(api, people):
    async with api.as_("ours.manager") as client:
        found = await client.get(f"{DELIVERY}/send-times", params={"person_id": people["ana"], "channel": "email"})
    assert (found.json()["method"], found.json()["hour"]) == ("fallback", 9)
    assert found.json()["personal"]["messages"] == 1


async def test_a_viewer_reads_figures_and_changes_nothing(api):
    async with api.as_("ours.viewer") as client:
        assert (await client.put(f"{DELIVERY}/policy", json={})).status_code == 403
        body = {"entries": [{"kind": "email", "value": "a@b.example"}]}
        assert (await client.post(f"{DELIVERY}/suppressions", json=body)).status_code == 403
