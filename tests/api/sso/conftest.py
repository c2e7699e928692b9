"""Single sign-on over real stores, with a provider of ours that says whatever a test has it say."""

from collections.abc import AsyncIterator

import pytest

from api.sign_on import SignOnDesk
from connectors.identity_providers.openid import OpenIdConnect
from connectors.identity_providers.saml import SamlTwo
from connectors.identity_providers.web import ProviderWeb
from domain.sealing import Sealer
from tests.api.sso.scene import Scene
from tests.connectors.identity_providers.openid_op import OpenIdOp


@pytest.fixture
async def scene(api) -> AsyncIterator[Scene]:
    def now() -> int:
        return api.state.clock_ms()

    async with OpenIdOp() as op, ProviderWeb(allow_private=True) as web:
        api.state.sign_on = SignOnDesk(
            api.state.main,
            Sealer(["test:a-key-of-sixteen-chars"]),
            api.state.sign_in,
            openid=OpenIdConnect(web),
            saml=SamlTwo(),
            clock_ms=now,
            public_url="http://api",
        )
        yield Scene(api, op)
