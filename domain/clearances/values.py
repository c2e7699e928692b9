"""What an exchange says of a creative."""

from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr


class ClearanceState(StrEnum):
    """Where an exchange's review of a creative stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


_Line = Annotated[StrictStr, Field(max_length=500, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]


class NewClearance(BaseModel):
    """An exchange's word on a creative; without ``version`` on the one that stands now."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    state: ClearanceState
    reason: _Line = ""
    """Why it was rejected, for the people who can change it."""
    exchange_creative_id: Annotated[StrictStr, Field(max_length=200, pattern=r"^[\x21-\x7e]*$")] = ""
    """What the exchange calls it."""
    version: Annotated[StrictInt, Field(ge=1)] | None = None


class Verdict(NamedTuple):
    """Exchanges, by id, that have approved a creative and that have rejected it."""

    approved_on: tuple[str, ...] = ()
    refused_on: tuple[str, ...] = ()
