"""Requests from a file, one JSON object a line, sent as they stand: what is malformed is sent malformed."""

import json
from collections.abc import Iterator
from pathlib import Path

from bidding.simulated_exchange.impressions import Json
from bidding.simulated_exchange.requests import ExchangeRequest


def read_requests(path: Path) -> Iterator[ExchangeRequest]:
    """The file's requests in order; empty lines are left out."""
    with path.open("rb") as lines:
        for index, line in enumerate(lines):
            body = line.strip()
            if body:
                request = _understood(body)
                yield ExchangeRequest(index, "replayed", request, body, _viewer(request) or f"line-{index}")


def _understood(body: bytes) -> Json:
    try:
        request = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return request if isinstance(request, dict) else {}


def _viewer(request: Json) -> str:
    user = request.get("user")
    return str(user.get("id") or user.get("buyeruid") or "") if isinstance(user, dict) else ""
