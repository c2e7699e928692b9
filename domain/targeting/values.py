"""The words of targeting, validated: pydantic types for ``domain.campaigns.values.Audience``. Messages name rule and remedy."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StrictInt, StrictStr

from domain.shown import is_shown
from domain.targeting.rules import checked

MOST_METRES: Final = 500_000
MOST_PLACES: Final = 5_000
_REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_AROUND = re.compile(r"[A-Z]{3}|[A-Z]{2}-[A-Z0-9]{1,3}")
_POSTAL_CODE = re.compile(r"[A-Z]{3}/[A-Z0-9]{1,10}\*?")
_VERSION = re.compile(r"[0-9]{1,5}(\.[0-9]{1,5}){0,3}")
_LONGEST = 100


def _region(code: str) -> str:
    upper = code.upper()
    if not _REGION.fullmatch(upper):
        raise ValueError(f"{code!r} is no region; send ISO 3166-2 like US-CA or DE-BY")
    return upper


def _city(name: str) -> str:
    around, _, own = name.partition("/")
    if not _AROUND.fullmatch(around) or not own.strip() or not is_shown(own) or len(own) > _LONGEST:
        raise ValueError(
            f"{name!r} is no city; send it with its country or region, like DEU/Berlin or US-IL/Springfield"
        )
    return f"{around}/{own.strip()}"


def _postal_code(code: str) -> str:
    country, _, own = code.partition("/")
    plain = f"{country}/{own.replace(' ', '').replace('-', '')}".upper()
    if not _POSTAL_CODE.fullmatch(plain):
        raise ValueError(
            f"{code!r} is no postal code; send it with its country, like USA/94103, or its beginning, like GBR/SW1*"
        )
    return plain


def _name(text: str) -> str:
    if not text.strip() or not is_shown(text) or len(text) > _LONGEST:
        raise ValueError(f"{text[:_LONGEST]!r} is no name; send up to {_LONGEST} visible characters, as exchanges do")
    return text.strip()


def _version(text: str) -> str:
    if not _VERSION.fullmatch(text):
        raise ValueError(f"{text!r} is no version; send up to four numbers, like 16.4")
    return text


Region = Annotated[StrictStr, AfterValidator(_region)]
City = Annotated[StrictStr, AfterValidator(_city)]
PostalCode = Annotated[StrictStr, AfterValidator(_postal_code)]
Named = Annotated[StrictStr, AfterValidator(_name)]
Version = Annotated[StrictStr, AfterValidator(_version)]
OperatingSystem = Annotated[StrictStr, Field(pattern="^[a-z0-9 ._-]{1,40}$")]
Metro = Annotated[StrictStr, Field(pattern="^[A-Za-z0-9-]{1,20}$")]
PageCategory = Annotated[StrictStr, Field(pattern="^IAB[0-9]{1,2}(-[0-9]{1,2})?$")]
HourOfWeek = Annotated[StrictInt, Field(ge=0, le=167)]
Segments = Annotated[JsonValue, AfterValidator(checked)]
"""An expression, as ``rules`` has it."""


class Around(BaseModel):
    """A circle on the map: degrees (WGS 84) and metres."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)
    metres: StrictInt = Field(ge=50, le=MOST_METRES)
