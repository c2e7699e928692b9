"""Reading images: their colours as shown, sampled evenly, and the room around a logo. Bounded in bytes, pixels and frames."""

import io
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps

from domain.brand.colours.rules import ciede2000, differences, lab_of
from domain.brand.colours.values import Bytes, Floats, Rgb
from domain.brand.markup.values import Still
from domain.brand.pictures.values import FORMATS, MAX_BYTES, MAX_PIXELS, Seen, Surroundings, Unreadable
from domain.brand.values import Box
from domain.errors import InvalidInput

_SAMPLED: Final = 256
"""Pixels along the longer side that colours are counted in."""
_MOST_FRAMES: Final = 8
_ONE_COLOUR: Final = 6.0
"""Shades up to this CIEDE2000 difference are told as one colour."""
_MOST_COLOURS: Final = 12
_NOISE: Final = 10.0
_MOST_NOISE: Final = 0.02
"""How much of a strip may differ from the background and still be free: what compression leaves around edges."""
_EDGE: Final = 2
"""Pixels next to a box that may still be the logo: boxes are drawn by hand, and edges are blurred."""
_THICKEST: Final = 16
"""Pixels of the frame around a logo that its background is told from."""
_VISIBLE: Final = 128
_SIDES: Final = ("top", "right", "bottom", "left")


class OpenPicture:
    """An image that was decoded once: upright, in sRGB, with its alpha; of an animation the first frames."""

    def __init__(self, frames: Sequence[Image.Image]) -> None:
        self._frames = frames
        self.width, self.height = frames[0].size

    def colours(self, palette: Sequence[Rgb], tolerance: float) -> tuple[Seen, ...]:
        """Its colours, the most frequent first. ``share_outside`` adds up to what no colour of the palette is near to."""
        samples = [_sample(frame) for frame in self._frames]
        pixels = np.concatenate([colours for colours, _ in samples])
        spots = np.concatenate([spots for _, spots in samples])
        if not len(pixels):
            return ()
        bins = (
            (pixels[:, 0] >> 3).astype(np.int64) << 10 | (pixels[:, 1] >> 3).astype(np.int64) << 5 | pixels[:, 2] >> 3
        )
        _, which, counts = np.unique(bins, return_inverse=True, return_counts=True)
        means = np.stack(
            [np.bincount(which, weights=pixels[:, channel], minlength=len(counts)) / counts for channel in range(3)],
            axis=1,
        )
        shades = np.rint(means).astype(np.uint8)
        outside = differences(shades, palette).min(axis=1) > tolerance if palette else np.zeros(len(counts), dtype=bool)
        owner = _clusters(lab_of(shades), counts, outside)
        seen = []
        for leader in dict.fromkeys(owner.tolist()):
            mine = owner == leader
            at = spots[mine[which]]
            seen.append(
                Seen(
                    colour=Rgb(*(int(part) for part in shades[leader])),
                    share=float(counts[mine].sum() / len(pixels)),
                    share_outside=float(counts[mine & outside].sum() / len(pixels)),
                    box=self._box(at),
                )
            )
        return tuple(sorted(seen, key=lambda one: -one.share))

    def _box(self, spots: NDArray[np.int64]) -> Box:
        """Around sampled spots, in the image's own pixels."""
        step = max(1.0, max(self.width, self.height) / _SAMPLED)
        (left, top), (right, bottom) = spots.min(axis=0), spots.max(axis=0)
        x, y = int(left * step), int(top * step)
        right_px, bottom_px = min(self.width, int((right + 1) * step)), min(self.height, int((bottom + 1) * step))
        return Box(x=x, y=y, width=max(1, right_px - x), height=max(1, bottom_px - y))

    def around(self, logo: Box, wanted_px: float) -> Surroundings:
        """What surrounds a logo, as far as ``wanted_px`` from it. Raises ``InvalidInput`` for a box outside the image."""
        if logo.x + logo.width > self.width or logo.y + logo.height > self.height:
            raise InvalidInput(
                f"the logo's box reaches beyond the image of {self.width} by {self.height} pixels",
                field="logo",
                remedy="Give it in the image's own pixels.",
            )
        pixels = np.asarray(self._frames[0])
        background = _background(pixels, logo)
        reach = int(np.ceil(wanted_px))
        free = [_free_px(strip, background) for strip in _strips(pixels, logo, reach)]
        tightest = int(np.argmin(free))
        return Surroundings(background, min(float(free[tightest]), wanted_px), _SIDES[tightest])


