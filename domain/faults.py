"""What validation finds wrong with a value, as people say it.

``said`` is a predicate ("is missing") that whoever knows what the field is called puts a subject before, or a sentence of
its own. Neither has the field's name in it; amounts are amounts, whatever unit they are kept in.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from domain.money import MICROS, NANOS

PREDICATES: Final = frozenset(
    {"is", "has", "begins", "contains", "carries", "names", "says", "shows", "loads", "never", "lies", "holds", "means"}
)
"""First words of what wants a subject."""


class Fault(NamedTuple):
    """What is wrong with one value, and what to do about it."""

    said: str
    remedy: str | None = None

    def about(self, subject: str) -> str:
        """What is wrong with ``subject``, as one sentence."""
        begins = self.said.partition(" ")[0]
        return f"{subject} {self.said}" if begins in PREDICATES else f"{subject}: {self.said}"


def fault_of(found: Mapping[str, Any]) -> Fault:
    """One of the findings of a pydantic ``ValidationError``, in words."""
    kind, where = str(found["type"]), found.get("loc") or ("",)
    if kind in {"value_error", "assertion_error"}:
        rule, _, way_out = str(found["msg"]).partition(", ")[2].partition("; ")
        return Fault(rule, f"{way_out[:1].upper()}{way_out[1:]}." if way_out else None)
    if kind not in _SAID:
        message = str(found["msg"])
        return Fault(message[:1].lower() + message[1:])
    said, remedy = _SAID[kind]
    facts = {"many": "entries"} | {
        name: _shown(value, str(where[-1])) for name, value in (found.get("ctx") or {}).items()
    }
    if kind in _COUNTED:
        least = next(iter(facts[name] for name in ("min_length", "max_length") if name in facts))
        facts["many"] = _COUNTED[kind] if least != "1" else _ONE[_COUNTED[kind]]
        if kind.endswith("too_short") and least == "1":
            return Fault("is empty", "Send something.")
    return Fault(said.format(**facts), remedy.format(**facts) if remedy else None)


def _shown(value: Any, name: str) -> str:
    """A bound as people write it: a field that is kept in millionths is spoken of in whole ones."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    for unit, scale in (("_micros", MICROS), ("_nanos", NANOS)):
        if name.endswith(unit):
            return f"{(Decimal(value) / scale).normalize():,f}"
    return f"{value:,}"


_COUNTED: Final = {
    "string_too_short": "characters",
    "string_too_long": "characters",
    "too_short": "entries",
    "too_long": "entries",
}
_ONE: Final = {"characters": "character", "entries": "entry"}
_WHOLE: Final = ("is not a whole number", "Send a whole number.")
_NUMBER: Final = ("is not a number", "Send a number.")
_TEXT: Final = ("is not a text", "Send a string.")
_LIST: Final = ("is not a list", "Send a list.")
_OBJECT: Final = ("is not an object", "Send a JSON object.")
_CHOICE: Final = ("is none of {expected}", "Use one of the listed values.")
_YES_OR_NO: Final = ("is neither true nor false", "Send true or false.")
_SAID: Final[Mapping[str, tuple[str, str | None]]] = {
    "missing": ("is missing", "Send this field."),
    "extra_forbidden": ("is not known here", "Remove this field, or check its spelling."),
    "string_type": _TEXT,
    "string_too_short": ("has fewer than {min_length} {many}", "Send more."),
    "string_too_long": ("has more than {max_length} {many}", "Shorten it."),
    "string_pattern_mismatch": ("is not written as it has to be", "It has to match {pattern}"),
    "too_short": ("has fewer than {min_length} {many}", "Send more."),
    "too_long": ("has more than {max_length} {many}", "Send fewer."),
    "greater_than": ("is not above {gt}", "Send more than {gt}."),
    "greater_than_equal": ("is below {ge}", "Send {ge} or more."),
    "less_than": ("is not below {lt}", "Send less than {lt}."),
    "less_than_equal": ("is above {le}", "Send {le} or less."),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "enum": _CHOICE,
    "literal_error": _CHOICE,
}
