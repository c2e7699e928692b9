"""The first half: people come in, a journey is written and published, and its first message goes out."""

import csv
import io
from typing import Final
from uuid import uuid4

import httpx2

from workers.demo.customers import wording
from workers.demo.customers.crowd import (
    ASLEEP,
    COMPLAINED,
    MAPPING,
    PEOPLE,
    REFUSED_BY_SUBJECT,
    WITHOUT_ADDRESS,
)
from workers.demo.customers.pictures import show_letter
from workers.demo.customers.telling import Telling, standing_at
from workers.demo.rest import Json, all_pages
from workers.demo.waiting import until

_BUYERS: Final = 8
_BIG_BUYERS: Final = 2
_LOOKERS: Final = 12
_WRITTEN: Final = {
    "welcome": ("Welcome", wording.WELCOME),
    "brewing": ("Brewing", wording.BREWING),
    "loyalty": ("Loyalty card", wording.LOYALTY),
    "ten_percent": ("Ten per cent", wording.TEN_PERCENT),
    "the_farm": ("The farm", wording.THE_FARM),
}


async def open_story(telling: Telling) -> None:
    """Up to the moment from which everybody waits. Raises ``Refused`` where the story cannot go on."""
    await _people_come_from_a_file(telling)
    await _a_segment_is_counted_and_made(telling)
    await _a_template_is_seen_as_somebody(telling)
    await _journeys_are_checked_and_published(telling)
    await _the_first_message_lands(telling)
    await _people_do_things(telling)


async def _people_come_from_a_file(telling: Telling) -> None:
    telling.narrator.chapter("Customers come from a CSV file; what does not fit comes back")
    crowd, marketer = telling.crowd, telling.marketer
    await marketer.put("/api/v1/contact-files/mappings/coffee-fair", MAPPING)
    taken = await marketer.send_csv(
        "/api/v1/contact-files/imports", crowd.as_csv(), mapping="coffee-fair", file_name="fair.csv"
    )
    telling.narrator.expect(
        f"{PEOPLE} of {PEOPLE + 1} rows are people now, with their consent and where it was given",
        held=(taken["rows"], taken["taken"], taken["refused"]) == (PEOPLE + 1, PEOPLE, 1),
        found=taken,
    )
    sheet = await marketer.get_text(f"/api/v1/contact-files/imports/{taken['id']}/errors.csv")
    number, column, message, _, *cells = [*csv.reader(io.StringIO(sheet))][1]
    telling.narrator.expect(
        f"row {number} is handed back as it was, with the reason in front: {column} {message}",
        held=len(sheet.splitlines()) == 2 and "zoe at customers" in cells,
        found=sheet,
    )
    rows = {crowd.external_id(number): number for number in range(PEOPLE)}
    for contact in await all_pages(marketer, "/api/v1/contacts", rows_in="contacts"):
        known_as = contact["identities"].get("external_id", [""])[0]
        if known_as in rows:
            told = contact["attributes"]
            telling.names[contact["person_id"]] = f"{told['first_name']} {told['last_name']}"
            telling.numbers[contact["person_id"]] = rows[known_as]


async def _a_segment_is_counted_and_made(telling: Telling) -> None:
    telling.narrator.chapter("A segment is counted before it is made")
    marketer, met_at = telling.marketer, telling.crowd.met_at
    met = {"kind": "attribute", "attribute": "met_at", "is": "is", "value": met_at}
    bought = {"kind": "did", "event": "purchase", "at_least": 1, "within_minutes": 7 * 24 * 60}
    estimate = await marketer.post("/api/v1/segments/estimate", {"where": met})
    by_mail = estimate["reachable"].get("email")
    telling.narrator.expect(
        f"{estimate['matched']} people were met at the fair, {by_mail} of them can be written to by e-mail",
        held=estimate["matched"] == PEOPLE and by_mail == PEOPLE - len(WITHOUT_ADDRESS) - len(REFUSED_BY_SUBJECT),
        found=estimate,
    )
    telling.segment = await _segment(telling, met_at, "lifecycle", met)
    telling.buyers_segment = await _segment(
        telling, f"{met_at}, bought this week", "behavioral", {"kind": "all", "of": [met, bought]}
    )
    made = await until(
        lambda: marketer.get(f"/api/v1/segments/{telling.segment}"), lambda segment: segment["members"] == PEOPLE
    )
    buyers = await marketer.get(f"/api/v1/segments/{telling.buyers_segment}")
    telling.narrator.expect(
        f"“{met_at}” has {made['members']} members, “bought this week” {buyers['members']}",
        held=(made["members"], buyers["members"]) == (PEOPLE, 0),
        found=(made, buyers),
    )


