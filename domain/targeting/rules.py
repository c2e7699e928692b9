"""Segment expressions: ``{"all": [{"any": [1, 2]}, {"not": [3]}]}`` is for people in segment 1 or 2 who are not in 3.

An expression is a segment's number, or an object with one of three keys and a list of expressions: ``all`` of them hold,
``any`` of them does, or ``not`` one of them does.
"""

from itertools import product
from typing import Final

from domain.serving.values import SegmentClause

MOST_DEPTH: Final = 5
MOST_SEGMENTS: Final = 500
MOST_CLAUSES: Final = 64
MOST_SEGMENT: Final = 2**53 - 1
_KEYS: Final = ("all", "any", "not")

Expression = int | dict[str, list["Expression"]]
_Literal = tuple[int, bool]
_Clause = frozenset[_Literal]


def clauses_of(expression: Expression) -> tuple[SegmentClause, ...]:
    """What must hold for ``expression`` to hold, in a form that bidders look up. The expression must be valid."""
    return tuple(
        SegmentClause(
            inside=tuple(sorted(segment for segment, is_in in clause if is_in)),
            outside=tuple(sorted(segment for segment, is_in in clause if not is_in)),
        )
        for clause in sorted(_clauses(expression, is_wanted=True), key=sorted)
    )


def checked(expression: object, path: str = "segments") -> Expression:
    """``expression`` if it is one that can be served. Raises ``ValueError`` naming the place, the rule and the remedy."""
    read = _read(expression, path, MOST_DEPTH)
    segments = _count(read)
    if segments > MOST_SEGMENTS:
        raise ValueError(f"{path}: {segments} segments, and {MOST_SEGMENTS} is the most; make one segment of several")
    clauses = _estimate(read, is_wanted=True)
    if clauses > MOST_CLAUSES:
        raise ValueError(
            f"{path}: means {clauses} conditions that must all hold, and {MOST_CLAUSES} is the most; "
            "put 'all' outside and 'any' inside it, or make a segment of a part"
        )
    return read


def _read(expression: object, path: str, depth: int) -> Expression:
    if isinstance(expression, int) and not isinstance(expression, bool):
        if not 0 <= expression <= MOST_SEGMENT:
            raise ValueError(f"{path}: {expression} is no segment; send a number from 0 to {MOST_SEGMENT}")
        return expression
    if not isinstance(expression, dict) or len(expression) != 1 or next(iter(expression)) not in _KEYS:
        raise ValueError(f'{path}: is neither a segment nor one of all, any, not; send 7 or {{"any": [7, 8]}}')
    if not depth:
        raise ValueError(f"{path}: is nested more than {MOST_DEPTH} deep; flatten it, or make a segment of a part")
    [(key, parts)] = expression.items()
    if not isinstance(parts, list | tuple) or not parts:
        raise ValueError(f'{path}.{key}: is not a list of at least one; send {{"{key}": [7]}}')
    return {key: [_read(part, f"{path}.{key}[{place}]", depth - 1) for place, part in enumerate(parts)]}


def _count(expression: Expression) -> int:
    if isinstance(expression, int):
        return 1
    return sum(_count(part) for parts in expression.values() for part in parts)


def _is_conjunction(key: str, *, is_wanted: bool) -> bool:
    """Whether all parts of it must hold; of ``not``, all must fail."""
    return (key in {"all", "not"}) == is_wanted


def _estimate(expression: Expression, *, is_wanted: bool) -> int:
    """At least the number of clauses that come of it, without making them."""
    if isinstance(expression, int):
        return 1
    [(key, parts)] = expression.items()
    inner = [_estimate(part, is_wanted=is_wanted != (key == "not")) for part in parts]
    if _is_conjunction(key, is_wanted=is_wanted):
        return sum(inner)
    total = 1
    for one in inner:
        total = min(total * one, 1_000_000)
    return total


def _clauses(expression: Expression, *, is_wanted: bool) -> set[_Clause]:
    """The expression, or its contrary, as a conjunction of alternatives; what always holds is left out."""
    if isinstance(expression, int):
        return {frozenset({(expression, is_wanted)})}
    [(key, parts)] = expression.items()
    inner = [_clauses(part, is_wanted=is_wanted != (key == "not")) for part in parts]
    if _is_conjunction(key, is_wanted=is_wanted):
        found = set().union(*inner)
    else:
        found = {frozenset().union(*choice) for choice in product(*inner)}
    return {clause for clause in found if not any((segment, not is_in) in clause for segment, is_in in clause)}
