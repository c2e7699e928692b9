"""Whom a tenant asks before a campaign runs: its approval rules."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, ValidationError

from api.auth import Caller
from api.errors import InvalidBody, problems_of
from api.routes.workflows import MAY_READ
from api.rules import NamedRule, Rules, RulesWriter
from api.state import State
from api.wire import Money, ShownMoney, View
from domain.approvals import service as approvals
from domain.approvals.values import ApprovalRule, ApproverRole
from domain.campaigns.values import Categories, Channel

router = APIRouter(prefix="/api/v1/workflows", tags=["workflows"])


class ApprovalRuleBody(NamedRule):
    """Whom to ask, and when. Every rule that applies is asked; of two for one role the larger number counts."""

    required_role: ApproverRole
    min_approvals: Annotated[int, Field(ge=1, le=20)] = 1
    auto_approve_below: Money | None = None
    """US dollars; a smaller budget asks for nobody by this rule."""
    budget_from: Money | None = None
    """US dollars; it applies from there on."""
    channels: list[Channel] = Field(default_factory=list)
    categories: Categories = ()
    """With ``channels``: it applies to campaigns on one of those channels or in one of these categories."""
    creative_review: bool = False
    """Ask besides for one person with the grant ``creative``, whenever creatives are to be read."""
    legal_review: bool = False
    """Ask besides for one person with the grant ``legal``."""

    def rule(self) -> ApprovalRule:
        try:
            return ApprovalRule(
                name=self.name,
                required_role=self.required_role,
                min_approvals=self.min_approvals,
                auto_approve_below_micros=self.auto_approve_below,
                budget_from_micros=self.budget_from,
                channels=tuple(self.channels),
                categories=self.categories,
                creative_review=self.creative_review,
                legal_review=self.legal_review,
            )
        except ValidationError as error:
            raise InvalidBody(problems_of(error.errors())) from error


class ApprovalRulesBody(Rules):
    rules: Annotated[list[ApprovalRuleBody], Field(max_length=100)]
    """All of them; none puts back the ones we ship."""


class ApprovalRuleView(View):
    name: str
    required_role: ApproverRole
    min_approvals: int
    auto_approve_below: ShownMoney | None
    budget_from: ShownMoney | None
    channels: list[Channel]
    categories: list[str]
    creative_review: bool
    legal_review: bool


class ApprovalRulesView(View):
    rules: list[ApprovalRuleView]

    @classmethod
    def of(cls, rules: tuple[ApprovalRule, ...]) -> "ApprovalRulesView":
        return cls(
            rules=[
                ApprovalRuleView(
                    name=one.name,
                    required_role=one.required_role,
                    min_approvals=one.min_approvals,
                    auto_approve_below=one.auto_approve_below_micros,
                    budget_from=one.budget_from_micros,
                    channels=list(one.channels),
                    categories=list(one.categories),
                    creative_review=one.creative_review,
                    legal_review=one.legal_review,
                )
                for one in rules
            ]
        )


@router.get("/approval-rules")
async def get_approval_rules(state: State, caller: Annotated[Caller, MAY_READ]) -> ApprovalRulesView:
    """The rules in force: your own, or those we ship as long as you have none."""
    async with state.main.reading(caller.tenant_id) as session:
        return ApprovalRulesView.of(await approvals.rules_of_tenant(session))


@router.put("/approval-rules")
async def put_approval_rules(body: ApprovalRulesBody, state: State, caller: RulesWriter) -> ApprovalRulesView:
    """Replace them all. Reviews that are going on keep to the rules they began with."""
    rules = [one.rule() for one in body.rules]
    async with state.main.tenant(caller.tenant_id) as session:
        return ApprovalRulesView.of(await approvals.replace_rules(session, rules))
