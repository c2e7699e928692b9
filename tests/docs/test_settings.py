"""The operator's table of settings is the settings."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from tests.docs.pages import ROOT
from workers.settings import Settings

GUIDE = ROOT / "docs" / "guides" / "operator.md"
PREFIX = str(Settings.model_config["env_prefix"])


def settings(model: type[BaseModel], before: str = PREFIX) -> Iterator[tuple[str, str]]:
    """Name and default of each, as an environment would say them."""
    for key, field in model.model_fields.items():
        default = field.get_default()
        if isinstance(default, BaseModel):
            yield from settings(type(default), f"{before}{key.upper()}__")
        else:
            yield f"{before}{key.upper()}", shown(default)


def shown(default: str | int | bool | list[str] | Path | None) -> str:
    if default is None:
        return "none"
    if isinstance(default, bool | list):
        return f"`{json.dumps(default)}`"
    return f"`{default}`" if str(default) else '`""`'


def test_the_guide_names_every_setting_with_its_default():
    table = re.search(r"<!-- settings -->(.*)<!-- /settings -->", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert table is not None
    written = re.findall(r"^\| `(\w+)` \| (.+?) \|", table[1], re.MULTILINE)
    assert written == list(settings(Settings))
