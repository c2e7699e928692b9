"""The tenant of these proofs, through the public REST API: its people, templates, gates and journeys."""

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import httpx2
import stamina

from domain.journeys.blueprints.values import PeopleInside
from domain.journeys.values import Mode
from tests.system.journeys.people import COLUMNS, HELLO, LAST_CALL, NUDGE, THANKS, Kind, kind_of, mail_of, sheet
from workers.demo.rest import Away, Json, Rest

TENANT: Final = "aurora"
HELD_OUT_PERCENT: Final = 3
"""Of those who would come into a journey."""
SILENT_PERCENT: Final = 2
"""Of all people, who get no marketing at all."""
_AT_ONCE: Final = 5_000
_PATIENCE_S: Final = 300.0
_MAIL: Final = {
    "wordings": {
        "en": {
            "subject": "{{ person.first_name | default: 'you' }}, something for you",
            "html": "<p>Hello {{ person.first_name | default: 'you' }}</p><p>"
            '<a href="https://shop.example/new">See what is new</a> '
            '<a href="{{ links.unsubscribe }}">Unsubscribe</a></p>',
        }
    }
}
_SMS: Final = {"wordings": {"en": {"text": "Hello {{ person.first_name | default: 'you' }}, see what is new."}}}
_POLICY: Final = {
    "caps": [{"name": "one mail a journey", "channel": "email", "window": "campaign", "most": 1}],
    "holdout_percent": SILENT_PERCENT,
}


@dataclass(slots=True)
class Office:
    """A tenant that is ready to publish journeys. ``token`` may do everything in it."""

    base_url: str
    token: str = field(repr=False)
    mail: str = ""
    sms: str = ""

    async def publish(self, name: str, definition: Json, mode: Mode) -> str:
        """A journey's id, once people may come in."""
        async with Rest(self.base_url, self.token) as rest:
            made = await rest.post("/api/v1/journeys", {"name": name, "definition": definition})
            await self._act(rest, made["id"], "publish", {"mode": mode})
        return str(made["id"])

    async def publish_again(self, journey_id: str, definition: Json) -> None:
        """As a new version, to which everybody inside is moved."""
        async with Rest(self.base_url, self.token) as rest:
            await rest.put(f"/api/v1/journeys/{journey_id}/draft", definition)
            await self._act(rest, journey_id, "publish", {"people_inside": PeopleInside.MOVE})

    async def act(self, journey_id: str, action: str) -> None:
        async with Rest(self.base_url, self.token) as rest:
            await self._act(rest, journey_id, action, {})

    async def close(self, journey_id: str) -> None:
        """Nobody comes in any more, and whoever is inside leaves."""
        for action in ("complete", "archive"):
            await self.act(journey_id, action)

    async def _act(self, rest: Rest, journey_id: str, action: str, body: Json) -> None:
        """With the same key until it is answered: what was said to be under way is done once, however often it is asked for."""
        key = uuid4().hex
        async for attempt in stamina.retry_context(on=Away, attempts=None, timeout=_PATIENCE_S):
            with attempt:
                await rest.create(f"/api/v1/journeys/{journey_id}/actions/{action}", body, key=key)

    def five_steps(self, entry: str, purchase: str) -> Json:
        """Mail, a wait, a text message, a wait for a purchase, and what comes of that: thanks, or one mail too many."""
        return {
            "name": "Five steps",
            "trigger": {"kind": "event", "event": {"event": entry}},
            "holdout_percent": HELD_OUT_PERCENT,
            "start": HELLO,
            "steps": {
                HELLO: {"kind": "send_email", "template": self.mail, "next": "rest"},
                "rest": {"kind": "wait", "minutes": 1, "next": NUDGE},
                NUDGE: {"kind": "send_sms", "template": self.sms, "next": "bought"},
                "bought": {
                    "kind": "wait_for_event",
                    "event": {"event": purchase},
                    "timeout_minutes": 1,
                    "next": THANKS,
                    "on_timeout": LAST_CALL,
                },
                THANKS: {"kind": "send_sms", "template": self.sms, "next": "end"},
                LAST_CALL: {"kind": "send_email", "template": self.mail, "next": "end"},
                "end": {"kind": "exit"},
            },
        }

    def at_once(self, entry: str) -> Json:
        """One message for whoever does something."""
        return self._one_message({"kind": "event", "event": {"event": entry}}, HELLO, {})

    def once_heard(self, entry: str, awaited: str) -> Json:
        """One message for whoever came in and then does something else."""
        waits = {
            "kind": "wait_for_event",
            "event": {"event": awaited},
            "timeout_minutes": 120,
            "next": HELLO,
            "on_timeout": "end",
        }
        return self._one_message({"kind": "event", "event": {"event": entry}}, "listens", {"listens": waits})

    def _one_message(self, trigger: Json, start: str, steps: dict[str, Any]) -> Json:
        mail = {"kind": "send_email", "template": self.mail, "transactional": True, "next": "end"}
        return {
            "name": "One message",
            "trigger": trigger,
            "start": start,
            "steps": {**steps, HELLO: mail, "end": {"kind": "exit"}},
        }


