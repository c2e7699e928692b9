"""The demonstration's account of single decisions: why one request was answered as it was, and what a campaign would get."""

from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

import httpx2

from bidding.simulated_exchange.world import World
from domain.errors import NotFound
from workers.demo.narration import Narrator
from workers.demo.rest import Json, Refused, Rest
from workers.demo.seed import PROFILES
from workers.demo.waiting import until
from workers.settings import DEMO_EXCHANGE

_SOMEBODY: Final = 7
"""The number of a person that the simulated world's tenants know."""


@dataclass(slots=True)
class Accounts:
    """What was told; empty where it could not be."""

    trace: Json = field(default_factory=dict)
    forecast: Json = field(default_factory=dict)
    shading: list[Json] = field(default_factory=list)


async def tell_accounts(
    api_url: str, analyst: Rest, marketer: Rest, narrator: Narrator, *, analyst_token: str, refused_campaign: str
) -> Accounts:
    """Have one request traced, forecast the campaign that was refused, and ask what shading saved."""
    narrator.chapter("Why, and what if")
    told = Accounts()
    request_id = await _send_to_be_traced(api_url, analyst_token)
    told.trace = await _trace(analyst, request_id)
    fates = told.trace.get("campaigns", {})
    narrator.expect(
        f"a trace says what became of one request at each of {len(fates)} live campaigns",
        held=bool(fates) and all(fates.values()),
        found=told.trace or f"no trace of {request_id}",
    )
    told.forecast = await _forecast(marketer, refused_campaign)
    figures = told.forecast.get("figures") or {}
    sampled = figures.get("sampled_requests", 0)
    narrator.expect(
        f"{sampled:,} recorded requests say what the refused campaign would have got",
        held=told.forecast.get("state") == "done" and sampled > 0,
        found=told.forecast,
    )
    told.shading = (await analyst.get("/api/v1/reports/shading"))["items"]
    return told


async def _send_to_be_traced(api_url: str, token: str) -> str:
    """One banner for somebody we know, sent with the debug header. The request's id."""
    request_id = f"demo-{uuid4().hex[:12]}"
    request: Json = {
        "id": request_id,
        "at": 1,
        "tmax": 2_000,
        "cur": ["USD"],
        "imp": [{"id": "1", "secure": 1, "banner": {"w": 300, "h": 250}}],
        "site": {"domain": "site-001.example", "page": "https://site-001.example/1"},
        "user": {"id": World(people=PROFILES).people.person_id(_SOMEBODY)},
    }
    async with httpx2.AsyncClient(base_url=api_url) as client:
        answer = await client.post(
            f"/v1/bid/{DEMO_EXCHANGE}", json=request, headers={"X-Campaign-Express-Trace": token}
        )
    if answer.is_error:
        raise Refused("POST /v1/bid", answer.status_code, {"message": answer.text})
    return request_id


async def _trace(analyst: Rest, request_id: str) -> Json:
    """The request's trace as soon as it is there; empty when patience is over."""

    async def asked() -> Json:
        try:
            traces: list[Json] = (await analyst.get(f"/api/v1/bids/{request_id}/trace"))["items"]
        except Refused as refused:
            if refused.body.get("code") != NotFound.code:
                raise
            return {}
        return traces[0]

    return await until(asked, bool)


async def _forecast(marketer: Rest, campaign_id: str) -> Json:
    """The campaign's forecast from the last hours, done or not when patience is over."""
    path = f"/api/v1/campaigns/{campaign_id}/forecast"
    made = await marketer.post(path, {"hours": 2})
    return await until(
        lambda: marketer.get(f"{path}/{made['forecast_id']}"),
        lambda forecast: forecast["state"] not in {"queued", "running"},
    )
