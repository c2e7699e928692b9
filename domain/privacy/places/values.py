"""Who is looked for, and what was found of them where."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from domain.privacy.matching.rules import SHORTEST_TEXT, Names, names_of


class Subject(Struct, kw_only=True, omit_defaults=True):
    """Everything that tells of one person: gathered once, before anything is erased, and forgotten with the rest."""

    tenant_id: str
    person_ids: tuple[str, ...] = ()
    """Their contact, and everybody they ever were."""
    exchange_ids: tuple[str, ...] = ()
    """What the bid plane knows them by."""
    claimed: tuple[tuple[str, str], ...] = ()
    """What they asked by, (kind, value): whoever it belongs to by now is the person."""
    identities: tuple[tuple[str, str], ...] = ()
    """(kind, value), and nobody else's today."""
    tokens: tuple[str, ...] = ()
    """Of installations that can be pushed to."""
    run_ids: tuple[tuple[str, str], ...] = ()
    """(journey, run) that were carried by a workflow of their own."""
    user_ids: tuple[str, ...] = ()
    """Accounts of the product itself."""

    @property
    def known_to_bidders_as(self) -> tuple[str, ...]:
        """By the ids of exchanges; who has none, by our own."""
        return (*self.exchange_ids, *self.person_ids)

    @property
    def known_as(self) -> frozenset[str]:
        """Ids that are kept in columns."""
        return frozenset((*self.person_ids, *self.exchange_ids, *self.user_ids))

    @property
    def texts(self) -> tuple[str, ...]:
        """What tells of them wherever it stands."""
        values = [*self.person_ids, *self.exchange_ids, *(value for _, value in self.identities), *self.tokens]
        return tuple(dict.fromkeys(value for value in values if len(value) >= SHORTEST_TEXT))

    @property
    def needles(self) -> tuple[bytes, ...]:
        """Their texts as they may lie in bytes, plain and as JSON writes them: what has none of them is not looked at any closer."""
        found: dict[bytes, None] = {}
        for text in self.texts:
            for spelt in (text, json.dumps(text)[1:-1]):
                found[spelt.lower().encode()] = None
        return tuple(found)

    @property
    def names(self) -> Names:
        """By which it is told whether something is theirs."""
        return names_of(self.texts)

    def stand_in(self, value: Any) -> bool:
        """Whether anything of them does, whole."""
        return self.names.stand_in(value)


class OfPeople(Struct, frozen=True, kw_only=True):
    """How a table holds something of people. ``kind`` is what it is called in exports and certificates."""

    kind: str
    ids: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    """Columns nobody is given: secrets, and what is sealed."""
    worked_out: frozenset[str] = frozenset()
    """Columns made of the row's texts: nobody is given the same twice."""
    work_out: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    """Makes those of a row anew, when one of its texts is blotted."""
    is_shared: bool = False
    """A row is about several people, or about none: it stays, and each is given their own items of it alone."""


class Found(Struct, kw_only=True, omit_defaults=True):
    """What a place holds of somebody, by kind."""

    counts: dict[str, int] = {}
    kept: dict[str, str] = {}
    """Of what may not go, or goes by itself: the reason, by kind."""

    @property
    def is_nothing(self) -> bool:
        """But for what is kept on purpose."""
        return not any(count for kind, count in self.counts.items() if kind not in self.kept)


Rows = tuple[str, Sequence[Mapping[str, Any]]]
"""Some of what somebody is handed: its kind, and rows of values that JSON or MessagePack can say."""