async def _segment(telling: Telling, name: str, kind: str, where: Json) -> str:
    definition = {"name": name, "type": kind, "members": {"kind": "rule", "where": where}}
    made = await telling.marketer.post("/api/v1/segments", definition)
    return str(made["id"])


async def _a_template_is_seen_as_somebody(telling: Telling) -> None:
    telling.narrator.chapter("A template in MJML and Liquid is seen as those who will get it")
    marketer, crowd = telling.marketer, telling.crowd
    senders = await marketer.get_rows("/api/v1/senders")
    if not any(sender["address"] == wording.SENDER["address"] for sender in senders):
        await marketer.post("/api/v1/senders", wording.SENDER)
    for key, (name, content) in _WRITTEN.items():
        new = {"name": f"{name} {crowd.run}", "channel": "email", "content": content}
        telling.templates[key] = (await marketer.post("/api/v1/content/templates", new))["id"]
    welcome = f"/api/v1/content/templates/{telling.templates['welcome']}"
    seen: list[tuple[str, Json]] = []
    for person_id, number in sorted(telling.numbers.items(), key=lambda item: item[1])[:3]:
        preview = await telling.marketer.post(f"{welcome}/preview", {"person_id": person_id})
        seen.append((("en-GB", "es-MX", "fr-FR")[number], preview))
    for locale, preview in seen:
        written_in = "es" if locale == "es-MX" else "en"
        telling.narrator.expect(
            f"who reads {locale} gets “{preview['subject']}”, written in {preview['locale']}",
            held=preview["locale"] == written_in and not preview["missing"],
            found=preview,
        )
    for template_id in telling.templates.values():
        await marketer.post(f"/api/v1/content/templates/{template_id}/publish", {})


async def _journeys_are_checked_and_published(telling: Telling) -> None:
    telling.narrator.chapter("A journey is checked, and published; so is what stands between a message and people")
    marketer, crowd = telling.marketer, telling.crowd
    policy = await marketer.put("/api/v1/delivery/policy", wording.POLICY)
    entries = [{"kind": "email", "value": crowd.email(each), "reason": "complained"} for each in COMPLAINED]
    added = await telling.marketer.post("/api/v1/delivery/suppressions", {"entries": entries})
    telling.narrator.expect(
        f"two e-mails a day, none from 21:00 to 08:00, and {len(added['identities'])} people on the suppression list",
        held=len(policy["policy"]["caps"]) == 1 and len(added["identities"]) == len(COMPLAINED),
        found=(policy, added),
    )

    definition = wording.welcome_journey(f"Welcome {crowd.run}", telling.segment, telling.templates)
    steps = definition["steps"]
    faulty = definition | {"steps": steps | {"pause": steps["pause"] | {"next": "what_they_dd"}}}
    checked = await marketer.post("/api/v1/journeys/check", faulty)
    fault = checked["faults"][0] if checked["faults"] else {}
    telling.narrator.expect(
        f"a misspelt step is found before anybody meets it: at “{fault.get('step')}”, {fault.get('rule')}",
        held=not checked["can_run"] and fault.get("step") == "pause",
        found=checked,
    )
    telling.welcome = await _published(telling, definition, "cohort")
    telling.brewing = await _published(
        telling, wording.brewing_journey(f"Brewing help {crowd.run}", crowd.met_at, telling.templates), "individual"
    )


