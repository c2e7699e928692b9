"""Videos and sounds, measured by what their containers say of them; nothing is decoded."""

from pathlib import Path
from typing import Any, Final, NamedTuple

LONGEST_MS: Final = 24 * 3_600_000
_LONGEST_NAME: Final = 20
_LARGEST_SIDE: Final = 20_000
_ALONE: Final = {"Internet": "No", "File_TestContinuousFileNames": "0"}
"""One file is read: nothing that it refers to, on this machine or another."""
_CODECS: Final = {"avc": "h264", "hevc": "h265", "mpeg audio": "mp3", "mpeg-4 visual": "mpeg4"}
"""Names that people know them by, where the library has others."""


class Recording(NamedTuple):
    """What is known of a video or a sound; ``duration_ms`` is None where nobody could read it."""

    width: int = 0
    height: int = 0
    duration_ms: int | None = None
    video_codec: str = ""
    audio_codec: str = ""


def is_recording(media_type: str) -> bool:
    return media_type.startswith(("video/", "audio/"))


def measure(path: Path) -> Recording:
    """What the container at ``path`` says; an empty ``Recording`` where it says nothing that can be read."""
    from pymediainfo import MediaInfo  # loads a library that pictures and documents do without

    try:
        with path.open("rb") as file:
            tracks = MediaInfo.parse(file, mediainfo_options=_ALONE).tracks
    except (OSError, RuntimeError, ValueError, SyntaxError):
        return Recording()
    said: dict[str, dict[str, Any]] = {}
    for track in tracks:
        said.setdefault(track.track_type, track.to_data())
    picture, sound = said.get("Video", {}), said.get("Audio", {})
    if not picture and not sound:
        return Recording()
    width, height = (_number(picture.get(side), most=_LARGEST_SIDE) or 0 for side in ("width", "height"))
    if _is_on_its_side(picture):
        width, height = height, width
    durations = (_number(one.get("duration"), most=LONGEST_MS) for one in (said.get("General", {}), picture, sound))
    return Recording(
        width=width,
        height=height,
        duration_ms=next((one for one in durations if one), None),
        video_codec=_codec(picture),
        audio_codec=_codec(sound),
    )


def _is_on_its_side(picture: dict[str, Any]) -> bool:
    """As telephones film: upright, with a note that it is to be turned."""
    return str(picture.get("rotation", "")).partition(".")[0] in {"90", "270"}


def _number(value: Any, *, most: int) -> int | None:
    try:
        number = round(float(value))
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 < number <= most else None


def _codec(track: dict[str, Any]) -> str:
    name = str(track.get("format", "")).lower()
    return _CODECS.get(name, name)[:_LONGEST_NAME]
