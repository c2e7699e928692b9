"""Placements: what each asks of a creative, what there is to show in it, and what is said of the two."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final, NamedTuple

from pydantic import Field, StrictBool, StrictInt, StrictStr

from domain.campaigns.values import Content
from domain.serving.values import CreativeFormat

MAX_ASSETS: Final = 50
MAX_PLACEMENTS: Final = 100


class Role(StrEnum):
    """What a file is in a creative."""

    MAIN = "main"
    """What is shown or heard: the image, the video, the sound."""
    ICON = "icon"
    COMPANION = "companion"
    VIDEO = "video"
    """The video of a native creative."""
    PART = "part"
    """Something that the creative's markup loads, or that goes along because somebody noted that the creative uses it."""


class Size(NamedTuple):
    """Pixels."""

    width: int
    height: int


class Slot(Content):
    """What a placement asks of one file. What is empty or None is not asked; of several sizes or lengths one has to fit."""

    role: Role
    is_required: StrictBool = True
    media_types: tuple[StrictStr, ...]
    video_codecs: tuple[StrictStr, ...] = ()
    audio_codecs: tuple[StrictStr, ...] = ()
    sizes: tuple[Size, ...] = ()
    least: Size | None = None
    aspects: tuple[Size, ...] = ()
    """Such as 16 to 9."""
    durations_s: tuple[StrictInt, ...] = ()
    longest_s: StrictInt | None = None
    """Of what moves."""
    least_kbps: StrictInt | None = None
    most_kbps: StrictInt | None = None
    """Kilobits a second, picture and sound together."""
    most_bytes: StrictInt | None = None
    is_silent: StrictBool = False


class TextLimit(Content):
    """What a placement asks of one text."""

    name: StrictStr
    """As the creative's field is called: ``title``, ``native.sponsored``."""
    longest: StrictInt
    is_required: StrictBool = True


class Contract(Content):
    """What one placement takes. It never changes under its version: what was exported for it says which one that was."""

    id: Annotated[StrictStr, Field(pattern=r"^[a-z0-9]+(\.[a-z0-9]+)+$")]
    version: Annotated[StrictInt, Field(ge=1)]
    name: StrictStr
    source: StrictStr
    """Whose word it is."""
    format: CreativeFormat
    slots: tuple[Slot, ...] = Field(min_length=1)
    texts: tuple[TextLimit, ...] = ()
    takes_markup: StrictBool = False
    initial_bytes: StrictInt | None = None
    """What may be loaded before the page is there: markup, and all it loads."""
    most_requests: StrictInt | None = None


class Measured(Content):
    """A file as far as a placement asks for it. ``duration_ms`` is None where it has none or nobody could read it."""

    asset_id: str
    version: int
    name: str
    role: Role
    part: str
    """Where the creative has it: ``media_url``, ``native.icon``; ``html.2`` of what its markup loads third, ``html.2.1`` of what a
    browser might load in its place; ``assets.<id>`` of one that came by itself."""
    sha256: str
    size_bytes: int
    media_type: str
    width: int
    height: int
    frames: int
    duration_ms: int | None
    video_codec: str
    audio_codec: str


class Elsewhere(Content):
    """Something that a creative shows and that does not lie in the library."""

    role: Role
    part: str
    address: str


class Material(Content):
    """What there is to show: a creative, or assets that are none yet (``format`` None)."""

    format: CreativeFormat | None
    width: int = 0
    height: int = 0
    html: str = ""
    loads: tuple[tuple[str, ...], ...] = ()
    """What the markup loads by itself: for each request the addresses of which a browser takes one."""
    texts: Mapping[str, str] = Field(default_factory=dict)
    files: tuple[Measured, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()


class Outcome(StrEnum):
    PASSES = "passes"
    FAILS = "fails"
    UNKNOWN = "unknown"
    """Nothing is wrong that could be seen, and not everything could."""


class Fault(StrEnum):
    """What can be wrong."""

    FORMAT = "format"
    MISSING = "missing"
    MEDIA_TYPE = "media_type"
    CODEC = "codec"
    SIZE = "size"
    ASPECT = "aspect"
    DURATION = "duration"
    BITRATE = "bitrate"
    WEIGHT = "weight"
    REQUESTS = "requests"
    SOUND = "sound"
    TEXT = "text"
    UNREAD = "unread"
    """Nobody can tell: it was not measured, or lies elsewhere."""


class Finding(Content):
    """One thing that keeps a creative from a placement, or that nobody can tell."""

    fault: Fault
    where: str
    message: str
    remedy: str

    @property
    def fails(self) -> bool:
        return self.fault is not Fault.UNREAD


class Verdict(Content):
    """What one contract says of a creative."""

    placement: str
    version: int
    name: str
    source: str
    findings: tuple[Finding, ...]
    sha256: str = ""
    """The file that was held against it as what is shown; empty where there is none."""

    @property
    def outcome(self) -> Outcome:
        if any(one.fails for one in self.findings):
            return Outcome.FAILS
        return Outcome.UNKNOWN if self.findings else Outcome.PASSES
