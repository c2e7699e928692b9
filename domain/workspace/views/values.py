"""What a view may say: of which list, which rows, in which order, with which columns."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final, NamedTuple, Self

from pydantic import Field, StrictBool, StrictStr, model_validator

from domain.campaigns.repository import Sort as CampaignSort
from domain.campaigns.values import Channel, Content, Name, Stage


class Subject(StrEnum):
    """The lists there are views of."""

    CAMPAIGNS = "campaigns"
    LAUNCHES = "launches"


class Offered(NamedTuple):
    """What a list offers. A filter without values takes any text."""

    path: str
    filters: Mapping[str, frozenset[str]]
    sorts: frozenset[str]
    columns: frozenset[str]


_ANY: Final = frozenset[str]()
_CAMPAIGN_COLUMNS: Final = frozenset(
    {
        *(
            "id",
            "name",
            "stage",
            "note",
            "channel",
            "advertiser_domain",
            "categories",
            "currency",
            "budget",
            "daily_budget",
        ),
        *("time_zone", "pacing", "starts_at", "ends_at", "pricing", "targeting", "caps", "allowed_actions", "revision"),
        *("approved_revision", "flight", "created_by", "created_at", "updated_at"),
    }
)
_LAUNCH_COLUMNS: Final = frozenset(
    {
        *("id", "brief", "audience", "budget", "schedule", "campaign_id", "stage", "steps", "next"),
        *("created_by", "created_at", "updated_at"),
    }
)
SUBJECTS: Final[Mapping[Subject, Offered]] = {
    Subject.CAMPAIGNS: Offered(
        path="/api/v1/management/campaigns",
        filters={
            "stage": frozenset(stage.value for stage in Stage),
            "channel": frozenset(channel.value for channel in Channel),
            "q": _ANY,
            "from": _ANY,
            "to": _ANY,
        },
        sorts=frozenset(sort.value for sort in CampaignSort),
        columns=_CAMPAIGN_COLUMNS,
    ),
    Subject.LAUNCHES: Offered(
        path="/api/v1/workspace/launches",
        filters={},
        sorts=frozenset({"-created_at"}),
        columns=_LAUNCH_COLUMNS,
    ),
}
_Text = Annotated[StrictStr, Field(max_length=200)]


class ViewContent(Content):
    """One list as somebody wants to see it again."""

    name: Annotated[Name, Field(max_length=100)]
    subject: Subject
    filters: dict[StrictStr, list[_Text] | _Text] = Field(default={}, max_length=20)
    """As the list's own query takes them; several values of one are alternatives."""
    sort: StrictStr
    columns: Annotated[tuple[StrictStr, ...], Field(min_length=1, max_length=40)]
    is_shared: StrictBool = False

    @model_validator(mode="after")
    def _it_says_what_the_list_offers(self) -> Self:
        offered = SUBJECTS[self.subject]
        for name, wanted in self.filters.items():
            if name not in offered.filters:
                raise ValueError(f"there is no filter {name}; choose of {', '.join(sorted(offered.filters)) or 'none'}")
            allowed = offered.filters[name]
            unknown = [
                one for one in ([wanted] if isinstance(wanted, str) else wanted) if allowed and one not in allowed
            ]
            if unknown:
                raise ValueError(f"{name} cannot be {unknown[0]}; choose of {', '.join(sorted(allowed))}")
        if self.sort not in offered.sorts:
            raise ValueError(f"there is no order {self.sort}; choose of {', '.join(sorted(offered.sorts))}")
        unknown = [name for name in self.columns if name not in offered.columns]
        if unknown or len(set(self.columns)) < len(self.columns):
            raise ValueError(
                f"column {unknown[0] if unknown else 'names'} is not there, or twice; choose of {', '.join(sorted(offered.columns))}"
            )
        return self
