"""Models and the places they run: what bidders announce, what the registry keeps, what an outcome says."""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictStr

SHIPPED: Final = "shipped"
"""The version that every release carries in its own files; live until another one is promoted."""
MOST_PAST: Final = 32
"""Live versions remembered for rolling back."""


class Signal(StrEnum):
    """What came of an impression."""

    CLICKED = "clicked"
    REDEEMED = "redeemed"
    """It led to a conversion."""
    IGNORED = "ignored"


class Target(StrEnum):
    """Where CoLaNet may run."""

    CPU = "cpu"
    XDNA = "xdna"
    GROQ = "groq"
    INFERENTIA2 = "inferentia2"
    INFERENTIA3 = "inferentia3"
    AMPERE = "ampere"
    TENSTORRENT = "tenstorrent"


class ProviderStatus(Struct, frozen=True, kw_only=True):
    """One target as one bidder finds it. ``reason`` says why it is not available, ``remedy`` what to do about that."""

    target: Target
    provider: str
    runtime: str
    """What computes: the onnxruntime execution provider, or the protocol spoken to a server."""
    available: bool
    reason: str = ""
    remedy: str = ""
    supports_batching: bool = False
    max_batch: int = 1


class BidderInference(Struct, frozen=True, kw_only=True):
    """What one bidder runs its model on, as it last announced."""

    bidder_id: str
    node_id: str
    at_ms: int
    provider: str
    live: str
    """Version of the model that bids; empty while none is loaded."""
    live_sha256: str
    shadow: str = ""
    problem: str = ""
    """Why the registry's choice is not what runs here, if so."""
    fallbacks: int = 0
    """Auctions scored on the CPU because the remote target was late or away."""
    providers: tuple[ProviderStatus, ...] = ()


VersionName = Annotated[StrictStr, Field(pattern="^[a-z0-9][a-z0-9_-]{0,39}$")]
"""Also part of keys and object names, hence no dots."""


class ModelVersion(Struct, frozen=True, kw_only=True):
    """A model in the registry. Its bytes are an object of their own, named by the version, and never change."""

    version: str
    sha256: str
    size_bytes: int
    layout_version: str
    trained_at_ms: int
    published_at_ms: int
    published_by: str
    metrics: dict[str, float] = {}
    notes: str = ""


class ModelRoles(Struct, frozen=True, kw_only=True):
    """Which versions bid and shadow. ``past`` are former live versions, the last one first to go back to."""

    revision: int = 0
    live: str = SHIPPED
    past: tuple[str, ...] = ()
    shadow: str = ""
    shadow_share: float = 0.0
    """Share of requests that the shadow scores too, after they were answered."""
    changed_by: str = ""
    changed_at_ms: int = 0


class Promotion(BaseModel):
    """Make a version the one that bids."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: VersionName


class Shadowing(BaseModel):
    """Score a share of requests with a version besides the live one; no version ends it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: VersionName | None
    share: Annotated[StrictFloat, Field(gt=0, le=1)] = 0.01


class Scored(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was known and thought of one sampled bid. Probabilities are of the creative that was bid for.

    ``features`` are the 256 that the model saw, in whole 256ths: little-endian int16, zlib, base64. Empty where only the
    shadow was asked.
    """

    live: str
    click: float
    conversion: float
    layout: str = ""
    features: str = ""
    shadow: str = ""
    shadow_click: float = 0.0
    shadow_conversion: float = 0.0
    shadow_agrees: bool = False
    """Whether the shadow would have bid for the same creative."""
    candidates: int = 0
