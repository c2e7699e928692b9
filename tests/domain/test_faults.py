"""What validation finds, in words: sentences without the names of fields, and amounts as people write them."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, TypeAdapter, ValidationError

from domain.approvals.values import ApprovalRule, ApproverRole
from domain.campaigns.values import Budget
from domain.faults import Fault, fault_of

HOUSE = Path(__file__).resolve().parents[2]
INSIDE = re.compile(r"\b[a-z][a-z0-9_]*_(?:micros|nanos)\b")
"""Names of fields that hold an amount inside; no caller sends or reads them."""


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[StrictStr, Field(min_length=1, max_length=3)] = "a"
    code: Annotated[StrictStr, Field(min_length=2, pattern="^[a-z]+$")] = "ab"
    price_micros: Annotated[StrictInt, Field(ge=500_000, le=1_234_500_000)] = 500_000
    pieces: Annotated[StrictInt, Field(gt=0, lt=2_000)] = 1
    tags: Annotated[tuple[StrictStr, ...], Field(max_length=1)] = ()
    colour: Colour = Colour.RED
    size: Literal["s", "m"] = "s"
    is_gift: StrictBool = False


def found(**said: Any) -> Fault:
    with pytest.raises(ValidationError) as refused:
        Order.model_validate(said)
    return fault_of(refused.value.errors()[0])


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": ""}, "is empty"),
        ({"name": "abcd"}, "has more than 3 characters"),
        ({"name": 5}, "is not a text"),
        ({"code": "a"}, "has fewer than 2 characters"),
        ({"code": "A1"}, "is not written as it has to be"),
        ({"price_micros": 1}, "is below 0.5"),
        ({"price_micros": 2_000_000_000}, "is above 1,234.5"),
        ({"pieces": 0}, "is not above 0"),
        ({"pieces": 2_000}, "is not below 2,000"),
        ({"pieces": "1"}, "is not a whole number"),
        ({"tags": ("a", "b")}, "has more than 1 entry"),
        ({"tags": "a"}, "is not a list"),
        ({"colour": "green"}, "is none of 'red' or 'blue'"),
        ({"size": "l"}, "is none of 's' or 'm'"),
        ({"is_gift": "yes"}, "is neither true nor false"),
        ({"shape": 1}, "is not known here"),
    ],
)
def test_what_is_wrong_is_said_as_people_say_it(sent: dict[str, Any], said: str):
    fault = found(**sent)
    assert fault.said == said
    assert fault.remedy
    assert fault.about("it") == f"it {said}"


@pytest.mark.parametrize(
    ("micros", "said"), [(0, ("is 0", "Write an amount above 0.")), (-1, ("is below 0", "Write an amount above 0."))]
)
def test_a_budget_of_nothing_is_told_what_to_write_instead(micros: int, said: tuple[str, str]):
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Budget).validate_python(micros)
    assert fault_of(refused.value.errors()[0]) == said


def test_what_a_rule_of_ours_says_is_taken_over_with_its_remedy():
    with pytest.raises(ValidationError) as refused:
        ApprovalRule(
            name="small",
            required_role=ApproverRole.MANAGER,
            min_approvals=1,
            budget_from_micros=5,
            auto_approve_below_micros=5,
        )
    fault = fault_of(refused.value.errors()[0])
    assert fault.said == "auto_approve_below waives nothing at or below budget_from"
    assert fault.remedy == "Raise it, or lower the other."


def raised() -> Iterator[tuple[str, str]]:
    """Every text that is raised as a refusal, with where that is."""
    for room in ("domain", "api"):
        for file in sorted((HOUSE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                    for text in ast.walk(node.exc):
                        if isinstance(text, ast.Constant) and isinstance(text.value, str):
                            yield f"{file.relative_to(HOUSE)}:{node.lineno}", text.value


def test_no_refusal_names_a_unit_that_nobody_outside_knows():
    texts = list(raised())
    naming = [f"{where}: {text}" for where, text in texts if INSIDE.search(text)]
    assert len(texts) > 500
    assert not naming, "say it as it travels, in whole amounts:\n" + "\n".join(naming)
