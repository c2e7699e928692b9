"""What placements ask of creatives, case by case: what passes, and what is wrong where."""

import io
import zipfile
import zlib

import pytest

from domain.placements.contracts.values import CONTRACTS
from domain.placements.markup.rules import loaded_by
from domain.placements.packages.rules import ending, heading, length_of
from domain.placements.packages.values import Member
from domain.placements.rules import check
from domain.placements.values import Elsewhere, Fault, Material, Measured, Outcome, Role
from domain.serving.values import CreativeFormat

FACTS = {
    "asset_id": "ast_1",
    "version": 1,
    "name": "Spring",
    "role": Role.MAIN,
    "part": "media_url",
    "sha256": "a" * 64,
    "size_bytes": 40_000,
    "media_type": "image/png",
    "width": 300,
    "height": 250,
    "frames": 1,
    "duration_ms": None,
    "video_codec": "",
    "audio_codec": "",
}
FILM = {
    "media_type": "video/mp4",
    "width": 1280,
    "height": 720,
    "duration_ms": 15_000,
    "size_bytes": 3_000_000,
    "video_codec": "h264",
    "audio_codec": "aac",
}
SPOT = {
    "media_type": "audio/mpeg",
    "width": 0,
    "height": 0,
    "duration_ms": 30_000,
    "size_bytes": 600_000,
    "audio_codec": "mp3",
}
SQUARE = {"width": 800, "height": 800}
GIF = {"media_type": "image/gif", "frames": 9}
SCREEN = FILM | {"width": 1920, "height": 1080, "audio_codec": "", "duration_ms": 10_000}
RECTANGLE, IN_STREAM, AUDIO = "iab.display.300x250", "iab.video.instream.15s", "audio.spot.30s"
FEED, STILL, MOVING = "iab.native.feed", "dooh.still.landscape", "dooh.moving.landscape"


def measured(**changes) -> Measured:
    return Measured(**FACTS | changes)


FILES = [
    (RECTANGLE, {}, []),
    (RECTANGLE, {"width": 320}, [Fault.SIZE]),
    (RECTANGLE, {"size_bytes": 150_000}, []),
    (RECTANGLE, {"size_bytes": 150_001}, [Fault.WEIGHT]),
    (RECTANGLE, {"media_type": "image/avif"}, [Fault.MEDIA_TYPE]),
    (RECTANGLE, {"width": 0, "height": 0}, [Fault.UNREAD]),
    (RECTANGLE, GIF | {"duration_ms": 15_000}, []),
    (RECTANGLE, GIF | {"duration_ms": 15_010}, [Fault.DURATION]),
    (RECTANGLE, GIF, [Fault.UNREAD]),
    (IN_STREAM, FILM, []),
    (IN_STREAM, FILM | {"duration_ms": 15_480}, []),
    (IN_STREAM, FILM | {"duration_ms": 16_000}, [Fault.DURATION]),
    (IN_STREAM, FILM | {"duration_ms": None}, [Fault.UNREAD]),
    (IN_STREAM, FILM | {"width": 720, "height": 1280}, [Fault.ASPECT]),
    (IN_STREAM, FILM | {"width": 320, "height": 180}, [Fault.SIZE]),
    (IN_STREAM, FILM | {"size_bytes": 900_000}, [Fault.BITRATE]),
    (IN_STREAM, FILM | {"size_bytes": 7_000_000}, [Fault.BITRATE]),
    (IN_STREAM, FILM | {"size_bytes": 16_000_000}, [Fault.BITRATE, Fault.WEIGHT]),
    (IN_STREAM, FILM | {"video_codec": "h265"}, [Fault.CODEC]),
    (IN_STREAM, FILM | {"audio_codec": "mp3"}, [Fault.CODEC]),
    (IN_STREAM, FILM | {"audio_codec": ""}, []),
    (IN_STREAM, FILM | {"video_codec": ""}, [Fault.UNREAD]),
    (AUDIO, SPOT, []),
    (AUDIO, SPOT | {"audio_codec": ""}, [Fault.UNREAD]),
    (AUDIO, SPOT | {"media_type": "audio/wav"}, [Fault.MEDIA_TYPE]),
    (STILL, {"width": 1920, "height": 1080}, []),
    (STILL, GIF | {"width": 1920, "height": 1080}, [Fault.MEDIA_TYPE]),
    (MOVING, SCREEN, []),
    (MOVING, SCREEN | {"audio_codec": "aac"}, [Fault.SOUND]),
]


