"""What messages say: templates with a history, a block, a catalogue, and a host that content may come from."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any, Final

from api.content import ContentRoom
from connectors.content.fetching import ContentFetcher
from domain.content.links.rules import LinkSigner
from domain.sealing import Sealer
from tests.api.conftest import Api

_KEYS: Final = ["2027a:" + "k" * 32]
_TEMPLATES: Final = "/api/v1/content/templates"
LETTER: Final = """<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="Georgia, serif" />
      <mj-text font-size="16px" line-height="1.5" color="#211f1b" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f3f1ec">
    <mj-section background-color="#246c59" padding="18px 24px">
      <mj-column>
        <mj-text color="#ffffff" font-size="20px">Aurora Coffee</mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" padding="28px 24px">
      <mj-column>
        <mj-text font-size="26px" line-height="1.2">Good to have you, {{ person.first_name | default: 'friend' }}</mj-text>
        <mj-text>Your {{ person.favourite_drink }} is waiting in {{ person.favourite_store.city }}.</mj-text>
        <mj-text>{{ items.product.name }} for {{ items.product.price | money: 'EUR' }}, this week alone.</mj-text>
        <mj-button href="https://shop.example/order" background-color="#246c59">Order ahead</mj-button>
      </mj-column>
    </mj-section>
    {% block 'footer' %}
  </mj-body>
</mjml>
"""
_FOOTER: Final = """<mj-section padding="16px 24px">
  <mj-column>
    <mj-text align="center" font-size="12px" color="#6b665d">
      {{ sender.postal_address }}<br />
      <a href="{{ links.preferences }}">Choose what you get</a> · <a href="{{ links.unsubscribe }}">Unsubscribe</a>
    </mj-text>
  </mj-column>
</mj-section>
"""
_WELCOME: Final[dict[str, Any]] = {
    "markup": "mjml",
    "default_locale": "en",
    "wordings": {
        "en": {
            "subject": "Welcome to the club, {{ person.first_name | default: 'friend' }}",
            "preheader": "Your first cup is on us",
            "html": LETTER,
        },
        "de": {"subject": "Willkommen im Club, {{ person.first_name | default: 'Kaffeefreund' }}"},
        "de-AT": {"preheader": "Der erste Einspänner geht auf uns"},
    },
    "lookups": [{"name": "product", "catalogue": "products", "item": "{{ event.sku }}"}],
    "tracking": {"utm": {"source": "club", "medium": "email"}},
}
_PRODUCTS: Final = (
    ("CB-250", "Cold brew, 250 ml", "4.20"),
    ("CB-500", "Cold brew, 500 ml", "6.90"),
    ("ESP-1K", "House espresso, 1 kg", "24.00"),
    ("GND-V60", "Filter set V60", "32.50"),
)


async def put_content(api: Api) -> dict[str, str]:
    """Ids by name, for the addresses. Previews are made while ``shown`` is entered."""
    async with api.as_("ours.manager") as manager:

        async def call(method: str, path: str, body: object) -> dict[str, Any]:
            answer = await manager.request(method, path, json=body)
            answer.raise_for_status()
            made: dict[str, Any] = answer.json()
            return made

        footer = {"markup": "mjml", "variants": [{"wordings": {"en": _FOOTER}}]}
        said = {"description": "Address and ways out, below every letter", "content": footer}
        await call("PUT", "/api/v1/content/blocks/footer", said)
        await call("POST", "/api/v1/content/blocks/footer/publish", {})
        await call("POST", "/api/v1/content/catalogues", {"name": "products", "description": "What the shop sells"})
        items = [{"id": sku, "fields": {"name": name, "price": price, "stock": 12}} for sku, name, price in _PRODUCTS]
        await call("PUT", "/api/v1/content/catalogues/products/items", {"items": items})
        welcome = {"name": "Welcome to the club: first letter", "channel": "email", "content": _WELCOME}
        template_id: str = (await call("POST", _TEMPLATES, welcome))["id"]
        await call("POST", f"{_TEMPLATES}/{template_id}/publish", {"comment": "As legal agreed in March"})
        changed = _WELCOME | {"required": ["person.first_name"]}
        changed["wordings"] = _WELCOME["wordings"] | {
            "en": _WELCOME["wordings"]["en"] | {"html": LETTER.replace("Order ahead", "Order it now")}
        }
        await call("PATCH", f"{_TEMPLATES}/{template_id}", {"content": changed})
        text = {"wordings": {"en": {"text": "{{ person.first_name }}, your order is ready at the counter."}}}
        await call("POST", _TEMPLATES, {"name": "Your order is ready", "channel": "sms", "content": text})
        push = {"wordings": {"en": {"title": "Double stars today", "body": "Any cold drink, until eight."}}}
        await call("POST", _TEMPLATES, {"name": "Double stars", "channel": "push", "content": push})
    async with api.as_("ours.admin") as admin:
        weather = {"path_prefix": "/v1", "description": "Weather by city", "headers": {"X-Api-Key": "sunny"}}
        async with shown(api):
            (await admin.put("/api/v1/content/sources/api.weather.example", json=weather)).raise_for_status()
    return {"template": template_id, "block": "footer", "catalogue": "products"}


@contextlib.asynccontextmanager
async def shown(api: Api) -> AsyncIterator[None]:
    """While previews can be made, and hosts put on the list."""
    before = api.state.content
    async with ContentFetcher() as fetcher:
        signer = LinkSigner(_KEYS, base_url="http://api")
        api.state.content = ContentRoom(signer=signer, sealer=Sealer(_KEYS), fetcher=fetcher)
        try:
            yield
        finally:
            api.state.content = before
