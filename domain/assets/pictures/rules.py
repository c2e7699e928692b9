"""Pictures: measured before they are decoded, decoded once to see that they can be, and shrunk."""

import struct
import warnings
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from domain.errors import InvalidInput

MAX_PIXELS: Final = 50_000_000
MAX_SIDE: Final = 20_000
MAX_FRAMES: Final = 1_000
MAX_PIXELS_OF_ALL_FRAMES: Final = 1_000_000_000
THUMBNAIL_SIDE: Final = 320
_UNIQUE_ID: Final = 0xA420
"""EXIF's ImageUniqueID."""
_FORMATS: Final = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
    "image/x-icon": "ICO",
}


class Picture(NamedTuple):
    width: int
    height: int
    frames: int
    duration_ms: int | None
    """Of one that moves: once through all frames. None where reading it would take long."""


def is_picture(media_type: str) -> bool:
    return media_type in _FORMATS


def measure(path: Path, media_type: str, *, thumbnail: Path, unique_id: str) -> Picture:
    """Size and frames of the picture at ``path``; writes its thumbnail, which carries ``unique_id``.

    Raises ``InvalidInput`` for one that cannot be decoded or would take too much memory.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            Image.MAX_IMAGE_PIXELS = None  # measured below, before anything is decoded
            with Image.open(path, formats=[_FORMATS[media_type]]) as image:
                picture = _measured(image)
                _shrink(image, thumbnail, unique_id)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        struct.error,
        Image.DecompressionBombError,
    ) as error:
        raise InvalidInput(
            f"the file begins like {media_type} and cannot be read as one", field="file", remedy="Export it again."
        ) from error
    return picture


def _measured(image: Image.Image) -> Picture:
    width, height = image.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise InvalidInput(
            f"the picture has {width} x {height} pixels; {MAX_PIXELS // 1_000_000} million and sides of {MAX_SIDE} are the most",
            field="file",
            remedy="Scale it down.",
        )
    frames = int(getattr(image, "n_frames", 1))
    if frames > MAX_FRAMES or frames * width * height > MAX_PIXELS_OF_ALL_FRAMES:
        raise InvalidInput(
            f"the animation has {frames} frames of {width} x {height} pixels, which is too much to show",
            field="file",
            remedy=f"Scale it down, or leave out frames; {MAX_FRAMES} are the most.",
        )
    return Picture(width, height, frames, _duration_ms(image, frames))


def _duration_ms(image: Image.Image, frames: int) -> int | None:
    """Frames say how long they are shown once they are decoded, which is done as far as it takes little."""
    if frames < 2 or frames * image.width * image.height > MAX_PIXELS:
        return None
    shown = 0.0
    try:
        for number in range(frames):
            image.seek(number)
            image.load()
            shown += image.info.get("duration") or 0
    except (OSError, ValueError, SyntaxError, EOFError, struct.error):
        return None
    return round(shown) or None


def _shrink(image: Image.Image, thumbnail: Path, unique_id: str) -> None:
    image.seek(0)
    image.draft("RGB", (2 * THUMBNAIL_SIDE, 2 * THUMBNAIL_SIDE))  # a JPEG is decoded at a fraction of its size
    image.load()
    small = ImageOps.exif_transpose(image)
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    small = small.convert("RGBA" if small.has_transparency_data else "RGB")
    exif = Image.Exif()
    exif.get_ifd(0x8769)[_UNIQUE_ID] = unique_id
    small.save(thumbnail, "WEBP", quality=80, method=4, exif=exif.tobytes())
