"""The REST API as the demonstration calls it: one person's token, refusals as exceptions, short outages waited out."""

from typing import Any, Self
from uuid import uuid4

import httpx2
import stamina

from domain.errors import CampaignExpressError

Json = dict[str, Any]

_TIMEOUT_S = 30.0
_ATTEMPTS = 12
_LONGEST_WAIT_S = 3.0
_PAGE = 100
_DECISIONS = frozenset({"approve", "reject", "request_changes"})


class Refused(CampaignExpressError):
    """The API said no; ``body`` is its ``error`` object."""

    code = "refused"

    def __init__(self, call: str, status: int, body: Json) -> None:
        super().__init__(f"{call}: HTTP {status}, {body.get('message', body)}", remedy=body.get("remedy"))
        self.status = status
        self.body = body


class Away(Exception):
    """The API, or something behind it, does not answer just now; asking again is safe."""


class Rest:
    """One caller. Reads, and calls that may be repeated, outlast short outages."""

    def __init__(self, base_url: str, token: str) -> None:
        self._client = httpx2.AsyncClient(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=_TIMEOUT_S,
            limits=httpx2.Limits(max_connections=8),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._client.aclose()

    async def get(self, path: str, **query: str | int) -> Json:
        return await self._call("GET", path, params=query)

    async def get_rows(self, path: str, **query: str | int) -> list[Json]:
        """What answers with a list."""
        rows: Any = await self._call("GET", path, params=query)
        return list(rows)

    async def post(self, path: str, body: Json) -> Json:
        """Sent once: a repetition could create a second record."""
        return await self._once("POST", path, {"json": body})

    async def create(self, path: str, body: Json, *, key: str) -> Json:
        """A record that is made once, however often it is asked for under this key."""
        return await self._call("POST", path, json=body, headers={"Idempotency-Key": key})

    async def act(self, campaign_id: str, action: str, comment: str = "", **details: str | None) -> Json:
        """One action on a campaign; the answer carries its new stage. One key for all attempts makes it happen once.

        A decision is on what is under review now.
        """
        if action in _DECISIONS and not {"revision", "revision_hash"} & details.keys():
            read = await self.get(f"/api/v1/workflows/campaigns/{campaign_id}/approval")
            details["revision_hash"] = read["revision_hash"]
        return await self._call(
            "POST",
            f"/api/v1/workflows/campaigns/{campaign_id}/actions/{action}",
            json={"comment": comment, **details},
            headers={"Idempotency-Key": uuid4().hex},
        )

    async def put(self, path: str, body: Json) -> Json:
        return await self._call("PUT", path, json=body)

    async def send_lines(self, path: str, lines: bytes) -> Json:
        """Newline-delimited JSON; importing the same lines again changes nothing."""
        return await self._call("POST", path, content=lines, headers={"Content-Type": "application/x-ndjson"})

    async def send_csv(self, path: str, sheet: bytes, **query: str) -> Json:
        """A file of people; importing the same one again changes nothing."""
        return await self._call("POST", path, params=query, content=sheet, headers={"Content-Type": "text/csv"})

    async def get_text(self, path: str) -> str:
        """What is no JSON, such as a file."""
        answer: str = (await self._call("GET", path))["text"]
        return answer

    async def _call(self, method: str, path: str, **request: Any) -> Json:
        async for attempt in stamina.retry_context(
            on=Away, attempts=_ATTEMPTS, timeout=None, wait_initial=0.2, wait_max=_LONGEST_WAIT_S
        ):
            with attempt:
                return await self._once(method, path, request)
        raise AssertionError("retry_context returns or raises")

    async def _once(self, method: str, path: str, request: Json) -> Json:
        call = f"{method} {path}"
        try:
            answer = await self._client.request(method, path, **request)
        except httpx2.TransportError as error:
            raise Away(f"{call}: {error or type(error).__name__}") from error
        if answer.status_code == 503:
            raise Away(f"{call}: {answer.text}")
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        body: Json = answer.json() if answer.content and is_json else {"text": answer.text}
        if answer.is_error:
            raise Refused(call, answer.status_code, body.get("error", body))
        return body


async def all_pages(rest: Rest, path: str, *, rows_in: str = "items", **query: str) -> list[Json]:
    """Every row of a paged list, which calls them ``rows_in``."""
    rows: list[Json] = []
    cursor = ""
    while True:
        page = await rest.get(path, limit=_PAGE, **query, **({"cursor": cursor} if cursor else {}))
        rows += page[rows_in]
        cursor = page.get("next_cursor") or ""
        if not cursor:
            return rows