@pytest.mark.parametrize(("placement", "changes", "faults"), FILES)
def test_a_file_is_held_against_everything_a_placement_asks(placement, changes, faults):
    contract = CONTRACTS[placement]
    material = Material(format=contract.format, files=(measured(**changes),))
    verdict = check(material, contract)
    assert [one.fault for one in verdict.findings] == faults
    assert all(one.where and one.message and one.remedy for one in verdict.findings)
    unknown = Outcome.UNKNOWN if faults == [Fault.UNREAD] else Outcome.FAILS
    assert verdict.outcome is (unknown if faults else Outcome.PASSES)


def page(loads: int = 0, length: int = 0) -> str:
    images = "".join(f'<img src="https://cdn.example/{number}.png">' for number in range(loads))
    return f'<a href="${{CLICK_URL}}">{images}{"x" * length}</a>'


MARKUP = [
    (RECTANGLE, {"html": page()}, []),
    (RECTANGLE, {"html": page(), "width": 320}, [Fault.SIZE]),
    (RECTANGLE, {"html": page(9)}, []),
    (RECTANGLE, {"html": page(10)}, [Fault.REQUESTS]),
    ("iab.display.120x20", {"html": page(length=5_000), "width": 120, "height": 20}, [Fault.WEIGHT]),
    (STILL, {"html": page()}, [Fault.MEDIA_TYPE]),
]


@pytest.mark.parametrize(("placement", "changes", "faults"), MARKUP)
def test_markup_is_weighed_with_what_it_loads(placement, changes, faults):
    loads = loaded_by(changes["html"])
    material = Material(**{"format": CreativeFormat.BANNER, "width": 300, "height": 250, "loads": loads} | changes)
    assert [one.fault for one in check(material, CONTRACTS[placement]).findings] == faults
    heavy = measured(role=Role.PART, part="html.0", size_bytes=300_000)
    told = check(material.model_copy(update={"files": (heavy,)}), CONTRACTS[RECTANGLE])
    assert Fault.WEIGHT in [one.fault for one in told.findings]
    choice = [measured(role=Role.PART, part=part, size_bytes=80_000) for part in ("html.0", "html.0.1")]
    told = check(material.model_copy(update={"files": choice}), CONTRACTS[RECTANGLE])
    assert Fault.WEIGHT not in [one.fault for one in told.findings], "one of them is fetched"
    away = Elsewhere(role=Role.PART, part="html.0", address="https://cdn.example/0.png")
    told = check(material.model_copy(update={"elsewhere": (away,)}), CONTRACTS[RECTANGLE])
    assert Fault.UNREAD in [one.fault for one in told.findings]


def test_texts_have_lengths_and_a_creative_goes_where_its_format_does():
    native = Material(format=CreativeFormat.NATIVE, files=(measured(**SQUARE),), texts={"title": "S" * 91})
    told = [(one.fault, one.where) for one in check(native, CONTRACTS[FEED]).findings]
    assert told == [(Fault.TEXT, "title")]
    untitled = native.model_copy(update={"texts": {"native.cta": "Go and have a look"}})
    told = [(one.fault, one.where) for one in check(untitled, CONTRACTS[FEED]).findings]
    assert told == [(Fault.MISSING, "title"), (Fault.TEXT, "native.cta")]
    assert [one.fault for one in check(native, CONTRACTS[RECTANGLE]).findings] == [Fault.FORMAT]
    away = Elsewhere(role=Role.MAIN, part="media_url", address="https://cdn.example/a.png")
    hosted = Material(format=CreativeFormat.BANNER, elsewhere=(away,))
    assert check(hosted, CONTRACTS[RECTANGLE]).outcome is Outcome.UNKNOWN
    assert check(Material(format=CreativeFormat.BANNER), CONTRACTS[RECTANGLE]).outcome is Outcome.FAILS


def test_of_several_assets_each_placement_gets_the_one_that_fits():
    rectangle, board = measured(), measured(sha256="b" * 64, width=728, height=90)
    loose = Material(format=None, files=(rectangle, board, measured(**FILM, sha256="c" * 64)))
    verdicts = [check(loose, CONTRACTS[one]) for one in (RECTANGLE, "iab.display.728x90", IN_STREAM)]
    assert [(one.outcome, one.sha256[0]) for one in verdicts] == [(Outcome.PASSES, sign) for sign in "abc"]


def test_a_package_is_a_zip_that_others_read_and_says_how_long_it_is():
    contents = {"manifest.json": b"{}\n", "files/frühling.png": bytes(70_000)}
    members = [Member(path, "", len(one), zlib.crc32(one)) for path, one in contents.items()]
    whole = b"".join(heading(one) + contents[one.path] for one in members) + ending(members)
    assert len(whole) == length_of(members)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert {one: archive.read(one) for one in archive.namelist()} == contents
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
