"""Single sign-on, opened for the API: identity providers spoken to over a web of public addresses."""

import contextlib
from collections.abc import AsyncIterator

from api.sign_in import SignInDesk
from api.sign_on import SignOnDesk
from connectors.identity_providers.openid import OpenIdConnect
from connectors.identity_providers.saml import SamlTwo
from connectors.identity_providers.web import ProviderWeb
from domain.clock import Clock
from domain.sealing import Sealer
from storage.sql import Database
from workers.settings import Settings


@contextlib.asynccontextmanager
async def open_sign_on(
    settings: Settings, main: Database, sign_in: SignInDesk | None, *, clock_ms: Clock, public_url: str
) -> AsyncIterator[SignOnDesk | None]:
    """None where nobody signs in: there is no key to seal anything with."""
    if sign_in is None:
        yield None
        return
    async with ProviderWeb(allow_private=settings.sign_on.allow_private_addresses) as web:
        with contextlib.closing(SamlTwo()) as saml:
            yield SignOnDesk(
                main,
                Sealer(settings.secrets.keys),
                sign_in,
                openid=OpenIdConnect(web),
                saml=saml,
                clock_ms=clock_ms,
                public_url=public_url,
            )
