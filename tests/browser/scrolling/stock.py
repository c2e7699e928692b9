"""Ten thousand campaigns, a hundred thousand people, and journeys short and long."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from domain.campaigns import service as campaigns
from domain.campaigns.values import CampaignContent
from domain.contacts.values import ContactChange, IdentityKind
from tests.api.conftest import NOW, Api, new_campaign
from tests.contacts.crowds import create_all

CAMPAIGNS: Final = 10_000
PEOPLE: Final = 100_000
STEPS: Final = 200
FEW_STEPS: Final = 20
_CAMPAIGNS_AT_ONCE: Final = 200
_PEOPLE_AT_ONCE: Final = 1_000

Say = Callable[[str], None]


@dataclass(frozen=True)
class Journeys:
    """Their ids."""

    first: str
    """As short as the next: whoever opens it has the page's own code for those."""
    short: str
    long: str


async def put(api: Api, say: Say) -> Journeys:
    await _put_campaigns(api, say)
    await _put_people(api, say)
    async with api.as_("ours.manager") as manager:
        ids = [
            (await manager.post("/api/v1/journeys", json={"name": name, "definition": _journey(name, steps)})).json()[
                "id"
            ]
            for name, steps in (("A first way", FEW_STEPS), ("A short way", FEW_STEPS), ("A long way", STEPS))
        ]
    return Journeys(*ids)


async def _put_campaigns(api: Api, say: Say) -> None:
    async with api.as_("ours.manager") as manager:
        made = await new_campaign(manager)
        author = (await manager.get("/api/v1/platform/me")).json()["user_id"]
    async with api.state.main.tenant("ours") as session:
        content = (await campaigns.whole(session, made["id"], made["revision"])).content
    for start in range(1, CAMPAIGNS, _CAMPAIGNS_AT_ONCE):
        say(f"making campaigns: {start - 1:,} of {CAMPAIGNS:,}")
        async with api.state.main.tenant("ours") as session:
            for number in range(start, min(CAMPAIGNS, start + _CAMPAIGNS_AT_ONCE)):
                one = CampaignContent.model_validate(content.model_dump() | {"name": f"Sale {number:,}"})
                await campaigns.create_campaign(session, one, actor_id=author, now_ms=NOW + number)


async def _put_people(api: Api, say: Say) -> None:
    for start in range(0, PEOPLE, _PEOPLE_AT_ONCE):
        say(f"making people: {start:,} of {PEOPLE:,}")
        async with api.state.journeys.tenant("ours") as session:
            crowd = [
                ContactChange(identities=((IdentityKind.EMAIL, f"p{number}@shop.example"),))
                for number in range(start, start + _PEOPLE_AT_ONCE)
            ]
            await create_all(session, crowd, now_ms=NOW)


def _journey(name: str, count: int) -> dict[str, Any]:
    """Decisions and waits by turns, one below the other, each decision with a way out."""
    steps: dict[str, Any] = {"end": {"kind": "exit"}}
    for number in range(count - 1):
        onward = f"s{number + 1}" if number < count - 2 else "end"
        if number % 2:
            steps[f"s{number}"] = {"kind": "wait", "minutes": 60, "next": onward}
        else:
            arms = [{"name": "On", "weight": 90, "next": onward}, {"name": "Out", "weight": 10, "next": "end"}]
            steps[f"s{number}"] = {"kind": "split", "arms": arms}
    return {"name": name, "trigger": {"kind": "api"}, "start": "s0", "steps": steps}
