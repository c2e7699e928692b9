"""How long kinds of things are kept, and what a run removed."""

from msgspec import Struct


class Rule(Struct, frozen=True, kw_only=True):
    """One kind: which rows of which table, how old, and what becomes of them."""

    kind: str
    about: str
    store: str
    table: str
    age: str
    """The column with the instant that counts."""
    days: int
    """Unless the tenant says otherwise."""
    shortest_days: int = 1
    blanks: tuple[str, ...] = ()
    """These columns are emptied; without any, the row goes."""
    unless_awaited: bool = False
    """Of what runs were told: rows stay that somebody inside may still be looking at."""


class Removed(Struct, frozen=True, kw_only=True):
    """What one run removed of one kind."""

    kind: str
    rows: int
    before_ms: int
    at_ms: int
