"""Content, opened for the API: links signed, templates parsed, connected content fetched."""

import contextlib
from collections.abc import AsyncIterator

from api.content import ContentRoom
from connectors.content.fetching import ContentFetcher
from domain.content.links.rules import LinkSigner
from domain.sealing import Sealer
from workers.settings import Settings


@contextlib.asynccontextmanager
async def open_content(settings: Settings) -> AsyncIterator[ContentRoom | None]:
    """None without a key to sign links with: then nobody's links could be believed."""
    keys, messages = settings.secrets.keys, settings.messages
    if not keys:
        yield None
        return
    base_url = messages.public_url or f"http://{settings.api.host}:{settings.api.http_port}"
    signer = LinkSigner(keys, base_url=base_url)
    async with ContentFetcher(allow_private=messages.allow_private_addresses) as fetcher:
        yield ContentRoom(signer=signer, sealer=Sealer(keys), fetcher=fetcher)
