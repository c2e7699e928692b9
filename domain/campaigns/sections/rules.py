"""Hashes of a revision's sections, and what two revisions say differently. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from domain.campaigns.sections.values import FIELDS_OF, Difference, Section, SectionHashes
from domain.campaigns.values import CampaignContent
from domain.money import MICROS
from domain.serving.rules import Piece


def section_hashes(content: CampaignContent, creatives: Sequence[Piece]) -> dict[Section, str]:
    """Of everything a revision says. Defaults are left out: a field that a later release adds changes no hash."""
    said = _sections(content, creatives)
    return {section: _digest(said[section]) for section in Section}


def revision_hash(hashes: SectionHashes) -> str:
    """Of all sections together: what an approver approves."""
    return _digest([[section.value, hashes[section]] for section in Section])


def changed_sections(before: SectionHashes, after: SectionHashes) -> tuple[Section, ...]:
    """Those whose hashes differ; all of them where nothing is known of before."""
    return tuple(section for section in Section if before.get(section) != after[section])


def differences(
    before: tuple[CampaignContent, Sequence[Piece]], after: tuple[CampaignContent, Sequence[Piece]]
) -> tuple[Difference, ...]:
    """Field by field, in the order of the sections; what is equal is left out."""
    return tuple(
        Difference(section, _public(field), _shown(field, old), _shown(field, new))
        for section in Section
        for field, old, new in _apart(_sections(*before)[section], _sections(*after)[section])
    )


def _sections(content: CampaignContent, creatives: Sequence[Piece]) -> dict[Section, dict[str, Any]]:
    said = content.model_dump(mode="json", exclude_defaults=True)
    parts: dict[Section, dict[str, Any]] = {
        section: {name: said[name] for name in fields if name in said} for section, fields in FIELDS_OF.items()
    }
    parts[Section.CREATIVES] = {
        piece.creative_id: piece.content.model_dump(mode="json", exclude_defaults=True) for piece in creatives
    }
    return parts


def _apart(before: Mapping[str, Any], after: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any, Any]]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _apart(old, new, f"{path}{name}.")
        else:
            yield f"{path}{name}", old, new


def _public(field: str) -> str:
    return field.removesuffix("_micros").removesuffix("_ms")


def _shown(field: str, value: Any) -> Any:
    """Amounts and instants as people write them."""
    if field.endswith("_ms") and isinstance(value, int):
        return datetime.fromtimestamp(value / 1_000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if field.endswith("_micros") and isinstance(value, int):
        whole, micros = divmod(value, MICROS)
        return f"{whole}.{micros:06d}".rstrip("0").ljust(len(str(whole)) + 3, "0")
    return value


def _digest(said: Any) -> str:
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
