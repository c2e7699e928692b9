"""A tenant with something in it that tests look at and do not change: furnished once, and everybody signed in once."""

import contextlib
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from playwright.async_api import Page

from api.app import create_app
from api.exchange_door import ExchangeDoor
from api.state import AppState
from storage.clickhouse.client import Analytics
from tests.api.conftest import NOW, opened, stores
from tests.browser import stage
from tests.browser.places import furnish

PEOPLE: Final = ("admin", "manager", "platform.admin")


@dataclasses.dataclass(frozen=True)
class House:
    """The stage, the ids that ``furnish`` gave, and one page of everybody who has been asked for."""

    on: stage.Stage
    ids: dict[str, str]
    pages: dict[str, Page] = dataclasses.field(default_factory=dict)

    async def page(self, role: str) -> Page:
        """Signed in as ``role``, or as nobody; whoever is next gets it where it was left."""
        if role not in self.pages:
            context = await self.on.stranger()
            page = await context.new_page()
            await (stage.sign_in(page, role) if role else page.goto("/sign-in"))
            self.pages[role] = page
        return self.pages[role]


@contextlib.asynccontextmanager
async def open_house(directory: Path, tokens: dict[str, str], analytics: Analytics) -> AsyncIterator[House]:
    """Over the stores in ``directory``, which have people in them and nothing else yet."""
    main, money, journeys = stores(Path("nowhere"))
    nowhere = AppState(main=main, money=money, journeys=journeys, clock_ms=lambda: NOW, exchange_door=ExchangeDoor())
    async with opened(create_app(nowhere), directory, tokens) as api:
        api.state.analytics = analytics
        for role in PEOPLE:
            await stage.give_password(api, role)
        ids = await furnish(api)
        async with stage.opened(api) as there:
            yield House(there, ids)
