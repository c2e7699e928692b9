"""Rules as tenants write them: a list that replaces the one before, in which every rule has a name of its own."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from api.auth import Caller, requires
from api.wire import Body
from domain.campaigns.values import printable
from domain.identity.values import Permission

RulesWriter = Annotated[Caller, requires(Permission.GATE_WRITE)]
RuleName = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(printable)]


class NamedRule(Body):
    name: RuleName


class Rules(Body):
    @model_validator(mode="after")
    def _names_tell_rules_apart(self) -> Self:
        names = [one.name for one in getattr(self, "rules", [])]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"two rules are called '{twice}'; rename one")
        return self
