"""Where creatives wait to be held against their brand: a tenant that takes long holds up nobody but itself."""

import asyncio

import pytest

from domain.brand.desk.service import BrandDesk
from domain.creatives.values import CreativeContent
from domain.errors import TooMany

BANNER = CreativeContent.model_validate(
    {
        "name": "Banner",
        "format": "banner",
        "landing_url": "https://shop.example/",
        "width": 300,
        "height": 250,
        "mime": "image/png",
        "media_url": "https://slow.example/b.png",
    }
)


class Hanging:
    """A host that takes everybody's request and answers once it is let."""

    def __init__(self) -> None:
        self.asked = asyncio.Semaphore(0)
        self.answers = asyncio.Event()

    async def fetch(self, tenant_id: str, address: str) -> bytes:
        self.asked.release()
        await self.answers.wait()
        return address.encode()


async def test_hosts_that_hang_hold_up_their_own_tenant_alone():
    host = Hanging()
    desk = BrandDesk(host)
    reading = [asyncio.create_task(desk.piece_of("ours", BANNER, {})) for _ in range(4)]
    for _ in reading:
        await host.asked.acquire()
    with pytest.raises(TooMany):
        await desk.piece_of("ours", BANNER, {})
    theirs = asyncio.create_task(desk.piece_of("theirs", BANNER, {}))
    await host.asked.acquire()
    host.answers.set()
    assert [len((await one).pictures) for one in (*reading, theirs)] == [1] * 5
    assert len((await desk.piece_of("ours", BANNER, {})).pictures) == 1
