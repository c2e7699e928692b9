"""Files of people: what each column is, and what became of each row."""

from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from msgspec import Struct, field
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr, model_validator

from domain.campaigns.values import Channel
from domain.contacts.values import AttributeType, Changed, Consent, ContactChange, IdentityKind
from domain.delivery.values import Purpose

MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 200
MAX_ERRORS: Final = 10_000
"""Rows of the error file; further ones are only counted."""


class ImportState(StrEnum):
    """How far an import is."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """It ended before its file did. What it had taken in stays, and the same file sent again takes in the rest."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DateOrder(StrEnum):
    """How dates are written: ISO 8601, or with slashes, dots or dashes in this order."""

    ISO = "iso"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class ToIdentity(Part):
    """The column is an id or an address; several values are divided by ``|``."""

    to: Literal["identity"] = "identity"
    kind: IdentityKind


class ToAttribute(Part):
    to: Literal["attribute"] = "attribute"
    name: Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
    type: AttributeType = AttributeType.TEXT


class ToConsent(Part):
    """Yes or no to being written to on a channel for a purpose."""

    to: Literal["consent"] = "consent"
    channel: Channel
    purpose: Purpose = Purpose.MARKETING


class ToSaleOptOut(Part):
    """Yes to having opted out of the sale and sharing of their data. A no takes no opt-out back."""

    to: Literal["sale_opt_out"] = "sale_opt_out"


class ToField(Part):
    """What a person has one of; ``consented_at`` is when all consents of the row were given, the others how that can be shown."""

    to: Literal[
        "time_zone",
        "locale",
        "preferred_channel",
        "consented_at",
        "consent_how",
        "consent_source",
        "consent_text_version",
        "consent_proof",
        "consent_ip",
        "consent_user_agent",
    ]


Target = Annotated[ToIdentity | ToAttribute | ToConsent | ToSaleOptOut | ToField, Field(discriminator="to")]


class Mapping(Part):
    """What the columns of a file are, by their heading; columns that are not named are left out."""

    columns: Annotated[
        dict[Annotated[StrictStr, Field(max_length=200)], Target], Field(min_length=1, max_length=MAX_COLUMNS)
    ]
    delimiter: Literal["auto", ",", ";", "\t", "|"] = "auto"
    encoding: Literal["utf-8", "cp1252", "latin-1", "utf-16"] = "utf-8"
    dates: DateOrder = DateOrder.ISO
    decimal_comma: StrictBool = False
    empty_removes: StrictBool = False
    """An empty cell removes the attribute, instead of leaving it as it is."""
    proof: Annotated[StrictStr, Field(max_length=500)] = ""
    """How the file's consents can be shown, where no column says: who collected them, and where."""
    text_version: Annotated[StrictStr, Field(max_length=200)] = ""
    """Likewise, what people read and agreed to."""

    @model_validator(mode="after")
    def _rows_name_somebody(self) -> Self:
        if not any(isinstance(target, ToIdentity) for target in self.columns.values()):
            raise ValueError("no column is an identity, so rows name nobody; map one to external_id or email")
        return self


class Row(Struct, frozen=True, kw_only=True):
    """One readable row; ``number`` is its line in a spreadsheet, the heading being line 1."""

    number: int
    change: ContactChange
    consents: tuple[Consent, ...]
    is_dated: bool
    """The file says when the consents were given; otherwise only what is news is noted, as of now, and no yes to a no."""
    keeps_sale: bool = False
    """The file says that they have not opted out of the sale and sharing of their data."""
    lies_ahead: bool = False
    """The file dates the consents to what has not come yet, so that they have no date, and no yes is taken."""
    cells: tuple[str, ...]


class RowError(Struct, frozen=True, kw_only=True):
    """What is wrong with a row. ``is_taken`` where the rest of it was taken all the same."""

    number: int
    column: str
    message: str
    cells: tuple[str, ...]
    is_taken: bool = False


class Reason(Struct, frozen=True, kw_only=True):
    """Why rows were refused, or why something of them was."""

    column: str
    message: str
    is_taken: bool
    rows: int


class Tally(Struct):
    """Whom an import has made and changed so far: somebody whom two rows change is one person."""

    made: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)

    def take(self, what: Changed) -> None:
        gone = what.person_of.keys()
        self.made = (self.made | what.created) - gone
        self.changed = (self.changed | what.kept) - gone - self.made


class Sheet(Struct, frozen=True, kw_only=True):
    """A file, read."""

    heading: tuple[str, ...]
    rows: tuple[Row, ...]
    errors: tuple[RowError, ...]
