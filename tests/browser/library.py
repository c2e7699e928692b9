"""An asset library as a tenant has one: a picture whose rights end soon, a logo, a font, a palette."""

import io
import json
from pathlib import Path
from typing import Final

import httpx2
from PIL import Image, ImageDraw

from api.assets import AssetRoom
from storage.files import LocalFiles
from tests.api.conftest import Api

ASSETS: Final = "/api/v1/brand/assets"
_FONT: Final = (
    Path(__file__).parents[2] / "ui/node_modules/@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2"
)
_LOGO: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 80" width="240" height="80"><circle cx="40" cy="40" r="30" '
    'fill="#246c59"/><path d="M24 46 q16 -26 32 0" fill="none" stroke="#f2b85a" stroke-width="7"/><text x="84" y="52" '
    'font-family="Georgia" font-size="36" fill="#201e1a">Aurora</text></svg>'
)
_PALETTE: Final = {
    "colors": [
        {"name": "Pine", "hex": "#246c59"},
        {"name": "Amber", "hex": "#f2b85a"},
        {"name": "Ink", "hex": "#201e1a"},
        {"name": "Paper", "hex": "#faf9f6"},
    ]
}


async def furnish_library(api: Api) -> dict[str, str]:
    """Ids by name; its files lie beside the stores."""
    stores = api.state.main.path
    assert stores is not None
    files, uploads = LocalFiles(stores.parent / "files"), stores.parent / "uploads"
    api.state.assets = AssetRoom(files=files, uploads=uploads, quota_bytes=2**30)
    async with api.as_("ours.manager") as manager:
        folder = await manager.post(f"{ASSETS}/folders", json={"name": "Logos and type"})
        await manager.post(f"{ASSETS}/folders", json={"name": "Partners", "parent_id": folder.json()["id"]})
        await manager.post(f"{ASSETS}/folders", json={"name": "Cold brew 2027"})
        rights = {"holder": "Studio Ana", "licence": "RM-7", "usable_until": "2027-02-01T00:00:00Z"}
        hero = await _brought(
            manager, _hero(), "image/jpeg", name="Cold brew, hero", type="image", tags=["spring"], rights=rights
        )
        for content, kind, about in (
            (_LOGO.encode(), "image/svg+xml", {"name": "Aurora, in colour", "type": "logo", "tags": ["logo"]}),
            (_FONT.read_bytes(), "font/woff2", {"name": "Figtree", "type": "font"}),
            (json.dumps(_PALETTE).encode(), "application/json", {"name": "House colours", "type": "color_palette"}),
        ):
            await _brought(manager, content, kind, folder_id=folder.json()["id"], **about)
        await manager.post(f"{ASSETS}/{hero}/actions/approve", json={})
        await manager.post(f"{ASSETS}/{hero}/uses", json={"kind": "other", "subject_id": "shop-window"})
        await _packed(manager, hero)
    return {"asset": hero}


async def _brought(client: httpx2.AsyncClient, content: bytes, kind: str, **about: object) -> str:
    file = await client.post(f"{ASSETS}/files", content=content, headers={"Content-Type": kind})
    file.raise_for_status()
    made = await client.post(ASSETS, json={"file": file.json()["sha256"], **about})
    made.raise_for_status()
    return str(made.json()["id"])


async def _packed(client: httpx2.AsyncClient, asset_id: str) -> None:
    """A package of it as a native creative, with its words."""
    texts = {
        "title": "Cold brew, slow",
        "body": "Now in every shop.",
        "sponsored": "Aurora Coffee",
        "cta": "Find a shop",
    }
    body = {"asset_ids": [asset_id], "texts": texts, "placements": ["iab.native.feed"]}
    made = await client.post("/api/v1/brand/exports", json=body)
    made.raise_for_status()


def _hero() -> bytes:
    """A glass of something cold before a green wall."""
    image = Image.new("RGB", (1_200, 628), "#246c59")
    drawing = ImageDraw.Draw(image)
    drawing.ellipse((720, 90, 1_160, 530), fill="#f2b85a")
    drawing.polygon(((840, 180), (1_040, 180), (1_000, 520), (880, 520)), fill="#4b320c")
    drawing.rectangle((848, 180, 1_032, 236), fill="#faf9f6")
    drawing.text((90, 240), "Cold brew", fill="#ffffff", font_size=110)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=88)
    return written.getvalue()
