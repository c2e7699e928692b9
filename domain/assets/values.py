"""The library's words: what an asset is, where it stands, what files may be one, and who may use it until when."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictInt, StrictStr, model_validator

from domain.shown import without_joiners

MEBIBYTE: Final = 1024 * 1024
MAX_UPLOAD_BYTES: Final = 256 * MEBIBYTE
MAX_TAGS: Final = 30
MAX_FOLDER_DEPTH: Final = 10
MAX_FOLDERS: Final = 2_000
WARN_DAYS: Final = 30
"""How long before its rights end an asset is shown as expiring."""
_TAG = re.compile(r"[^\s,/\x00-\x1f\x7f][^,/\x00-\x1f\x7f]{0,49}")


class AssetType(StrEnum):
    """The ten kinds of thing the library keeps."""

    IMAGE = "image"
    VIDEO = "video"
    LOGO = "logo"
    FONT = "font"
    COLOR_PALETTE = "color_palette"
    TEMPLATE = "template"
    DOCUMENT = "document"
    AUDIO = "audio"
    ICON = "icon"
    ANIMATION = "animation"


class AssetStatus(StrEnum):
    """Where an asset stands."""

    PENDING_REVIEW = "pending_review"
    ACTIVE = "active"
    REJECTED = "rejected"
    ARCHIVED = "archived"


class AssetAction(StrEnum):
    """What can be done to where it stands."""

    APPROVE = "approve"
    REJECT = "reject"
    REQUEST_REVIEW = "request_review"
    ARCHIVE = "archive"
    RESTORE = "restore"


class RightsState(StrEnum):
    """What the rights to use an asset say now."""

    UNLIMITED = "unlimited"
    NOT_YET = "not_yet"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"


class UseKind(StrEnum):
    """What can use an asset."""

    CAMPAIGN = "campaign"
    CREATIVE = "creative"
    TEMPLATE = "template"
    OTHER = "other"
    """Whatever lives outside of this product: a poster, a shop window."""


class Media(NamedTuple):
    """One type of file: how its name ends, how large it may be, and whether a browser may show it where it lies."""

    extension: str
    most_bytes: int
    shown_inline: bool


_PICTURE: Final = 25 * MEBIBYTE
_FILM: Final = MAX_UPLOAD_BYTES
_SOUND: Final = 64 * MEBIBYTE
_PAPER: Final = 64 * MEBIBYTE
_LETTERS: Final = 10 * MEBIBYTE
_TEXT: Final = 2 * MEBIBYTE
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"

SVG: Final = "image/svg+xml"
HTML: Final = "text/html"
JSON: Final = "application/json"
ZIP: Final = "application/zip"
DOCX: Final = f"{_OFFICE}.wordprocessingml.document"
XLSX: Final = f"{_OFFICE}.spreadsheetml.sheet"
PPTX: Final = f"{_OFFICE}.presentationml.presentation"

MEDIA: Final[Mapping[str, Media]] = MappingProxyType(
    {
        "image/png": Media("png", _PICTURE, shown_inline=True),
        "image/jpeg": Media("jpg", _PICTURE, shown_inline=True),
        "image/gif": Media("gif", _PICTURE, shown_inline=True),
        "image/webp": Media("webp", _PICTURE, shown_inline=True),
        "image/avif": Media("avif", _PICTURE, shown_inline=True),
        "image/x-icon": Media("ico", _TEXT, shown_inline=True),
        SVG: Media("svg", _TEXT, shown_inline=False),
        "video/mp4": Media("mp4", _FILM, shown_inline=True),
        "video/webm": Media("webm", _FILM, shown_inline=True),
        "video/quicktime": Media("mov", _FILM, shown_inline=False),
        "audio/mpeg": Media("mp3", _SOUND, shown_inline=True),
        "audio/mp4": Media("m4a", _SOUND, shown_inline=True),
        "audio/wav": Media("wav", _SOUND, shown_inline=True),
        "audio/ogg": Media("ogg", _SOUND, shown_inline=True),
        "audio/flac": Media("flac", _SOUND, shown_inline=True),
        "font/ttf": Media("ttf", _LETTERS, shown_inline=True),
        "font/otf": Media("otf", _LETTERS, shown_inline=True),
        "font/woff": Media("woff", _LETTERS, shown_inline=True),
        "font/woff2": Media("woff2", _LETTERS, shown_inline=True),
        "application/pdf": Media("pdf", _PAPER, shown_inline=False),
        DOCX: Media("docx", _PAPER, shown_inline=False),
        XLSX: Media("xlsx", _PAPER, shown_inline=False),
        PPTX: Media("pptx", _PAPER, shown_inline=False),
        ZIP: Media("zip", _PAPER, shown_inline=False),
        JSON: Media("json", _TEXT, shown_inline=False),
        HTML: Media("html", _TEXT, shown_inline=False),
        "text/plain": Media("txt", _TEXT, shown_inline=False),
        "text/csv": Media("csv", _TEXT, shown_inline=False),
    }
)
"""Every type of file the library takes."""

_ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "image/jpg": "image/jpeg",
        "image/pjpeg": "image/jpeg",
        "image/apng": "image/png",
        "image/vnd.microsoft.icon": "image/x-icon",
        "audio/mp3": "audio/mpeg",
        "audio/x-m4a": "audio/mp4",
        "audio/x-wav": "audio/wav",
        "audio/wave": "audio/wav",
        "audio/vnd.wave": "audio/wav",
        "audio/x-flac": "audio/flac",
        "application/ogg": "audio/ogg",
        "font/sfnt": "font/ttf",
        "application/font-sfnt": "font/ttf",
        "application/x-font-ttf": "font/ttf",
        "application/x-font-otf": "font/otf",
        "application/font-woff": "font/woff",
        "application/font-woff2": "font/woff2",
        "application/x-zip-compressed": ZIP,
        "application/xhtml+xml": HTML,
    }
)

_MEDIA_OF: Final[Mapping[AssetType, frozenset[str]]] = MappingProxyType(
    {
        AssetType.IMAGE: frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", SVG}),
        AssetType.VIDEO: frozenset({"video/mp4", "video/webm", "video/quicktime"}),
        AssetType.LOGO: frozenset({"image/png", "image/jpeg", "image/webp", SVG}),
        AssetType.FONT: frozenset({"font/ttf", "font/otf", "font/woff", "font/woff2"}),
        AssetType.COLOR_PALETTE: frozenset({JSON}),
        AssetType.TEMPLATE: frozenset({HTML, "text/plain", ZIP, DOCX, PPTX}),
        AssetType.DOCUMENT: frozenset({"application/pdf", DOCX, XLSX, PPTX, "text/plain", "text/csv"}),
        AssetType.AUDIO: frozenset({"audio/mpeg", "audio/mp4", "audio/wav", "audio/ogg", "audio/flac"}),
        AssetType.ICON: frozenset({SVG, "image/png", "image/x-icon", "image/webp"}),
        AssetType.ANIMATION: frozenset(
            {"image/gif", "image/webp", "image/png", JSON, "video/mp4", "video/webm", ZIP, SVG}
        ),
    }
)


def media_of(asset_type: AssetType) -> frozenset[str]:
    """The types of file an asset of that kind may be."""
    return _MEDIA_OF[asset_type]


def canonical_media(content_type: str) -> str:
    """A Content-Type as the library names it: without parameters, in lower case, by its usual name."""
    bare = content_type.partition(";")[0].strip().lower()
    return _ALIASES.get(bare, bare)


class Facts(BaseModel):
    """What a file turned out to be when it was looked at."""

    model_config = ConfigDict(frozen=True)

    media_type: str
    width: int = 0
    height: int = 0
    """In pixels; 0 where a file has no size of its own."""
    frames: int = 1
    duration_ms: int | None = None
    """Of what moves or sounds; None where it does neither, or nobody could read how long."""
    video_codec: str = ""
    audio_codec: str = ""
    """Empty where there is no sound, or nobody could read how it is coded."""
    purpose: str = ""
    """Of JSON: ``palette`` or ``lottie``, where it is one."""
    sent_sha256: str = ""
    """Of the file as it was sent, where what is kept was made of it."""
    removed: tuple[str, ...] = ()
    """What was taken out because it could run or reach out, such as ``<script>``."""


def _one_line(text: str) -> str:
    if any(unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp", "Cs"} for character in without_joiners(text)):
        raise ValueError("has characters that are not shown; remove line breaks and control characters")
    if text != text.strip():
        raise ValueError("begins or ends with a space; remove it")
    return text


def _folder_name(name: str) -> str:
    if "/" in name or name in {".", ".."}:
        raise ValueError("has a slash, or is a dot; name one folder at a time")
    return _one_line(name)


def _tag(tag: str) -> str:
    tag = tag.strip().casefold()
    if not _TAG.fullmatch(tag):
        raise ValueError("is no tag; send up to 50 characters without comma, slash or line break")
    return tag


def _each_once(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(tags)))


Name = Annotated[StrictStr, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
Line = Annotated[StrictStr, Field(max_length=500), AfterValidator(_one_line)]
FolderName = Annotated[StrictStr, Field(min_length=1, max_length=100), AfterValidator(_folder_name)]
Tag = Annotated[StrictStr, AfterValidator(_tag)]
"""In lower case, so that nobody has to remember how it was written."""
Tags = Annotated[tuple[Tag, ...], Field(max_length=MAX_TAGS), AfterValidator(_each_once)]
Note = Annotated[StrictStr, Field(max_length=2_000, pattern=r"^[^\x00]*$")]


class Rights(BaseModel):
    """Who owns an asset, by which licence it is used, and from when until when; None means without bound."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    holder: Line = ""
    licence: Line = ""
    usable_from_ms: StrictInt | None = None
    usable_until_ms: StrictInt | None = None
    """The first instant at which it may not be used any more."""

    @model_validator(mode="after")
    def _last_some_time(self) -> Self:
        if (
            self.usable_from_ms is not None
            and self.usable_until_ms is not None
            and self.usable_until_ms <= self.usable_from_ms
        ):
            raise ValueError("usable_until is not after usable_from; send the end after the start")
        return self


class AssetContent(BaseModel):
    """What people write about an asset."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    type: AssetType
    description: Note = ""
    folder_id: Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_-]{0,40}$")] = ""
    """Empty is the library's top."""
    tags: Tags = ()
    rights: Rights = Rights()
