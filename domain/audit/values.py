"""What the audit log speaks of: how a table is audited, changes, entries, the end of a chain, and where one is broken."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct


class Audited(Struct, frozen=True):
    """How changes of a table's rows become entries: ``action`` is what they are called, before the verb.

    ``subject`` is the column that says what was acted on. Changes of ``ignored`` columns are nobody's action; ``hidden``
    ones are said to have changed, and never what to; ``personal`` ones are encrypted for the person that ``person`` names.
    Of rows that ``come_and_go`` only what happens to them meanwhile is somebody's action.
    """

    action: str
    subject: str = "id"
    ignored: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    person: str = ""
    come_and_go: bool = False


class Change(Struct, frozen=True):
    """What one transaction did to one row; ``before`` is None where it was made, ``after`` None where it is gone.

    A change has the columns that differ alone, by name.
    """

    audited: Audited
    subject_id: str
    person_id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


class Entry(Struct, frozen=True, kw_only=True):
    """One entry as it lies in its chain. ``before`` and ``after`` are JSON objects, the very text that was hashed."""

    tenant_id: str
    sequence: int
    id: str
    at_ms: int
    actor_id: str
    actor_tenant_id: str
    credential_id: str
    request_id: str
    action: str
    subject_id: str
    person_id: str
    before: str | None
    after: str | None
    previous_hash: str
    hash: str


class Head(Struct, frozen=True):
    """Where a chain ends: its last entry. Noted elsewhere, it proves later that nothing up to it was taken away."""

    sequence: int = 0
    hash: str = ""
    at_ms: int = 0


class End(Struct, frozen=True):
    """Where one tenant's chain in one store ended when it was noted."""

    chain: str
    tenant_id: str
    head: Head


class Broken(Struct, frozen=True):
    """The first entry at which a chain does not hold, and what is wrong there."""

    sequence: int
    reason: str


class Verdict(Struct, frozen=True):
    """What looking at one tenant's chain has come to: it holds up to ``head``, and the entry after that is ``broken`` if any is."""

    chain: str
    tenant_id: str
    entries: int
    head: Head
    broken: Broken | None = None
    is_over: bool = True
    """Whether it was looked at to its end, or as far as it holds."""


class Filters(Struct, frozen=True, kw_only=True):
    """Which entries; what is empty or None restricts nothing. ``action`` also finds what is called ``action.<more>``."""

    actor_id: str = ""
    subject_id: str = ""
    action: str = ""
    request_id: str = ""
    from_ms: int | None = None
    to_ms: int | None = None
