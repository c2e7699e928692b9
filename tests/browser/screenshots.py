"""Pictures of every registered page: ``python -m tests.browser.screenshots``, or some of them by the beginning of their path.

Each is taken light and dark, 1440 x 900 and 390 x 844, of a tenant with something in it, into docs/images.
"""

import asyncio
import io
import sys
import tempfile
from pathlib import Path
from typing import Final

import structlog
from PIL import Image

from storage.clickhouse.client import Analytics
from storage.clickhouse.schema import migrate
from tests.api.conftest import furnish as furnish_people
from tests.api.conftest import opened as api_over
from tests.api.conftest import stores
from tests.browser import stage
from tests.browser.places import OF_ADMINS, OF_THE_PLATFORM, OUTSIDE, PLACES, furnish

IMAGES: Final = Path(__file__).resolve().parents[2] / "docs" / "images"
SIZES: Final = {"wide": (1440, 900), "phone": (390, 844)}


async def take(wanted: tuple[str, ...]) -> None:
    from api.app import create_app
    from api.exchange_door import ExchangeDoor
    from api.state import AppState

    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        tokens = await furnish_people(Path(directory))
        main, money, journeys = stores(Path("nowhere"))
        state = AppState(main=main, money=money, journeys=journeys, clock_ms=lambda: 0, exchange_door=ExchangeDoor())
        async with (
            api_over(create_app(state), Path(directory), tokens) as api,
            await Analytics.open(Path(directory) / "chdb") as analytics,
        ):
            await migrate(analytics)
            api.state.analytics = analytics
            for role in ("admin", "manager", "platform.admin"):
                await stage.give_password(api, role)
            ids = await furnish(api)
            async with stage.opened(api) as there:
                for size, (width, height) in SIZES.items():
                    inside = await there.person("manager", width=width, height=height)
                    admin = await there.person("admin", width=width, height=height)
                    operator = await there.person("platform.admin", width=width, height=height)
                    outside = await there.stranger(width=width, height=height)
                    by = dict.fromkeys(PLACES, inside) | dict.fromkeys(OF_ADMINS, admin)
                    by |= dict.fromkeys(OF_THE_PLATFORM, operator) | dict.fromkeys(OUTSIDE, outside)
                    for path, place in PLACES.items():
                        if wanted and not path.startswith(wanted):
                            continue
                        page = await by[path].new_page()
                        await page.goto(place.format(**ids))
                        await stage.go(page, place.format(**ids))
                        keep(await page.screenshot(), IMAGES / f"{name(path)}-{size}-light.png")
                        async with stage.darkened(page):
                            keep(await page.screenshot(), IMAGES / f"{name(path)}-{size}-dark.png")
                        await page.close()
                    for context in (inside, admin, operator, outside):
                        await context.close()


def keep(picture: bytes, path: Path) -> None:
    """In as many colours as a page has: a third of the size, and nobody sees it."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


def name(path: str) -> str:
    return path.strip("/").replace("/", "-").replace("$", "") or "home"


def main() -> None:
    if lacking := stage.missing():
        sys.exit(lacking)
    structlog.configure(
        logger_factory=structlog.ReturnLoggerFactory(), processors=[structlog.processors.JSONRenderer()]
    )
    asyncio.run(take(tuple(sys.argv[1:])))
    sys.stdout.write(f"pictures are in {IMAGES.relative_to(Path.cwd())}\n")


if __name__ == "__main__":
    main()