async def furnish(base_url: str, admin_token: str, people: int) -> Office:
    """Make the tenant, and introduce so many people."""
    async with Rest(base_url, admin_token) as platform:
        await platform.post("/api/v1/platform/tenants", {"id": TENANT, "name": TENANT.capitalize()})
        person = {
            "tenant_id": TENANT,
            "email": f"author@{TENANT}.example",
            "name": "Author",
            "roles": ["admin", "manager", "analyst"],
            "grants": ["director"],
        }
        user = await platform.post("/api/v1/platform/users", person)
        token = {"tenant_id": TENANT, "user_id": user["id"], "name": "proofs"}
        office = Office(base_url, (await platform.post("/api/v1/platform/tokens", token))["secret"])
    headers = {"Authorization": f"Bearer {office.token}"}
    async with httpx2.AsyncClient(base_url=base_url, headers=headers, timeout=_PATIENCE_S) as client:
        office.mail = await _template(client, "email", _MAIL)
        office.sms = await _template(client, "sms", _SMS)
        await _told(client, "PUT", "/api/v1/delivery/policy", json=_POLICY)
        await _told(client, "PUT", "/api/v1/contact-files/mappings/all", json={"columns": COLUMNS, "proof": "a form"})
        for start in range(0, people, _AT_ONCE):
            numbers = range(start, min(start + _AT_ONCE, people))
            await _introduce(client, numbers)
            await _suppress(client, numbers)
    return office


async def _template(client: httpx2.AsyncClient, channel: str, content: Json) -> str:
    body = {"name": f"A word by {channel}", "channel": channel, "content": content}
    made = await _told(client, "POST", "/api/v1/content/templates", json=body)
    await _told(client, "POST", f"/api/v1/content/templates/{made['id']}/publish", json={})
    return str(made["id"])


async def _introduce(client: httpx2.AsyncClient, numbers: range) -> None:
    taken = await _told(
        client,
        "POST",
        "/api/v1/contact-files/imports",
        params={"mapping": "all"},
        content=sheet(numbers),
        headers={"Content-Type": "text/csv"},
    )
    if taken["taken"] != len(numbers):
        raise RuntimeError(f"not everybody was taken in: {taken}")


async def _suppress(client: httpx2.AsyncClient, numbers: range) -> None:
    entries: list[Json] = []
    for number in numbers:
        if kind_of(number) is Kind.MAIL_SUPPRESSED:
            entries.append({"kind": "email", "value": mail_of(number), "channel": "email", "reason": "complained"})
        elif kind_of(number) is Kind.SUPPRESSED:
            entries.append({"kind": "email", "value": mail_of(number), "reason": "user_opt_out"})
    if entries:
        await _told(client, "POST", "/api/v1/delivery/suppressions", json={"entries": entries})


async def _told(client: httpx2.AsyncClient, method: str, path: str, **request: Any) -> Json:
    answer = await client.request(method, path, **request)
    if answer.is_error:
        raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
    body: Json = answer.json()
    return body
