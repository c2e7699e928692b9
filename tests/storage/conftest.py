import pytest

from storage.nats.connection import connect
from storage.nats.streams import ensure_streams


@pytest.fixture
async def nats(nats_url):
    """A connection to the shared server, whose streams and buckets exist."""
    connection = await connect(nats_url, "tests")
    await ensure_streams(connection.jetstream())
    yield connection
    await connection.close()


@pytest.fixture
def js(nats):
    return nats.jetstream()
