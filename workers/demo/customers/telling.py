"""What the two halves of the customers' story share: who tells it to whom, and what was made."""

from dataclasses import dataclass, field

from workers.demo.customers.crowd import Crowd
from workers.demo.narration import Narrator
from workers.demo.rest import Json, Rest, all_pages


@dataclass(slots=True)
class Telling:
    """One telling on one stack. What has no id yet is empty."""

    api: str
    marketer: Rest
    """May bring people in, and write to them."""
    narrator: Narrator
    crowd: Crowd
    names: dict[str, str] = field(default_factory=dict)
    """First and last name of each person, by their id."""
    numbers: dict[str, int] = field(default_factory=dict)
    """Which row of the file each person is."""
    segment: str = ""
    buyers_segment: str = ""
    templates: dict[str, str] = field(default_factory=dict)
    welcome: str = ""
    """The journey that carries everybody."""
    brewing: str = ""
    """The journey that carries a few."""
    brewing_run: str = ""
    """One of them."""
    welcomed: list[str] = field(default_factory=list)
    """Who got the first message."""
    big_buyers: list[str] = field(default_factory=list)
    buyers: list[str] = field(default_factory=list)
    """All of them."""
    lookers: list[str] = field(default_factory=list)
    unsubscribed: str = ""

    async def messages(self, journey_id: str, **query: str) -> list[Json]:
        """Everything the ledger has of a journey, the newest first."""
        return await all_pages(
            self.marketer, "/api/v1/messages", rows_in="messages", source=f"journey:{journey_id}", **query
        )

    async def letter(self, person_id: str) -> Json:
        """The welcome in somebody's inbox, whole."""
        found = await self.marketer.get(
            "/api/v1/outbox/messages", person_id=person_id, source=f"journey:{self.welcome}"
        )
        return await self.marketer.get(f"/api/v1/outbox/messages/{found['messages'][-1]['message_id']}")

    async def counts(self, journey_id: str) -> Json:
        return await self.marketer.get(f"/api/v1/journeys/{journey_id}/counts")


def is_conserved(counts: Json) -> bool:
    """Whether everybody, and every message, is somewhere, and in one place."""
    messages = counts["messages"]
    people = counts["held_out"] + sum(counts["left"].values()) + counts["in_progress"]
    settled = messages["sent"] + sum(messages["refused"].values()) + messages["failed"] + messages["unknown"]
    return bool(counts["entered"] == people and messages["entered"] == settled + messages["in_progress"])


def standing_at(counts: Json, step: str) -> int:
    """How many stand at a step."""
    return sum(one["standing"] for one in counts["steps"] if one["step"] == step)


def passed_by(counts: Json, step: str) -> dict[str, int]:
    """How many passed a step, by what was found there."""
    return next((one["passed"] for one in counts["steps"] if one["step"] == step), {})
