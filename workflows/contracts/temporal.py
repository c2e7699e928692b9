"""What every Temporal client, worker and replayer of ours must agree on."""

from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from temporalio.common import SearchAttributeKey
from temporalio.contrib.pydantic import pydantic_data_converter

from workflows.contracts.failures import RefusalConverter

DATA_CONVERTER: Final = replace(pydantic_data_converter, failure_converter_class=RefusalConverter)
"""Pydantic models as JSON, and refusals with their fields."""

TENANT_ID: Final = SearchAttributeKey.for_keyword("TenantId")
STAGE: Final = SearchAttributeKey.for_keyword("Stage")
KIND: Final = SearchAttributeKey.for_keyword("Kind")
SEARCH_ATTRIBUTES: Final = (TENANT_ID, STAGE, KIND)


class Message(BaseModel):
    """Something that crosses Temporal. Fields may be added with a default, never removed or renamed."""

    model_config = ConfigDict(frozen=True)


Taken = TypeVar("Taken", bound=Message)
Given = TypeVar("Given", bound=Message | None)


@dataclass(frozen=True)
class Effect(Generic[Taken, Given]):
    """An activity as workflows know it: its name, what it takes and what it gives back."""

    name: str
    takes: type[Taken]
    gives: type[Given]
