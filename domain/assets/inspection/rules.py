"""What is in a file, asked in the order that harms nobody: what it is, how large, then what is in it."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any, Final

from domain.assets.archives.rules import check_archive
from domain.assets.films.rules import is_recording
from domain.assets.films.rules import measure as recorded
from domain.assets.inspection.values import CLEANED, SENT, THUMBNAIL
from domain.assets.markup.rules import clean_html
from domain.assets.pictures.rules import is_picture, measure
from domain.assets.sniffing.rules import sniff
from domain.assets.values import DOCX, HTML, JSON, MEBIBYTE, MEDIA, PPTX, SVG, XLSX, ZIP, Facts
from domain.assets.vectors.rules import clean_svg
from domain.errors import InvalidInput

_ARCHIVES: Final = frozenset({ZIP, DOCX, XLSX, PPTX})
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_MOST_COLORS: Final = 500


def inspect(directory: Path, declared: str) -> Facts:
    """Look at ``directory/sent``; leaves what is to be kept instead, and a thumbnail, beside it. Raises ``InvalidInput``."""
    sent = directory / SENT
    media_type = sniff(sent, declared)
    _refuse_large(sent.stat().st_size, media_type)
    if is_picture(media_type):
        picture = measure(sent, media_type, thumbnail=directory / THUMBNAIL, unique_id=_sha256(sent))
        return Facts(media_type=media_type, **picture._asdict())
    if is_recording(media_type):
        return Facts(media_type=media_type, **recorded(sent)._asdict())
    if media_type == SVG:
        drawing = clean_svg(sent.read_bytes())
        (directory / CLEANED).write_bytes(drawing.content)
        return Facts(
            media_type=SVG,
            width=drawing.width,
            height=drawing.height,
            removed=drawing.removed,
            sent_sha256=_sha256(sent),
        )
    if media_type == HTML:
        page = clean_html(_text(sent))
        (directory / CLEANED).write_text(page.text, encoding="utf-8")
        return Facts(media_type=HTML, removed=page.removed, sent_sha256=_sha256(sent))
    if media_type in _ARCHIVES:
        check_archive(sent)
    purpose = _purpose(_text(sent)) if media_type == JSON else ""
    return Facts(media_type=media_type, purpose=purpose)


def _refuse_large(size_bytes: int, media_type: str) -> None:
    most = MEDIA[media_type].most_bytes
    if size_bytes > most:
        raise InvalidInput(
            f"the file has {size_bytes} bytes; {most // MEBIBYTE} MiB are the most of {media_type}",
            field="file",
            remedy="Make it smaller.",
        )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("the file is not written in UTF-8", field="file", remedy="Save it as UTF-8.") from error


def _purpose(text: str) -> str:
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("the file is not JSON that can be read", field="file", remedy="Export it again.") from error
    if not isinstance(content, dict):
        return ""
    if isinstance(content.get("layers"), list) and {"v", "w", "h", "fr"} <= content.keys():
        return "lottie"
    return "palette" if _are_colors(content.get("colors")) else ""


def _are_colors(colors: Any) -> bool:
    if not isinstance(colors, list) or not 0 < len(colors) <= _MOST_COLORS:
        return False
    return all(
        isinstance(color, dict)
        and isinstance(color.get("name", ""), str)
        and isinstance(color.get("hex"), str)
        and _HEX.fullmatch(color["hex"])
        for color in colors
    )
