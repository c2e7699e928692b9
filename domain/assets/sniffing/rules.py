"""What a file is by its first bytes. A browser is told what we found, never what somebody claimed."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from domain.assets.values import DOCX, HTML, JSON, MEDIA, PPTX, SVG, XLSX, ZIP, canonical_media
from domain.errors import InvalidInput

_HEAD: Final = 4_096
_UNKNOWN: Final = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_PLAIN: Final = frozenset({"text/plain", "text/csv"})
_BOM: Final = b"\xef\xbb\xbf"
_COMMENTS: Final = rb"(?:<!--(?>.*?-->)\s*+)*+"
_MARKUP_BEGINS = re.compile(
    rb"(?is)\s*+"
    + _COMMENTS
    + rb"<(?:!doctype\s+html|html|head|body|script|iframe|table|div|style|title|meta|p|a|h1|img|center)\b"
)
_XML_BEGINS = re.compile(
    rb"(?s)\s*+(?:<\?xml\b(?>.*?\?>)\s*+)?"
    + _COMMENTS
    + rb"(?:<!DOCTYPE\s+svg\b(?>.*?>)\s*+)?"
    + _COMMENTS
    + rb"<(?:[A-Za-z]+:)?svg\b"
)
_FONTS: Final = {
    b"\x00\x01\x00\x00": "font/ttf",
    b"true": "font/ttf",
    b"OTTO": "font/otf",
    b"wOFF": "font/woff",
    b"wOF2": "font/woff2",
}
_AUDIO_BRANDS: Final = frozenset({b"M4A ", b"M4B "})
_OFFICE_PARTS: Final = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}


def sniff(path: Path, declared: str) -> str:
    """The type of the file at ``path``, sent as ``declared``. Raises ``InvalidInput`` unless it is one of ours and what was said."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise InvalidInput("the file is empty", field="file", remedy="Send its bytes as the body of the request.")
    said = canonical_media(declared)
    found = _by_signature(head, path) or _by_text(path, head, said)
    if found is None:
        raise InvalidInput(
            "the file is of no type that the library keeps",
            field="file",
            remedy=f"Send one of {', '.join(sorted({media.extension for media in MEDIA.values()}))}.",
        )
    if said not in _UNKNOWN and said != found:
        raise InvalidInput(
            f"the file was sent as '{said[:100]}' and is {found}",
            field="Content-Type",
            remedy=f"Send it as {found}, or send the file you meant.",
        )
    return found


def _by_signature(head: bytes, path: Path) -> str | None:
    return next((media for begins, media in _SIGNATURES if begins(head)), None) or (
        _zip_kind(path) if head.startswith(b"PK\x03\x04") else _FONTS.get(head[:4])
    )


def _starts(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == kind


def _iso(*brands: bytes) -> Callable[[bytes], bool]:
    """An ISO base media file whose major brand is one of these; any other brand, where none is named."""
    return lambda head: head[4:8] == b"ftyp" and (not brands or head[8:12] in brands)


def _mpeg_audio(head: bytes) -> bool:
    """A frame of MPEG audio, layer III: its sync word, and no reserved version, bit rate or sampling rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[1] & 0x18 != 0x08 and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C


_SIGNATURES: Final[tuple[tuple[Callable[[bytes], bool], str], ...]] = (
    (_starts(b"\x89PNG\r\n\x1a\n"), "image/png"),
    (_starts(b"\xff\xd8\xff"), "image/jpeg"),
    (_starts(b"GIF87a", b"GIF89a"), "image/gif"),
    (_riff(b"WEBP"), "image/webp"),
    (_riff(b"WAVE"), "audio/wav"),
    (_iso(b"avif", b"avis"), "image/avif"),
    (_iso(b"qt  "), "video/quicktime"),
    (_iso(*_AUDIO_BRANDS), "audio/mp4"),
    (_iso(b"heic", b"heix", b"mif1", b"msf1", b"crx "), ""),  # pictures that we do not take, and no films
    (_iso(), "video/mp4"),
    (lambda head: head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64], "video/webm"),
    (_starts(b"\x00\x00\x01\x00"), "image/x-icon"),
    (_starts(b"OggS"), "audio/ogg"),
    (_starts(b"fLaC"), "audio/flac"),
    (_starts(b"ID3"), "audio/mpeg"),
    (_mpeg_audio, "audio/mpeg"),
    (_starts(b"%PDF-"), "application/pdf"),
)


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
        return ZIP
    if "[Content_Types].xml" in names:
        return next((media for part, media in _OFFICE_PARTS.items() if any(n.startswith(part) for n in names)), ZIP)
    return ZIP


def _by_text(path: Path, head: bytes, said: str) -> str | None:
    """Of texts: what they begin like, else what they were said to be."""
    begins = head.removeprefix(_BOM)
    if _XML_BEGINS.match(begins):
        return SVG
    if _MARKUP_BEGINS.match(begins):
        return HTML
    if path.stat().st_size > MEDIA[JSON].most_bytes or not _is_text(path.read_bytes()):
        return None
    if begins.lstrip()[:1] in {b"{", b"["} and said not in _PLAIN | {HTML}:
        return JSON
    return said if said in _PLAIN | {HTML} else None


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(character < " " and character not in "\t\n\r\f" for character in text)
