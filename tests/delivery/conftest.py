from tests.messages.conftest import journeys, journeys_url, world

__all__ = ["journeys", "journeys_url", "world"]
