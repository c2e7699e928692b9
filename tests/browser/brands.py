"""A brand as a tenant has one: a kit that is published, with a draft of the next, and creatives that keep to it or do not."""

import io
from typing import Any, Final

import httpx2
from PIL import Image, ImageDraw

from domain.brand.desk.service import BrandDesk
from tests.api.conftest import Api, new_creative

KITS: Final = "/api/v1/brand/kits"
_HOUSE: Final[dict[str, Any]] = {
    "palette": {
        "colours": [
            {"name": "Pine", "hex": "#246C59"},
            {"name": "Amber", "hex": "#F2B85A"},
            {"name": "Ink", "hex": "#201E1A"},
            {"name": "Paper", "hex": "#FAF9F6"},
            {"name": "White", "hex": "#FFFFFF"},
        ],
        "tolerance": 3.0,
    },
    "fonts": [
        {"use": "body", "family": "Figtree", "least_px": 14, "most_px": 20, "weights": [400, 600]},
        {"use": "heading", "family": "Fraunces", "least_px": 22, "most_px": 64},
    ],
    "tone": {
        "approved": ["slow", "fresh", "roasted"],
        "forbidden": [{"term": "cheap", "instead": "good value"}, {"term": "guaranteed"}],
        "approved_at_least": 1,
    },
    "logo": {
        "least_width_px": 96,
        "least_height_px": 32,
        "clear_space": 0.25,
        "backgrounds": ["#FFFFFF", "#FAF9F6", "#201E1A"],
    },
}
_MARKUP: Final = (
    '<div style="width:300px;height:250px;background:#FAF9F6;font-family:Figtree;color:#201E1A;padding:20px;box-sizing:border-box">'
    '<h1 style="font-family:Fraunces;font-size:28px;font-weight:400;margin:0 0 12px">Cold brew, slow</h1>'
    '<p style="font-size:16px;color:#C0392B">Guaranteed cheap: two for one.</p>'
    '<a href="${CLICK_URL}" style="font-size:16px;background:#246C59;color:#FFFFFF;padding:8px 14px">Find a shop</a></div>'
)


class Shelf:
    """Where the creatives' pictures are had."""

    async def fetch(self, _tenant_id: str, _address: str) -> bytes:
        image = Image.new("RGB", (300, 250), "#246C59")
        drawing = ImageDraw.Draw(image)
        drawing.rectangle((150, 0, 300, 250), fill="#8E44AD")
        drawing.text((20, 40), "Cold brew", fill="#FFFFFF", font_size=26)
        written = io.BytesIO()
        image.save(written, "PNG")
        return written.getvalue()


async def furnish_brands(api: Api, campaign_id: str) -> dict[str, str]:
    """Ids by name."""
    api.state.brand = BrandDesk(Shelf())
    async with api.as_("ours.manager") as manager:
        kit = await _made(manager, KITS, {"name": "Aurora", "content": _HOUSE})
        await _made(manager, f"{KITS}/{kit}/publish", {"comment": "As the guide of 2027 has it"})
        await _made(manager, KITS, {"name": "Outlet"})
        palette = {"palette": {"tolerance": 2.0, "image_share_outside": 0.4}}
        tone = {"tone": {"forbidden": [*_HOUSE["tone"]["forbidden"], {"term": "act now", "instead": "see it today"}]}}
        edited = await manager.patch(f"{KITS}/{kit}", json={"content": palette | tone})
        edited.raise_for_status()
        markup = {"html": _MARKUP, "mime": "", "media_url": ""}
        await new_creative(manager, campaign_id, name="Two for one, markup", **markup)
        creative = await new_creative(manager, campaign_id, name="Cold brew, square")
    return {"kit": kit, "creative": creative["id"]}


async def _made(client: httpx2.AsyncClient, path: str, body: object) -> str:
    answer = await client.post(path, json=body)
    answer.raise_for_status()
    return str(answer.json()["id"])
