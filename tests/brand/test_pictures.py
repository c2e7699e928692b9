"""Images against a kit: their colours with their shares, and the room around a logo."""

import io
import struct
import zlib

import pytest
from PIL import Image

from domain.brand.pictures.rules import open_picture
from domain.brand.pictures.values import MAX_PIXELS, Unreadable
from domain.brand.values import SEED, Box, Kit, Palette, Picture, Severity
from domain.errors import InvalidInput
from tests.brand.drawing import held, png, told

COLOURS = Kit(palette=SEED.palette)
LOGO = Kit(logo=SEED.logo)


def seen(data: bytes, kit: Kit = COLOURS, logo: Box | None = None):
    return held(kit, pictures=(Picture(name="hero", data=data, logo=logo),))


def test_an_image_in_the_brands_colours_passes_and_its_shares_are_told():
    report = seen(png((300, 200), "#1B4FDB", ((0, 0, 300, 50), "#FFFFFF")))
    assert report.passes
    assert [(one.hex, one.nearest, one.share) for one in report.colours] == [
        ("#1B4FDB", "Primary", pytest.approx(0.75, abs=0.01)),
        ("#FFFFFF", "White", pytest.approx(0.25, abs=0.01)),
    ]


def test_what_is_off_the_palette_is_found_with_its_share_and_its_box():
    report = seen(png((600, 400), "#1B4FDB", ((100, 100, 400, 300), "#FF00FF")))
    (found,) = report.findings
    assert (found.rule, found.severity) == ("colour.image", Severity.ERROR)
    assert "25%" in found.message
    (place,) = found.places
    assert place.part == "hero"
    box = place.box
    assert box is not None
    for is_px, wanted_px in ((box.x, 100), (box.y, 100), (box.width, 300), (box.height, 200)):
        assert abs(is_px - wanted_px) <= 4


def test_a_little_of_other_colours_is_allowed_as_the_kit_says():
    data = png((100, 100), "#1B4FDB", ((0, 0, 10, 100), "#FF00FF"))
    assert seen(data).passes
    assert SEED.palette is not None
    strict = Kit(palette=Palette(colours=SEED.palette.colours, image_share_outside=0.05))
    assert not seen(data, strict).passes


def test_what_is_transparent_shows_no_colour():
    assert seen(png((100, 100), "#FF00FF00", ((0, 0, 10, 10), "#1B4FDB"))).passes
    assert seen(png((100, 100), "#FF00FF00")).colours == ()


def test_later_frames_of_an_animation_are_looked_at():
    frames = [Image.open(io.BytesIO(png(background=colour))) for colour in ("#1B4FDB", "#FF00FF")]
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    assert told(seen(written.getvalue())) == {"colour.image"}


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "GIF"])
def test_every_format_is_read(kind):
    assert seen(png(kind=kind)).passes


def test_a_photo_on_its_side_is_looked_at_upright():
    turned = Image.Exif()
    turned[0x0112] = 6
    image = open_picture(png((40, 20), kind="JPEG", exif=turned), lambda: None)
    assert (image.width, image.height) == (20, 40)


FREE = Box(x=40, y=40, width=120, height=40)
AROUND = {
    "free on every side": ((), set()),
    "something above": ((((90, 30, 110, 35), "#FF6B35"),), {"logo.clear_space"}),
    "something left": ((((32, 50, 36, 70), "#FF6B35"),), {"logo.clear_space"}),
    "something right": ((((163, 50, 168, 70), "#FF6B35"),), {"logo.clear_space"}),
    "something below": ((((90, 85, 110, 88), "#FF6B35"),), {"logo.clear_space"}),
    "something far enough": ((((90, 5, 110, 25), "#FF6B35"),), set()),
}


@pytest.mark.parametrize(("shapes", "expected"), AROUND.values(), ids=AROUND)
def test_a_logo_has_room(shapes, expected):
    data = png((200, 120), "#FFFFFF", ((40, 40, 160, 80), "#1B4FDB"), *shapes)
    assert told(seen(data, LOGO, FREE)) == expected


def test_the_room_that_is_there_is_told_with_its_side():
    data = png((200, 120), "#FFFFFF", ((40, 40, 160, 80), "#1B4FDB"), ((90, 30, 110, 35), "#FF6B35"))
    (found,) = seen(data, LOGO, FREE).findings
    assert "5px are free above" in found.message
    assert "10px" in found.why


def test_a_logo_at_the_edge_has_no_room_there():
    data = png((200, 120), "#FFFFFF", ((0, 40, 120, 80), "#1B4FDB"))
    assert told(seen(data, LOGO, Box(x=0, y=40, width=120, height=40))) == {"logo.clear_space"}


def test_a_logo_that_is_small_on_a_colour_it_may_not_stand_on_is_two_findings_more():
    data = png((200, 120), "#FF6B35", ((60, 40, 100, 80), "#1B4FDB"))
    assert told(seen(data, LOGO, Box(x=60, y=40, width=40, height=40))) == {"logo.size", "logo.background"}


def test_a_logo_outside_its_image_is_refused():
    with pytest.raises(InvalidInput, match="200 by 120"):
        seen(png((200, 120)), LOGO, Box(x=190, y=0, width=20, height=20))


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is huge and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1_000)))
        + chunk(b"IEND", b"")
    )


def growing(width: int, height: int) -> bytes:
    """A GIF of one pixel whose second frame is larger."""
    frame, pixel, end = struct.Struct("<BHHHHB"), b"\x02\x02\x44\x01\x00", b"\x3b"
    screen = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\x1b\x4f\xdb\xff\xff\xff"
    return screen + frame.pack(0x2C, 0, 0, 1, 1, 0) + pixel + frame.pack(0x2C, 0, 0, width, height, 0) + pixel + end


BROKEN = {
    "nothing": b"",
    "text": b"<svg/>",
    "half of one": png()[:200],
    "more pixels than we look at": bomb(MAX_PIXELS // 1_000 + 1, 1_000),
    "a bomb": bomb(200_000, 200_000),
    "too many bytes": png() + bytes(6_000_000),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_an_image_nobody_can_look_at_does_not_pass(data):
    with pytest.raises(Unreadable):
        open_picture(data, lambda: None)
    report = seen(data)
    assert [(one.rule, one.severity) for one in report.findings] == [("creative.unread", Severity.ERROR)]
    assert not report.passes


def test_an_animation_that_grows_is_measured_before_its_large_frame_is_drawn():
    with pytest.raises(Unreadable, match="pixels"):
        open_picture(growing(4_200, 4_000), lambda: None)
