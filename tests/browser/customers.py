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

_COLUMNS: Final = {
    "E-mail": {"to": "identity", "kind": "email"},
    "Card": {"to": "identity", "kind": "loyalty_id"},
    "First name": {"to": "attribute", "name": "first_name"},
    "Favourite drink": {"to": "attribute", "name": "favourite_drink"},
    "Last visit": {"to": "attribute", "name": "last_visit", "type": "date"},
    "Newsletter": {"to": "consent", "channel": "email"},
}
_CARDS: Final = "E-mail,Card\nben.okafor@example.com,L-100\nelin.sandberg@example.com,L-101\n"
_FAIR: Final = """E-mail,Card,First name,Favourite drink,Last visit,Newsletter,Notes
ben.okafor@example.com,L-100,Ben,Espresso,14.02.2027,yes,
chiara.conti@example.com,L-102,Chiara,Ristretto,15.02.2027,no,asked for decaf
freya.lund@example.com,L-103,Freya,Filter,15.02.2027,yes,
daichi.mori@example,L-104,Daichi,Cold brew,15.02.2027,yes,
goran@example.com,L-105,Goran,Cappuccino,15.2.27,yes,
hana@example.com,L-106,Hana,Oat flat white,30.02.2027,perhaps,
ivo at example.com,L-107,Ivo,Mocha,16.02.2027,no,
,,Jon,Espresso,16.02.2027,yes,left no address
"""


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
        import_id = ""
        for name, text, wanted in (("Cards", _CARDS, ("E-mail", "Card")), ("Spring fair", _FAIR, tuple(_COLUMNS))):
            mapping = {"columns": {each: _COLUMNS[each] for each in wanted}, "dates": "day_first"}
            (await manager.put(f"/api/v1/contact-files/mappings/{name}", json=mapping)).raise_for_status()
            asked = {"mapping": name, "file_name": f"{name.lower().replace(' ', '-')}.csv"}
            answer = await manager.post("/api/v1/contact-files/imports", params=asked, content=text.encode())
            answer.raise_for_status()
            import_id = answer.json()["id"]
    return {"person": person_id, "segment": segment_id, "import": import_id}
