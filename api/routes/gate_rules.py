"""What a tenant makes of the checks of the go-live gate: its gate rules."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, ValidationError

from api.auth import Caller
from api.errors import InvalidBody, problems_of
from api.routes.workflows import MAY_READ
from api.rules import NamedRule, Rules, RulesWriter
from api.state import State
from api.wire import Money, ShownMoney, View
from domain.campaigns import service as campaigns
from domain.campaigns.values import Channel
from domain.golive import service as golive
from domain.golive.values import Enforcement, GateRule

router = APIRouter(prefix="/api/v1/workflows", tags=["workflows"])


class GateRuleBody(NamedRule):
    """What to make of a check, or of a family of checks such as ``link``: block, warn, or do not ask."""

    check: str
    enforcement: Enforcement
    channels: list[Channel] = Field(default_factory=list)
    """None means all."""
    budget_from: Money | None = None
    """US dollars."""

    def rule(self) -> GateRule:
        try:
            return GateRule(
                name=self.name,
                check=self.check,
                enforcement=self.enforcement,
                channels=tuple(self.channels),
                budget_from_micros=self.budget_from,
            )
        except ValidationError as error:
            raise InvalidBody(problems_of(error.errors())) from error


class GateRulesBody(Rules):
    rules: Annotated[list[GateRuleBody], Field(max_length=200)]
    """All of them; none leaves every check as we ship it."""


class GateRuleView(View):
    name: str
    check: str
    enforcement: Enforcement
    channels: list[Channel]
    budget_from: ShownMoney | None


class GateRulesView(View):
    rules: list[GateRuleView]

    @classmethod
    def of(cls, rules: tuple[GateRule, ...]) -> "GateRulesView":
        return cls(
            rules=[
                GateRuleView(
                    name=one.name,
                    check=one.check,
                    enforcement=one.enforcement,
                    channels=list(one.channels),
                    budget_from=one.budget_from_micros,
                )
                for one in rules
            ]
        )


@router.get("/gate-rules")
async def get_gate_rules(state: State, caller: Annotated[Caller, MAY_READ]) -> GateRulesView:
    """What you make of the gate's checks, by name."""
    async with state.main.reading(caller.tenant_id) as session:
        return GateRulesView.of(await golive.rules_of_tenant(session))


@router.put("/gate-rules")
async def put_gate_rules(body: GateRulesBody, state: State, caller: RulesWriter) -> GateRulesView:
    """Replace them all. They count from the next time that a campaign wants to go live; those that wait try again at once."""
    rules = [one.rule() for one in body.rules]
    async with state.main.tenant(caller.tenant_id) as session:
        shown = GateRulesView.of(await golive.replace_rules(session, rules))
        owed = await campaigns.owed(session, now_ms=state.clock_ms())
    await state.have_tried_again(caller.tenant_id, owed)
    return shown
