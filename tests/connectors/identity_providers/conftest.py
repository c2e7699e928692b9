"""Providers that others wrote, and one of ours that says whatever a test has it say."""

import pytest

from tests.connectors.identity_providers.saml_idp import SamlIdp


@pytest.fixture(scope="session")
def saml_idp() -> SamlIdp:
    return SamlIdp()