async def _published(telling: Telling, definition: Json, mode: str) -> str:
    marketer = telling.marketer
    new = {"name": definition["name"], "definition": definition}
    journey = (await marketer.post("/api/v1/journeys", new))["id"]
    done = await marketer.create(f"/api/v1/journeys/{journey}/actions/publish", {"mode": mode}, key=uuid4().hex)
    read = await marketer.get(f"/api/v1/journeys/{journey}")
    telling.narrator.expect(
        f"“{definition['name']}” is {done['stage']}, version {done['version']}, people carried in {read['mode']} mode",
        held=(done["stage"], done["version"], read["mode"]) == ("active", 1, mode),
        found=(done, read),
    )
    return str(journey)


async def _the_first_message_lands(telling: Telling) -> None:
    telling.narrator.chapter("Messages meet their gates, and land in the local outbox")
    crowd = telling.crowd

    def is_settled(counts: Json) -> bool:
        messages = counts["messages"]
        inside = counts["entered"] - counts["held_out"]
        done = messages["sent"] + sum(messages["refused"].values())
        return bool(
            counts["entered"] == PEOPLE
            and standing_at(counts, "pause") == inside == messages["entered"]
            and messages["in_progress"] <= len(ASLEEP)
            and done + messages["in_progress"] == inside
        )

    counts = await until(lambda: telling.counts(telling.welcome), is_settled)
    messages = counts["messages"]
    telling.narrator.expect(
        f"{counts['entered']} came in, {counts['held_out']} of them are held out to measure the others against",
        held=counts["entered"] == PEOPLE and 0 < counts["held_out"] < PEOPLE // 2,
        found=counts,
    )
    reasons = ", ".join(f"{number} for {reason}" for reason, number in sorted(messages["refused"].items()))
    telling.narrator.expect(
        f"{messages['sent']} messages were sent, {messages['in_progress']} wait, refused were {reasons}",
        held=set(messages["refused"]) == {"consent", "suppression", "eligibility"} and is_settled(counts),
        found=counts,
    )
    waiting = await telling.messages(telling.welcome, status="deferred")
    asleep = {person for person, number in telling.numbers.items() if number in ASLEEP}
    telling.narrator.expect(
        f"those that wait are for people in {crowd.night_zone}, where it is night",
        held=0 < len(waiting) == messages["in_progress"] and all(one["person_id"] in asleep for one in waiting),
        found=waiting,
    )
    sent = await telling.messages(telling.welcome, status="sent")
    telling.welcomed = sorted((one["person_id"] for one in sent), key=telling.numbers.__getitem__)
    somebody = telling.welcomed[0]
    letter = await telling.letter(somebody)
    name = telling.names[somebody]
    telling.narrator.expect(
        f"{name} finds this in the inbox",
        held=name.split()[0] in letter["subject"] and "Unsubscribe" in letter["text"],
        found=letter,
    )
    show_letter(letter, telling.narrator.console)


async def _people_do_things(telling: Telling) -> None:
    telling.narrator.chapter("What people do comes in: from the till, from the website, from a pixel")
    welcomed = telling.welcomed
    telling.buyers = welcomed[:_BUYERS]
    telling.big_buyers = welcomed[:_BIG_BUYERS]
    telling.lookers = welcomed[_BUYERS : _BUYERS + _LOOKERS]
    await _some_buy(telling)
    await _some_look(telling)
    members = await until(
        lambda: telling.marketer.get(f"/api/v1/segments/{telling.buyers_segment}"),
        lambda segment: segment["members"] == len(telling.buyers),
    )
    telling.narrator.expect(
        f"“bought this week” has {members['members']} members at once",
        held=members["members"] == len(telling.buyers),
        found=members,
    )
    counts = await until(
        lambda: telling.counts(telling.brewing), lambda found: found["messages"]["sent"] == len(telling.big_buyers)
    )
    runs = await telling.marketer.get(f"/api/v1/journeys/{telling.brewing}/people")
    telling.brewing_run = runs["runs"][0]["run_id"] if runs["runs"] else ""
    telling.narrator.expect(
        f"{counts['messages']['sent']} who bought for more than $50 have “Brewing help” already, a workflow each",
        held=counts["messages"]["sent"] == counts["entered"] == len(telling.big_buyers),
        found=counts,
    )


