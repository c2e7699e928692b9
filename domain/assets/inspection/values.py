"""What a look at a file answers, in one line of JSON."""

from typing import Final

from pydantic import BaseModel, ConfigDict

from domain.assets.values import Facts

SENT: Final = "sent"
CLEANED: Final = "cleaned"
THUMBNAIL: Final = "thumbnail.webp"
"""Names in the directory of one upload: what came, what is kept instead, what is shown of it in lists."""
MAX_MEMORY_BYTES: Final = 2 * 1024**3
MAX_S: Final = 20


class Refusal(BaseModel):
    """Why a file is not kept; as ``InvalidInput`` says it."""

    model_config = ConfigDict(frozen=True)

    message: str
    field: str | None = None
    remedy: str | None = None


class Found(BaseModel):
    """Facts, or the refusal."""

    model_config = ConfigDict(frozen=True)

    facts: Facts | None = None
    refusal: Refusal | None = None
