"""Who appears in the demonstration, and on which state they left off."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from workers.stack.state import write_private

TENANT_ID: Final = "aurora"
TENANT_NAME: Final = "Aurora Coffee"

_FILE = "demo.json"


@dataclass(frozen=True, slots=True)
class Part:
    """One person of the tenant: what they are called, and what they may do."""

    key: str
    name: str
    roles: tuple[str, ...]
    grants: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.key}@aurora.example"

    @property
    def standing(self) -> str:
        """Roles and grants, as shown beside the name."""
        return ", ".join((*self.roles, *self.grants))


ADMIN: Final = Part("ada", "Ada Lindqvist", ("admin",))
MARKETER: Final = Part("milo", "Milo Serra", ("manager",))
MANAGER: Final = Part("mara", "Mara Okafor", ("manager",))
OPERATOR: Final = Part("otto", "Otto Brandt", ("operator",))
ANALYST: Final = Part("lin", "Lin Zhao", ("analyst",))
VIEWER: Final = Part("vera", "Vera Novak", ("viewer",))
DIRECTOR: Final = Part("dora", "Dora Castell", ("viewer",), ("director",))
SECOND_DIRECTOR: Final = Part("dean", "Dean Hollis", ("viewer",), ("director",))
COMPLIANCE: Final = Part("cleo", "Cleo Marchetti", ("viewer",), ("compliance",))
SECOND_COMPLIANCE: Final = Part("cato", "Cato Ferreira", ("viewer",), ("compliance",))

CAST: Final = (
    ADMIN,
    MARKETER,
    MANAGER,
    OPERATOR,
    ANALYST,
    VIEWER,
    DIRECTOR,
    SECOND_DIRECTOR,
    COMPLIANCE,
    SECOND_COMPLIANCE,
)


@dataclass(slots=True)
class Seed:
    """What has been seeded so far; kept beside the stack's state, so that a second run goes on from there."""

    root: Path
    tenant_ready: bool = False
    users: dict[str, str] = field(default_factory=dict)
    """User id of each part's key."""
    tokens: dict[str, str] = field(default_factory=dict, repr=False)
    """Demo token of each part's key; refused outside demo mode."""
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    """With which each part's key signs in to the web application."""
    exchange_ready: bool = False
    profiles: int = 0
    campaigns: dict[int, str] = field(default_factory=dict)
    """Campaign id of each seeded number that is live."""
    runs: int = 0
    """How often the story was begun; names its campaigns."""

    @classmethod
    def load(cls, root: Path) -> "Seed":
        try:
            kept: dict[str, Any] = json.loads((root / _FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls(root)
        campaigns = {int(number): campaign_id for number, campaign_id in kept.pop("campaigns").items()}
        return cls(root, campaigns=campaigns, **kept)

    def begin_run(self) -> None:
        """From now on names are another run's."""
        self.runs += 1
        self.save()

    def save(self) -> None:
        """Keep it; the file holds tokens and passwords, so its owner alone may read it."""
        kept = asdict(self)
        del kept["root"]
        write_private(self.root / _FILE, json.dumps(kept, indent=1))
