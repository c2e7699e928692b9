"""The second half: everybody's wait is over, and every message, sent or not, can be accounted for."""

import re
from collections import Counter
from html import unescape
from typing import Final

import httpx2

from workers.demo.customers.pictures import show_conservation, show_why
from workers.demo.customers.telling import Telling, is_conserved, passed_by, standing_at
from workers.demo.rest import Json, all_pages
from workers.demo.waiting import until

_A_BROWSER: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_FINDINGS: Final = ("bought", "looked", "otherwise")


async def unsubscribe(telling: Telling) -> None:
    """One of those who would get a second message wants none."""
    telling.narrator.chapter("One click unsubscribes")
    telling.unsubscribed = telling.lookers[0]
    name = telling.names[telling.unsubscribed]
    letter = await telling.letter(telling.unsubscribed)
    one_click = letter["headers"].get("List-Unsubscribe-Post", "")
    async with httpx2.AsyncClient() as mail_program:
        opened = await mail_program.get(letter["unsubscribe_url"])
        before = await _consent(telling)
        posted = await mail_program.post(
            letter["unsubscribe_url"],
            content=one_click,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
    telling.narrator.expect(
        "opening the link changes nothing, as scanners open every link",
        held=opened.status_code == 200 and before["state"] == "granted",
        found=(opened.status_code, before),
    )
    after = await until(lambda: _consent(telling), lambda consent: consent["state"] == "denied")
    telling.narrator.expect(
        f"{name}'s mail program sends “{one_click}”: consent to e-mail is withdrawn",
        held=posted.is_success and one_click == "List-Unsubscribe=One-Click" and after["state"] == "denied",
        found=(posted.status_code, one_click, after),
    )


async def close_story(telling: Telling) -> None:
    """Once the pause of the journey is over, wherever it was spent."""
    await _the_wait_is_over(telling)
    await _a_link_is_clicked(telling)
    await _why_did_she_not_get_this(telling)
    await _everybody_is_accounted_for(telling)


async def _consent(telling: Telling) -> Json:
    contact = await telling.marketer.get(f"/api/v1/contacts/{telling.unsubscribed}")
    return next(one for one in contact["consents"] if (one["channel"], one["purpose"]) == ("email", "marketing"))


async def _the_wait_is_over(telling: Telling) -> None:
    telling.narrator.chapter("A minute later the journey looks at what people did")

    def is_over(counts: Json) -> bool:
        messages = counts["messages"]
        done = messages["sent"] + sum(messages["refused"].values())
        return (
            standing_at(counts, "pause") == 0
            and counts["in_progress"] == 0
            and done + len(waiting) >= messages["entered"]
        )

    waiting = await telling.messages(telling.welcome, status="deferred")
    with telling.narrator.console.status("waiting until their minute is over"):
        counts = await until(lambda: telling.counts(telling.welcome), is_over)
    found = passed_by(counts, "what_they_did")
    inside = counts["entered"] - counts["held_out"]
    expected = (len(telling.buyers), len(telling.lookers), inside - len(telling.buyers) - len(telling.lookers))
    telling.narrator.expect(
        f"{expected[0]} bought, {expected[1]} looked, {expected[2]} did neither",
        held=tuple(found.get(each, 0) for each in _FINDINGS) == expected,
        found=found,
    )
    arms = passed_by(counts, "experiment")
    telling.narrator.expect(
        f"the experiment sent {arms.get('discount', 0)} to the discount and {arms.get('story', 0)} to the farm's story",
        held=sum(arms.values()) == len(telling.lookers),
        found=arms,
    )
    letters = await all_pages(
        telling.marketer, "/api/v1/outbox/messages", rows_in="messages", source=f"journey:{telling.welcome}"
    )
    most = max(Counter((one["person_id"], one["subject"]) for one in letters).values(), default=0)
    telling.narrator.expect(
        f"{len(letters)} letters lie in the outbox for {counts['messages']['sent']} sent messages: nobody got one twice, "
        "though a worker died while they waited",
        held=most == 1 and len(letters) == counts["messages"]["sent"],
        found=(most, len(letters), counts["messages"]),
    )


async def _a_link_is_clicked(telling: Telling) -> None:
    """By somebody who took their time: clicks within two seconds are a scanner's."""
    reader = telling.welcomed[0]
    name = telling.names[reader].split()[0]
    letter = await telling.letter(reader)
    links = re.findall(r'href="([^"]+/r/c/[^"]+)"', letter["html"])
    async with httpx2.AsyncClient(headers={"User-Agent": _A_BROWSER}) as browser:
        led = await browser.get(unescape(links[0]), follow_redirects=False) if links else None

    async def figures() -> Json:
        rows = await telling.marketer.get_rows("/api/v1/messages/analytics", source=f"journey:{telling.welcome}")
        return {"clicks": sum(row["unique_clicks"] for row in rows), "rows": rows}

    counted = await until(figures, lambda found: found["clicks"] == 1)
    where = led.headers.get("Location", "") if led else "nowhere"
    telling.narrator.expect(
        f"{name} clicks in the welcome, is led to {where}, and is counted",
        held=where.startswith("https://aurora.example/shop?utm_") and counted["clicks"] == 1,
        found=(where, counted),
    )


async def _why_did_she_not_get_this(telling: Telling) -> None:
    person = telling.big_buyers[0]
    first_name = telling.names[person].split()[0]
    telling.narrator.chapter(f"Why did {first_name} not get the loyalty card?")
    message = await _last_word(telling, person, "loyalty")
    telling.narrator.expect(
        message["in_words"], held=(message["status"], message["reason"]) == ("refused", "frequency_cap"), found=message
    )
    show_why(message, telling.narrator.console)
    who, step = telling.unsubscribed, ""
    for each in await telling.messages(telling.welcome):
        if each["person_id"] == who and each["step"] != "welcome":
            step = each["step"]
    message = await _last_word(telling, who, step)
    telling.narrator.expect(
        f"{telling.names[who]}, who unsubscribed: {message['in_words']}",
        held=(message["status"], message["reason"]) == ("refused", "consent"),
        found=message,
    )


async def _last_word(telling: Telling, person_id: str, step: str) -> Json:
    why = await telling.marketer.get("/api/v1/messages/why", person_id=person_id, source=f"journey:{telling.welcome}")
    return next((one for one in why["messages"] if one["step"] == step), {"in_words": why["in_words"], **_NOTHING})


_NOTHING: Json = {"status": "", "reason": "", "looks": []}


async def _everybody_is_accounted_for(telling: Telling) -> None:
    telling.narrator.chapter("Everybody is accounted for, to the person")
    counts = await telling.counts(telling.welcome)
    messages = counts["messages"]
    left = " + ".join(f"{number} {reason}" for reason, number in sorted(counts["left"].items()))
    telling.narrator.expect(
        f"{counts['entered']} entered = {counts['held_out']} held out + {left} + {counts['in_progress']} in progress",
        held=is_conserved(counts),
        found=counts,
    )
    recounted = await telling.marketer.get(
        "/api/v1/messages/counts", source=f"journey:{telling.welcome}", recount="true"
    )
    refused = sum(messages["refused"].values())
    telling.narrator.expect(
        f"{messages['entered']} messages = {messages['sent']} sent + {refused} refused + {messages['in_progress']} waiting, "
        "and the ledger counted row by row says the same",
        held=is_conserved(counts) and recounted["is_balanced"] and not messages["failed"] + messages["unknown"],
        found=(counts, recounted),
    )
    show_conservation(counts, telling.narrator.console)
    few = await telling.counts(telling.brewing)
    telling.narrator.expect(
        f"of “Brewing help”, {few['entered']} entered = {few['in_progress']} in progress, who may buy a second bag",
        held=is_conserved(few) and few["entered"] == few["in_progress"] == len(telling.big_buyers),
        found=few,
    )
