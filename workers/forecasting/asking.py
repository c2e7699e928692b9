"""``campaign-express replay``: ask the API for a forecast and print it."""

import time
from typing import Any, Final

import httpx2
from rich.console import Console
from rich.table import Table

from domain.errors import InvalidInput, Unavailable

ASK_EVERY_S: Final = 1.0
GIVE_UP_AFTER_S: Final = 600.0


def replay(api_url: str, token: str, campaign_id: str, hours: int, *, model_version: str = "", pacing: str = "") -> int:
    """Print the forecast; 1 when it failed. Raises ``InvalidInput`` for what the API refuses, ``Unavailable``."""
    console = Console()
    with httpx2.Client(base_url=api_url, headers={"Authorization": f"Bearer {token}"}, timeout=30) as client:
        at = f"/api/v1/campaigns/{campaign_id}/forecast"
        made = _asked(
            client,
            "POST",
            at,
            json={"hours": hours, "model_version": model_version or None, "pacing": pacing or None},
        )
        until = time.monotonic() + GIVE_UP_AFTER_S
        while made["state"] in {"queued", "running"} and time.monotonic() < until:
            time.sleep(ASK_EVERY_S)
            made = _asked(client, "GET", f"{at}/{made['forecast_id']}")
    figures = made["figures"]
    if figures is None:
        console.print(f"[red]{made['state']}[/]: {made['problem']}")
        return 1
    table = Table(title=f"{campaign_id}, revision {figures['revision']}, {hours} hours replayed", title_justify="left")
    for heading in ("", "projected", "95 % between"):
        table.add_column(heading)
    table.add_row("requests", f"{figures['requests']:,.0f}", f"from {figures['sampled_requests']:,} recorded")
    table.add_row("bids", f"{figures['bids']:,.0f}", _between(figures["bids_between"]))
    table.add_row("wins", f"{figures['wins']:,.0f}", _between(figures["wins_between"]))
    table.add_row(f"spend, {figures['currency']}", figures["spend"], " to ".join(figures["spend_between"]))
    if figures["share"] < 1:
        table.add_row("share gone for", f"{figures['share']:.1%}", f"of what it was offered, paced {figures['pacing']}")
    console.print(table)
    for reason, requests in figures["refusals"].items():
        console.print(f"  {requests:>14,.0f}  {reason}")
    return 0


def _between(interval: dict[str, float]) -> str:
    return f"{interval['low']:,.0f} to {interval['high']:,.0f}"


def _asked(client: httpx2.Client, method: str, path: str, **given: Any) -> dict[str, Any]:
    try:
        answer = client.request(method, path, **given)
    except httpx2.HTTPError as error:
        raise Unavailable(f"the API does not answer: {error}") from error
    body: dict[str, Any] = answer.json()
    if answer.is_error:
        told = body.get("error", {})
        raise InvalidInput(str(told.get("message", answer.status_code)), remedy=told.get("remedy"))
    return body
