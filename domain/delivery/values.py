"""What stands between a message and its receiver: gates, their settings, and their verdicts."""

from enum import StrEnum
from typing import Annotated, Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    field_validator,
    model_validator,
)

from domain.campaigns.values import Channel

TimeOfDay = Annotated[StrictStr, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Gate(StrEnum):
    """In the order in which a message meets them."""

    ELIGIBILITY = "eligibility"
    HOLDOUT = "holdout"
    CONSENT = "consent"
    SUPPRESSION = "suppression"
    FREQUENCY_CAP = "frequency_cap"
    QUIET_HOURS = "quiet_hours"
    SEND_TIME = "send_time"


class Ruling(StrEnum):
    PASSED = "passed"
    REFUSED = "refused"
    DEFERRED = "deferred"
    WAIVED = "waived"
    """The gate does not hold for this message: a receipt is not marketing."""


class Verdict(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one gate said, why, and what it looked at: enough to answer "why did she not get this?" a year later."""

    gate: Gate
    ruling: Ruling
    reason: str
    inputs: dict[str, str | int | bool | None] = {}
    until_ms: int = 0
    """For a deferred message: when to ask again."""


class Decision(Struct, frozen=True, kw_only=True):
    """All verdicts up to the one that decided. A message that passed them all may go now."""

    verdicts: tuple[Verdict, ...]

    @property
    def ruling(self) -> Ruling:
        last = self.verdicts[-1].ruling if self.verdicts else Ruling.PASSED
        return last if last in {Ruling.REFUSED, Ruling.DEFERRED} else Ruling.PASSED

    @property
    def deciding(self) -> Verdict | None:
        return self.verdicts[-1] if self.ruling is not Ruling.PASSED else None


class Purpose(StrEnum):
    """What a message is for; consent is given to each by itself."""

    MARKETING = "marketing"
    TRANSACTIONAL = "transactional"


class ConsentState(StrEnum):
    GRANTED = "granted"
    DENIED = "denied"
    UNKNOWN = "unknown"


class SuppressionReason(StrEnum):
    """Why somebody must not be written to."""

    USER_OPT_OUT = "user_opt_out"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    REGULATORY = "regulatory"
    ADMIN_ACTION = "admin_action"
    BLOCKLISTED = "blocklisted"


class Suppression(Struct, frozen=True, kw_only=True):
    """One entry of the list: for one channel, or for all where ``channel`` is None; for good, or until an instant."""

    reason: SuppressionReason
    channel: Channel | None = None
    until_ms: int | None = None

    def holds(self, channel: Channel, now_ms: int) -> bool:
        return (self.channel is None or self.channel is channel) and (self.until_ms is None or now_ms < self.until_ms)


class CapChannel(StrEnum):
    """The channels that can be capped, and all of them together."""

    PUSH = "push"
    EMAIL = "email"
    SMS = "sms"
    IN_APP = "in_app"
    CONTENT_CARD = "content_card"
    WHATSAPP = "whatsapp"
    WEB_PUSH = "web_push"
    ALL = "all"


class CapWindow(StrEnum):
    """Windows slide: an hour is the last sixty minutes, a month the last thirty days."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    CAMPAIGN = "campaign"
    """As long as the campaign or journey that sends."""


WINDOW_MS: Final = {
    CapWindow.HOUR: 3_600_000,
    CapWindow.DAY: 86_400_000,
    CapWindow.WEEK: 7 * 86_400_000,
    CapWindow.MONTH: 30 * 86_400_000,
}


class CapRule(BaseModel):
    """At most so many messages on a channel in a window. Rules are asked by priority, the lowest number first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[StrictStr, Field(min_length=1, max_length=120)]
    channel: CapChannel
    window: CapWindow
    most: Annotated[StrictInt, Field(ge=0, le=10_000)]
    priority: Annotated[StrictInt, Field(ge=0, le=1_000)] = 100


class QuietHours(BaseModel):
    """When nobody is disturbed, in the receiver's own time; ``to`` before ``from`` runs through midnight."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    starts: TimeOfDay = "21:00"
    ends: TimeOfDay = "08:00"
    channels: tuple[Channel, ...] = (Channel.PUSH, Channel.SMS, Channel.WHATSAPP, Channel.EMAIL)


class PastSend(Struct, frozen=True):
    """A message that went out, as caps count it; ``source`` is the journey or campaign it came from."""

    channel: Channel
    at_ms: int
    source: str = ""


class OpensByHour(Struct, frozen=True):
    """Opens by hour of day (24 counts), and how many messages they answer."""

    messages: int = 0
    opens: tuple[int, ...] = (0,) * 24


class SendTimeMethod(StrEnum):
    """Whose habits a send time follows, from the best known to the least."""

    PERSONAL_OPTIMAL = "personal_optimal"
    COHORT_BASED = "cohort_based"
    GLOBAL_BEST = "global_best"
    FALLBACK = "fallback"


class Intent(Struct, frozen=True, kw_only=True):
    """A message that wants to go out. ``source`` is its journey, campaign or broadcast."""

    person_id: str
    channel: Channel
    source: str
    purpose: Purpose = Purpose.MARKETING
    wants_best_time: bool = False


class Holdout(Struct, frozen=True, kw_only=True):
    """A share of people who get nothing from ``scope``, to be compared with the others."""

    scope: str
    percent: int


class GateState(Struct, frozen=True, kw_only=True):
    """Everything the gates look at, loaded beforehand for one receiver.

    ``unreachable`` says why there is no way to them on this channel; empty when there is one. ``is_complete`` is False when
    a store could not be read: caps and suppression then refuse.
    """

    unreachable: str = ""
    holdouts: tuple[Holdout, ...] = ()
    consent: ConsentState = ConsentState.UNKNOWN
    consent_needed: bool = True
    suppressions: tuple[Suppression, ...] = ()
    caps: tuple[CapRule, ...] = ()
    sent: tuple[PastSend, ...] = ()
    quiet_hours: QuietHours | None = None
    time_zone: str = "UTC"
    personal: OpensByHour = OpensByHour()
    cohort: OpensByHour = OpensByHour()
    everybody: OpensByHour = OpensByHour()
    is_complete: bool = True


# A tenant's settings


class Throttle(BaseModel):
    """At most so many messages a second, on a channel or all together; ``burst`` may go at once after a pause."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channel: Channel | None = None
    per_second: Annotated[StrictInt, Field(ge=1, le=100_000)]
    burst: Annotated[StrictInt, Field(ge=1, le=100_000)] | None = None
    """A second's worth where nothing is said."""


ASKS_FIRST: Final = (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP, Channel.PUSH, Channel.WEB_PUSH)
"""Channels that reach somebody who is not there: marketing on them wants consent, unless the tenant says otherwise."""


class DeliveryPolicy(BaseModel):
    """What the gates of a tenant go by, as a whole."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    caps: Annotated[tuple[CapRule, ...], Field(max_length=100)] = ()
    quiet_hours: Annotated[tuple[QuietHours, ...], Field(max_length=11)] = ()
    """Each channel in one of them at most."""
    holdout_percent: Annotated[StrictInt, Field(ge=0, le=50)] = 0
    """Of all people, how many get no marketing at all."""
    consent_needed: tuple[Channel, ...] = ASKS_FIRST
    """Where marketing wants a consent that was given. Elsewhere it is enough that none was refused."""
    throttles: Annotated[tuple[Throttle, ...], Field(max_length=12)] = ()
    time_zone: StrictStr = "UTC"
    """For people whose own is not known."""

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("is not a time zone; send one like Europe/Madrid") from None

    @model_validator(mode="after")
    def _nothing_is_said_twice(self) -> Self:
        if len({rule.name for rule in self.caps}) < len(self.caps):
            raise ValueError("two caps have one name; rename one of them")
        quiet = [channel for hours in self.quiet_hours for channel in hours.channels]
        if len(set(quiet)) < len(quiet):
            raise ValueError("a channel has two quiet hours; leave it in one of them")
        if len({throttle.channel for throttle in self.throttles}) < len(self.throttles):
            raise ValueError("a channel has two throttles; leave one of them")
        return self

    def quiet_on(self, channel: Channel) -> QuietHours | None:
        return next((hours for hours in self.quiet_hours if channel in hours.channels), None)


# Who must not be written to


class IdentityType(StrEnum):
    """What a suppression knows somebody by."""

    EMAIL = "email"
    PHONE = "phone"
    PERSON = "person"


class NewSuppression(BaseModel):
    """Somebody who must not be written to: by address, number or person id, or by the hash an export gave."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: IdentityType
    value: Annotated[StrictStr, Field(min_length=1, max_length=254, pattern=r"^[^\x00-\x1f\x7f]+$")]
    is_hash: StrictBool = False
    """``value`` is what the list shows of them: 32 hexadecimal digits."""
    channel: Channel | None = None
    """None for all channels."""
    reason: SuppressionReason
    until_ms: Annotated[StrictInt, Field(ge=0)] | None = None
    """None for good."""
    note: Annotated[StrictStr, Field(max_length=500)] = ""


class Listed(Struct, frozen=True, kw_only=True):
    """An entry of the suppression list as it is shown: of the identity, the hash alone."""

    identity: str
    kind: IdentityType
    channel: Channel | None
    reason: SuppressionReason
    until_ms: int | None
    note: str
    added_by: str
    added_at_ms: int


class Receiver(Struct, frozen=True, kw_only=True):
    """Whom a message is for, as the gates have to know them."""

    person_id: str
    unreachable: str = ""
    address: str = ""
    """Where this message would go."""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    consent: ConsentState = ConsentState.UNKNOWN
    time_zone: str = ""