async def _some_buy(telling: Telling) -> None:
    events = [
        {
            "event": "purchase",
            "event_id": f"till-{telling.crowd.run}-{telling.numbers[person]}",
            "person": {"external_id": telling.crowd.external_id(telling.numbers[person])},
            "properties": {"amount_cents": 6_400 if person in telling.big_buyers else 1_250, "beans": "Huehuetenango"},
        }
        for person in telling.buyers
    ]
    taken = await telling.marketer.post("/v1/channels/ingest?source=pos", {"events": events})
    again = await telling.marketer.post("/v1/channels/ingest?source=pos", {"events": events})
    telling.narrator.expect(
        f"the till sends {taken['accepted']} purchases, twice: each counts once",
        held=taken["accepted"] == again["accepted"] == len(events),
        found=(taken, again),
    )


async def _some_look(telling: Telling) -> None:
    """Browsers name nobody; that somebody who is known is behind one, the tenant's own server says."""
    run, marketer = telling.crowd.run, telling.marketer
    site = await marketer.post(
        "/api/v1/websites", {"name": f"Shop {run}", "origins": ["https://aurora.example"], "consent": "required"}
    )
    visitors = {person: f"browser-{run}-{telling.numbers[person]}" for person in telling.lookers}
    await marketer.post(
        "/v1/channels/ingest?source=web",
        {
            "events": [
                {
                    "event": "signed_in",
                    "event_id": f"sign-in-{anonymous}",
                    "person": {
                        "external_id": telling.crowd.external_id(telling.numbers[person]),
                        "anonymous_id": anonymous,
                    },
                }
                for person, anonymous in visitors.items()
            ]
        },
    )
    origin = {"Origin": "https://aurora.example"}
    async with httpx2.AsyncClient(base_url=telling.api, headers=origin) as browser:
        statuses = set()
        for anonymous in visitors.values():
            view = {"event": "product_view", "event_id": f"view-{anonymous}", "person": {"anonymous_id": anonymous}}
            body = {"write_key": site["write_key"], "consent": "granted", "events": [view]}
            statuses.add((await browser.post("/v1/collect", json=body)).status_code)
        elsewhere = await browser.post("/v1/collect", json=body, headers={"Origin": "https://elsewhere.example"})
        pixel = await browser.get(
            "/v1/pixel.gif",
            params={
                "key": site["write_key"],
                "a": next(iter(visitors.values())),
                "e": "tasting_booked",
                "id": f"booking-{run}",
                "consent": "granted",
            },
            headers={"Referer": "https://aurora.example/tastings"},
        )
    telling.narrator.expect(
        f"the website's tag tells of {len(visitors)} visitors; another site with its key is refused with "
        f"{elsewhere.status_code}",
        held=statuses == {204} and elsewhere.status_code == 403,
        found=(statuses, elsewhere.status_code),
    )
    first = telling.lookers[0]
    wanted = {"product_view", "tasting_booked"}

    def has_all(events: Json) -> bool:
        return wanted <= {event["name"] for event in events["events"]}

    events = await until(lambda: marketer.get(f"/api/v1/contacts/{first}/events"), has_all)
    telling.narrator.expect(
        f"{telling.names[first]} looked at the shop and booked a tasting, says their profile",
        held=has_all(events) and pixel.headers["content-type"] == "image/gif",
        found=events,
    )
