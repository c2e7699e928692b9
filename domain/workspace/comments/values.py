"""Where comments stand."""

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, StrictStr, model_validator

from domain.campaigns.values import Content

EDITABLE_MS: Final = 86_400_000
LONGEST: Final = 4_000
MOST_MENTIONS: Final = 20


class Place(StrEnum):
    """The part of a campaign that a thread is about."""

    CAMPAIGN = "campaign"
    BRIEF = "brief"
    AUDIENCE = "audience"
    BUDGET = "budget"
    SCHEDULE = "schedule"
    CREATIVE = "creative"


def _said(text: str) -> str:
    if "\x00" in text or not text.strip():
        raise ValueError("says nothing, or contains a NUL character; write something")
    return text.strip()


UserId = Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Text = Annotated[StrictStr, Field(max_length=LONGEST), AfterValidator(_said)]


class NewComment(Content):
    """A comment to be. A reply names its thread, and is where that is."""

    text: Text
    mentions: Annotated[tuple[UserId, ...], Field(max_length=MOST_MENTIONS)] = ()
    """Ids of people, who are told."""
    thread_id: Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_-]{0,40}$")] = ""
    place: Place = Place.CAMPAIGN
    creative_id: Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_-]{0,40}$")] = ""

    @model_validator(mode="after")
    def _a_creative_is_named_where_it_is_about_one(self) -> Self:
        if not self.thread_id and (self.place is Place.CREATIVE) is not bool(self.creative_id):
            raise ValueError("creative_id goes with the place creative, and only with that; send both or neither")
        return self
