"""Who must agree before a campaign may run, and what they said.

An *approval rule* is data. Opening a *round* turns the rules that match a campaign's facts into *requirements*; approvers
answer with *decisions* until the round has an *outcome*.
"""

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from domain.campaigns.sections.values import Section
from domain.campaigns.values import Channel
from domain.money import MICROS


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ApproverRole(StrEnum):
    """The roles a rule may ask for; all but the first are granted to a person on top of their role."""

    MANAGER = "manager"
    DIRECTOR = "director"
    COMPLIANCE = "compliance"
    CREATIVE = "creative"
    LEGAL = "legal"


class Verdict(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    REQUEST_CHANGES = "request_changes"


class Outcome(StrEnum):
    """Where a round stands. Everything but ``PENDING`` closes it."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    CHANGES_REQUESTED = "changes_requested"
    VOIDED = "voided"
    """A newer revision took its place; its decisions count no longer."""


class ApprovalRule(_Value):
    """Ask ``min_approvals`` people holding ``required_role`` whenever the rule applies.

    It applies to a budget of at least ``budget_from_micros`` *and*, when channels or categories are listed, to a campaign
    on one of those channels *or* in one of those categories. Below ``auto_approve_below_micros`` it asks for nobody.
    Amounts are micros of US dollars. A category covers its subcategories (``IAB7`` covers ``IAB7-12``).
    ``creative_review`` and ``legal_review`` ask for one person more, who holds that grant.
    """

    name: str = Field(min_length=1, max_length=80)
    required_role: ApproverRole
    min_approvals: int = Field(ge=1, le=20)
    auto_approve_below_micros: int | None = Field(default=None, ge=0)
    budget_from_micros: int | None = Field(default=None, ge=0)
    channels: tuple[Channel, ...] = ()
    categories: tuple[str, ...] = ()
    creative_review: bool = False
    legal_review: bool = False

    @model_validator(mode="after")
    def _the_bounds_leave_room(self) -> Self:
        waived, from_ = self.auto_approve_below_micros, self.budget_from_micros
        if waived is not None and from_ is not None and waived <= from_:
            raise ValueError("auto_approve_below waives nothing at or below budget_from; raise it, or lower the other")
        return self


REGULATED_CHANNELS: Final = (Channel.SMS, Channel.WHATSAPP)
REGULATED_CATEGORIES: Final = (
    *("alcohol", "IAB8-5", "IAB8-18"),
    *("gambling", "IAB9-7"),
    *("finance", "IAB13"),
    *("health", "IAB7"),
    *("politics", "IAB11-4"),
)
"""Each by its word and by the nearest IAB content categories (taxonomy 1.0), under which campaigns may carry it."""

DEFAULT_RULES: Final = (
    ApprovalRule(
        name="Standard campaign",
        required_role=ApproverRole.MANAGER,
        min_approvals=1,
        auto_approve_below_micros=1_000 * MICROS,
    ),
    ApprovalRule(
        name="High budget campaign",
        required_role=ApproverRole.DIRECTOR,
        min_approvals=2,
        budget_from_micros=25_000 * MICROS,
    ),
    ApprovalRule(
        name="Regulated channel or category",
        required_role=ApproverRole.COMPLIANCE,
        min_approvals=2,
        channels=REGULATED_CHANNELS,
        categories=REGULATED_CATEGORIES,
    ),
)
"""What a tenant lives by until it writes rules of its own."""


class ApprovalFacts(_Value):
    """What rules look at. ``budget_usd_micros`` is None when the budget's currency has no known rate."""

    budget_usd_micros: int | None
    channel: Channel
    categories: tuple[str, ...] = ()


class Requirement(_Value):
    """``min_approvals`` approvals by people holding ``role``; ``rules`` names the rules that ask for them."""

    role: ApproverRole
    min_approvals: int
    rules: tuple[str, ...]


class Remark(_Value):
    """What is to be changed in one section."""

    section: Section
    comment: Annotated[str, Field(min_length=1, max_length=2_000)]


class Decision(_Value):
    """What one approver said. ``roles`` are the approver's own, as known to the caller who authenticated them.

    ``revision_hash`` names what they had read; empty for decisions from before it was asked for. ``remarks`` come with a
    request for changes.
    """

    approver_id: str
    roles: tuple[str, ...]
    verdict: Verdict
    comment: str = ""
    at_ms: int
    revision_hash: str = ""
    remarks: tuple[Remark, ...] = ()


class StandingApproval(_Value):
    """An approval of an earlier round, as far as it stands: of those sections that say what they said then."""

    approver_id: str
    roles: tuple[str, ...]
    sections: tuple[Section, ...]


class Review(_Value):
    """A round as its rules see it: what is asked, who may not answer, and what was answered so far.

    ``sections`` are open: they say something that nobody has approved. Every requirement is to be met for each of them, by
    decisions of this round and by ``standing`` ones.
    """

    requirements: tuple[Requirement, ...]
    submitter_ids: tuple[str, ...]
    decisions: tuple[Decision, ...] = ()
    sections: tuple[Section, ...] = tuple(Section)
    standing: tuple[StandingApproval, ...] = ()


class Lapsed(_Value):
    """Sections whose approval does not hold any more, whose accounts were closed since, and how far it is without them."""

    sections: tuple[Section, ...]
    approver_ids: tuple[str, ...]
    summary: str


class Progress(_Value):
    """How far one requirement has come."""

    role: ApproverRole
    needed: int
    given: int
