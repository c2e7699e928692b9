"""Connected content as everybody else may import it: which hosts may be fetched from, and what came of it."""

from typing import Annotated, Final, Protocol

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, JsonValue, SecretStr, StrictStr

MAX_BYTES: Final = 262_144
"""Of one answer."""
MAX_SOURCES: Final = 50


class NewSource(BaseModel):
    """A host to be fetched from; ``headers`` go along with every request and are shown to nobody."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path_prefix: Annotated[StrictStr, Field(pattern=r"^/[^\s\x00-\x1f?#]{0,399}$")] = "/"
    description: Annotated[StrictStr, Field(max_length=400)] = ""
    headers: dict[Annotated[StrictStr, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,76}$")], SecretStr] = Field(
        default_factory=dict, max_length=10
    )


class Source(Struct, frozen=True, kw_only=True):
    """One host of the list with its headers opened; made for fetching, never shown or stored."""

    host: str
    path_prefix: str = "/"
    headers: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"Source({self.host}{self.path_prefix})"


class Asked(Struct, frozen=True, kw_only=True):
    """One address to be fetched, and how."""

    tenant_id: str
    url: str
    is_json: bool
    cache_s: int
    timeout_ms: int


class Answer(Struct, frozen=True, kw_only=True):
    """What came of it; without a value, ``reason`` says why."""

    value: JsonValue = None
    reason: str = ""


class Fetcher(Protocol):
    """Gets connected content: cached, bounded, from the tenant's hosts alone. Never raises for what a host does."""

    async def fetch(self, asked: "frozenset[Asked]", sources: "tuple[Source, ...]") -> "dict[Asked, Answer]": ...

    def cached(self, asked: Asked) -> Answer | None:
        """What was fetched lately, however it came out; None when it has to be fetched."""
        ...
