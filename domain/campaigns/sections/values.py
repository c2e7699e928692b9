"""What a revision is made of: five sections, each of which is read, hashed and approved by itself."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple


class Section(StrEnum):
    """A part of a campaign that people read as one."""

    BRIEF = "brief"
    AUDIENCE = "audience"
    BUDGET = "budget"
    SCHEDULE = "schedule"
    CREATIVES = "creatives"


FIELDS_OF: Final[Mapping[Section, tuple[str, ...]]] = MappingProxyType(
    {
        Section.BRIEF: ("name", "channel", "advertiser_domain", "categories"),
        Section.AUDIENCE: ("targeting", "caps"),
        Section.BUDGET: ("currency", "budget_micros", "daily_budget_micros", "pacing", "pricing"),
        Section.SCHEDULE: ("starts_at_ms", "ends_at_ms", "time_zone"),
        Section.CREATIVES: (),
    }
)
"""Every field of a campaign's content is in one of them; creatives are no field of it."""

SectionHashes = Mapping[Section, str]


class Difference(NamedTuple):
    """One thing that two revisions say differently; None where one of them says nothing."""

    section: Section
    field: str
    """As the REST API calls it: ``targeting.countries``; of a creative with its id: ``crt_1.title``."""
    before: Any
    after: Any
