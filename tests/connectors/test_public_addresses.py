"""Which addresses others may make us call."""

import pytest

from connectors.public_addresses import PublicResolver, check_address, is_public
from domain.errors import InvalidInput


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_the_public_internet_may_be_called(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "ff02::1",
    ],
)
def test_our_own_network_may_not_however_it_is_written(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "url", ["http://[x", "ftp://8.8.8.8/", "https://", "http://169.254.169.254/latest", "http://[::1]/"]
)
def test_an_address_that_may_not_be_called_is_refused_before_anybody_looks_it_up(url):
    with pytest.raises(InvalidInput):
        check_address(url)


async def test_what_is_no_host_name_resolves_to_nothing():
    with pytest.raises(OSError, match="no host name"):
        await PublicResolver().resolve("x" * 70 + ".example", 80)
