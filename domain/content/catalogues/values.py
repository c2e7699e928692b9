"""Catalogues as everybody else may import them."""

from typing import Annotated, Final

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictStr

MAX_ITEMS_A_CALL: Final = 1_000
MAX_ITEM_BYTES: Final = 16_384
MAX_CATALOGUES: Final = 100

CatalogueName = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
ItemId = Annotated[StrictStr, Field(pattern=r"^[^\x00-\x1f\x7f,]{1,100}$")]
FieldName = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class NewItem(BaseModel):
    """An item to be put in, replacing the one of its id. ``fields`` are what templates read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ItemId
    fields: Annotated[dict[FieldName, JsonValue], Field(max_length=100)]


class Item(Struct, frozen=True, kw_only=True):
    id: str
    fields: dict[str, JsonValue]
    updated_at_ms: int = 0
