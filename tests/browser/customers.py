"""People as a tenant knows them: what they agreed to, where they belong, and who may not be written to."""

from typing import Any, Final

from tests.api.conftest import Api

_ANA: Final = {
    "identities": {"external_id": "C-20417", "email": "ana.silva@example.com", "phone": "+351912345678"},
    "attributes": {
        "first_name": "Ana",
        "last_name": "Silva",
        "birthday": "1991-05-17",
        "favourite_drink": "Oat flat white",
        "favourite_store": {"city": "Porto", "street": "Rua das Flores"},
        "newsletter_topics": ["brewing", "single origin"],
        "orders": 14,
    },
    "locale": "pt-PT",
    "time_zone": "Europe/Lisbon",
    "preferred_channel": "email",
    "consents": [
        {
            "channel": "email",
            "state": "granted",
            "how": "double_opt_in",
            "source": "https://shop.example/join",
            "text_version": "March 2026",
            "proof": "Letter of confirmation 4711",
        },
        {"channel": "sms", "state": "denied", "how": "call", "source": "Call centre, Porto"},
    ],
}
_OTHERS: Final = (
    ("Ben", "Okafor", "ben.okafor@example.com", "Europe/London"),
    ("Chiara", "Conti", "chiara.conti@example.com", "Europe/Rome"),
    ("Daichi", "Mori", "daichi.mori@example.com", "Asia/Tokyo"),
    ("Elin", "Sandberg", "elin.sandberg@example.com", "Europe/Stockholm"),
)


async def put_customers(api: Api) -> dict[str, str]:
    """Ids by name, for the addresses."""
    async with api.as_("ours.manager") as manager:

        async def post(path: str, body: object) -> dict[str, Any]:
            answer = await manager.post(path, json=body)
            answer.raise_for_status()
            made: dict[str, Any] = answer.json()
            return made

        person_id = (await post("/api/v1/contacts", _ANA))["contact"]["person_id"]
        for first, last, email, zone in _OTHERS:
            named = {"first_name": first, "last_name": last, "orders": len(last)}
            consent = {"channel": "email", "state": "granted", "how": "form", "source": "https://shop.example/join"}
            whole = {"identities": {"email": email}, "attributes": named, "time_zone": zone, "consents": [consent]}
            await post("/api/v1/contacts", whole)
        where = {"kind": "all", "of": [{"kind": "attribute", "attribute": "orders", "is": "at_least", "value": 5}]}
        regulars = {
            "name": "Regulars",
            "description": "Five orders or more",
            "members": {"kind": "rule", "where": where},
        }
        segment_id = (await post("/api/v1/segments", regulars))["id"]
        await post("/api/v1/segments", {"name": "Tasting panel", "members": {"kind": "list"}, "type": "custom"})
        bounced = {"kind": "email", "value": "gone@example.com", "reason": "bounced", "channel": "email"}
        asked = {"kind": "email", "value": "asked@example.com", "reason": "user_opt_out"}
        await post("/api/v1/delivery/suppressions", {"entries": [bounced, asked]})
    return {"person": person_id, "segment": segment_id}
