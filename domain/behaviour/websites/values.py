"""Websites that send us what people do."""

from enum import StrEnum
from typing import Annotated

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr

Origin = Annotated[StrictStr, Field(pattern=r"^https?://[a-z0-9.-]{1,200}(:[0-9]{1,5})?$")]


class SiteConsent(StrEnum):
    """Whether visitors are asked before anything is sent."""

    REQUIRED = "required"
    ASSUMED = "assumed"
    """The site answers for it: what is needed to serve, or a law that asks for nothing more."""


class NewWebsite(BaseModel):
    """What a website is to be, or what it is to be from now on."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: Annotated[StrictStr, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")]
    origins: Annotated[tuple[Origin, ...], Field(max_length=50)] = ()
    """Where its pages are (`https://www.example.com`); none means anywhere."""
    consent: SiteConsent = SiteConsent.REQUIRED
    enabled: StrictBool = True


class Website(Struct, frozen=True, kw_only=True):
    """A website as its events are let in."""

    id: str
    tenant_id: str
    name: str
    write_key: str
    origins: tuple[str, ...]
    consent: SiteConsent
    enabled: bool
    created_at_ms: int

    def lets_in(self, origin: str) -> bool:
        """Whether events may come from pages of this origin; those of no origin are let in where any is."""
        return not self.origins or origin.lower() in self.origins