def open_picture(data: bytes, still: Still) -> OpenPicture:
    """Decode an image. Raises ``Unreadable``."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"it has more than {MAX_BYTES:,} bytes", field="images", remedy="Make it smaller.")
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Exception as error:
        raise _broken() from error
    with image:
        return OpenPicture(_frames(image, still))


def _broken() -> Unreadable:
    return Unreadable("it is broken, or no image we read", field="images", remedy=f"Send a {', '.join(FORMATS)} file.")


def _frames(image: Image.Image, still: Still) -> list[Image.Image]:
    """The first frames, as many as ``MAX_PIXELS`` hold. A GIF may grow from one to the next: each is measured."""
    frames: list[Image.Image] = []
    left = MAX_PIXELS
    while len(frames) < _MOST_FRAMES:
        still()
        try:
            image.seek(len(frames))
            pixels = _measured(image)
            if pixels > left:
                break
            frames.append(_as_shown(image))
            left -= pixels
        except EOFError:  # the last frame was passed
            break
        except Unreadable:
            raise
        except Exception as error:
            raise _broken() from error
    return frames


def _measured(image: Image.Image) -> int:
    """The pixels of the frame that comes next."""
    pixels = image.width * image.height
    if pixels > MAX_PIXELS:
        raise Unreadable(f"it has more than {MAX_PIXELS:,} pixels", field="images", remedy="Make it smaller.")
    return pixels


def _as_shown(image: Image.Image) -> Image.Image:
    """Upright, in 8-bit sRGB with alpha."""
    shown = ImageOps.exif_transpose(image)
    if shown.mode.startswith("I"):  # 16 bits a pixel, which a plain conversion would cut off at 255
        shown = Image.fromarray((np.asarray(shown).astype(np.int64) >> 8).clip(0, 255).astype(np.uint8))
    profile = image.info.get("icc_profile")
    plain = shown.convert("RGBA")
    if not profile or shown.mode not in ("RGB", "RGBA"):
        return plain
    try:
        told = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        colours: Any = ImageCms.profileToProfile(plain.convert("RGB"), told, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):  # a profile that is not one is passed over, as browsers do
        return plain
    colours.putalpha(plain.getchannel("A"))
    result: Image.Image = colours
    return result


def _sample(frame: Image.Image) -> tuple[Bytes, NDArray[np.int64]]:
    """Visible pixels of an even grid, and where each of them is in the grid (x, y)."""
    scale = max(1.0, max(frame.size) / _SAMPLED)
    size = (max(1, round(frame.width / scale)), max(1, round(frame.height / scale)))
    grid = np.asarray(frame.resize(size, Image.Resampling.NEAREST))
    rows, columns = np.nonzero(grid[:, :, 3] >= _VISIBLE)
    return grid[rows, columns, :3], np.stack([columns, rows], axis=1).astype(np.int64)


def _clusters(labs: Floats, counts: NDArray[np.int64], outside: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each shade the one it is told with. Inside and outside the palette are never told as one."""
    owner = np.full(len(counts), -1)
    for _ in range(_MOST_COLOURS - 2):
        free = owner < 0
        if not free.any():
            return owner
        leader = int(np.where(free, counts, -1).argmax())
        alike = free & (outside == outside[leader]) & (ciede2000(labs, labs[leader][None, :]) <= _ONE_COLOUR)
        owner[alike] = leader
        owner[leader] = leader
    for side in (False, True):  # the many rare ones, told by the most frequent of them
        rest = (owner < 0) & (outside == side)
        if rest.any():
            owner[rest] = int(np.where(rest, counts, -1).argmax())
    return owner


def _background(pixels: Bytes, logo: Box) -> Rgb:
    """The median colour of a thin frame around the box; of its own edge where it fills the image."""
    thin = min(_THICKEST, max(2, logo.height // 10))
    strips = [strip.reshape(-1, 4) for strip in _strips(pixels, logo, thin)]
    frame = np.concatenate(strips)
    if not len(frame):
        inside = pixels[logo.y : logo.y + logo.height, logo.x : logo.x + logo.width]
        frame = np.concatenate([inside[0], inside[-1], inside[:, 0], inside[:, -1]])
    shown = frame[frame[:, 3] >= _VISIBLE]
    if not len(shown):
        return Rgb(255, 255, 255)
    return Rgb(*(int(part) for part in np.median(shown[:, :3], axis=0)))


def _strips(pixels: Bytes, logo: Box, reach: int) -> tuple[Bytes, Bytes, Bytes, Bytes]:
    """The pixels above, right, below and left of the box, each turned so that its first row touches the box."""
    x, y, right, bottom = logo.x, logo.y, logo.x + logo.width, logo.y + logo.height
    return (
        pixels[max(0, y - reach) : y, x:right][::-1],
        pixels[y:bottom, right : right + reach].swapaxes(0, 1),
        pixels[bottom : bottom + reach, x:right],
        pixels[y:bottom, max(0, x - reach) : x].swapaxes(0, 1)[::-1],
    )


def _free_px(strip: Bytes, background: Rgb) -> int:
    """How many rows from the box on show nothing but the background; of a large strip some of them are looked at."""
    if not strip.size:
        return 0
    whole = len(strip)
    row_step, column_step = (-(-extent // _SAMPLED) for extent in strip.shape[:2])
    strip = strip[::row_step, ::column_step]
    labs = lab_of(np.ascontiguousarray(strip[:, :, :3])).reshape(*strip.shape[:2], 3)
    busy = (ciede2000(labs, lab_of([background])[None, :, :]) > _NOISE) & (strip[:, :, 3] >= _VISIBLE)
    edge = -(-_EDGE // row_step)
    taken = np.nonzero(busy[edge:].mean(axis=1) > _MOST_NOISE)[0]
    return (int(taken[0]) + edge) * row_step if len(taken) else whole
