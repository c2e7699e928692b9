"""Stores in which ``theirs`` has one of everything: furnished once, and copied for each test as the empty ones are."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.api.conftest import Api, furnish, opened
from tests.api.walk.neighbour import Neighbour, open_rooms


@pytest.fixture(scope="session")
def neighbour(application: FastAPI, tmp_path_factory, nats_url: str, redis_url: str) -> Neighbour:
    """What there is of ``theirs``."""
    directory: Path = tmp_path_factory.mktemp("neighbour")
    made = Neighbour(directory / "stores")

    async def settle() -> None:
        made.stores.mkdir()
        made.tokens = await furnish(made.stores)
        async with (
            opened(application, made.stores, made.tokens) as api,
            open_rooms(api, directory, nats_url, redis_url),
        ):
            await made.furnish(api)

    asyncio.run(settle())
    return made


@pytest.fixture(scope="session")
def furnished(neighbour: Neighbour) -> tuple[Path, dict[str, str]]:
    return neighbour.stores, neighbour.tokens


@pytest.fixture
async def beside(api: Api, neighbour: Neighbour, nats_url: str, redis_url: str) -> AsyncIterator[Api]:
    """The API that both tenants use, with everything it can have."""
    async with open_rooms(api, neighbour.stores.parent, nats_url, redis_url):
        yield api
