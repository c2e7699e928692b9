"""Every placement we know by name, and what it asks."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from domain.placements.values import Contract, Role, Size, Slot, TextLimit
from domain.serving.values import CreativeFormat

_PORTFOLIO: Final = "IAB New Ad Portfolio 1.1, fixed sizes"
_IN_STREAM: Final = "IAB Digital Video In-Stream Ad Format Guidelines, files ready to serve"
_NATIVE: Final = "OpenRTB Dynamic Native Ads API 1.2, recommended sizes and lengths"
_USUAL_BANNERS: Final = "what publishers usually take"
_USUAL_SOUND: Final = "what audio publishers usually take"
_USUAL_SCREENS: Final = "what networks of digital screens usually take"

_STILL: Final = ("image/jpeg", "image/png")
_WEB: Final = (*_STILL, "image/gif")
_FILM: Final = ("video/mp4", "video/webm")
_FILM_CODECS: Final = ("h264", "vp8", "vp9", "av1")
_FILM_SOUNDS: Final = ("aac", "opus", "vorbis")
_KB: Final = 1_000
_MB: Final = 1_000 * _KB
_LONGEST_ANIMATION_S: Final = 15
_MOST_REQUESTS: Final = 10
_LENGTHS_S: Final = (6, 15, 30)

_FIXED: Final = (
    ("iab.display", "Billboard", Size(970, 250), 250, _PORTFOLIO),
    ("iab.display", "Smartphone banner", Size(300, 50), 50, _PORTFOLIO),
    ("iab.display", "Smartphone banner", Size(320, 50), 50, _PORTFOLIO),
    ("iab.display", "Leaderboard", Size(728, 90), 150, _PORTFOLIO),
    ("iab.display", "Super leaderboard", Size(970, 90), 200, _PORTFOLIO),
    ("iab.display", "Portrait", Size(300, 1050), 250, _PORTFOLIO),
    ("iab.display", "Skyscraper", Size(160, 600), 150, _PORTFOLIO),
    ("iab.display", "Medium rectangle", Size(300, 250), 150, _PORTFOLIO),
    ("iab.display", "Button", Size(120, 60), 50, _PORTFOLIO),
    ("iab.display", "Phone interstitial", Size(640, 1136), 300, _PORTFOLIO),
    ("iab.display", "Phone interstitial", Size(750, 1334), 300, _PORTFOLIO),
    ("iab.display", "Phone interstitial", Size(1080, 1920), 300, _PORTFOLIO),
    ("iab.display", "Feature phone small banner", Size(120, 20), 5, _PORTFOLIO),
    ("iab.display", "Feature phone medium banner", Size(168, 28), 5, _PORTFOLIO),
    ("iab.display", "Feature phone large banner", Size(216, 36), 5, _PORTFOLIO),
    ("display", "Half page", Size(300, 600), 150, _USUAL_BANNERS),
)
"""Family, name, size, kilobytes of the initial load, and whose word that is."""
_SCREENS: Final = (
    ("landscape", "Landscape screen", Size(1920, 1080)),
    ("portrait", "Portrait screen", Size(1080, 1920)),
    ("bulletin", "Digital bulletin", Size(1400, 400)),
    ("poster", "Digital poster", Size(840, 400)),
)


def _display() -> Iterator[Contract]:
    for family, name, size, kilobytes, source in _FIXED:
        yield Contract(
            id=f"{family}.{size.width}x{size.height}",
            version=1,
            name=f"{name}, {size.width} x {size.height}",
            source=source,
            format=CreativeFormat.BANNER,
            slots=(Slot(role=Role.MAIN, media_types=_WEB, sizes=(size,), longest_s=_LONGEST_ANIMATION_S),),
            takes_markup=True,
            initial_bytes=kilobytes * _KB,
            most_requests=_MOST_REQUESTS,
        )


def _video() -> Iterator[Contract]:
    shapes = (
        ("instream", "In-stream video", (Size(16, 9), Size(4, 3))),
        ("vertical", "Vertical video", (Size(9, 16),)),
    )
    for kind, name, aspects in shapes:
        for seconds in _LENGTHS_S:
            yield Contract(
                id=f"iab.video.{kind}.{seconds}s",
                version=1,
                name=f"{name}, {seconds} seconds",
                source=_IN_STREAM,
                format=CreativeFormat.VIDEO,
                slots=(
                    Slot(
                        role=Role.MAIN,
                        media_types=_FILM,
                        video_codecs=_FILM_CODECS,
                        audio_codecs=_FILM_SOUNDS,
                        aspects=aspects,
                        least=Size(360, 360),
                        durations_s=(seconds,),
                        least_kbps=500,
                        most_kbps=3_500,
                        most_bytes=15 * _MB,
                    ),
                    Slot(
                        role=Role.COMPANION,
                        is_required=False,
                        media_types=_WEB,
                        sizes=(Size(300, 250), Size(728, 90), Size(300, 60)),
                        most_bytes=150 * _KB,
                    ),
                ),
            )


def _audio() -> Iterator[Contract]:
    for seconds in (15, 30):
        yield Contract(
            id=f"audio.spot.{seconds}s",
            version=1,
            name=f"Audio spot, {seconds} seconds",
            source=_USUAL_SOUND,
            format=CreativeFormat.AUDIO,
            slots=(
                Slot(
                    role=Role.MAIN,
                    media_types=("audio/mpeg", "audio/mp4", "audio/ogg"),
                    audio_codecs=("mp3", "aac", "vorbis", "opus"),
                    durations_s=(seconds,),
                    least_kbps=96,
                    most_kbps=320,
                    most_bytes=2 * _MB,
                ),
                Slot(
                    role=Role.COMPANION,
                    is_required=False,
                    media_types=_STILL,
                    sizes=(Size(300, 250), Size(640, 640), Size(500, 500)),
                    most_bytes=150 * _KB,
                ),
            ),
        )


def _native() -> Iterator[Contract]:
    icon = Slot(
        role=Role.ICON,
        is_required=False,
        media_types=_STILL,
        aspects=(Size(1, 1),),
        least=Size(50, 50),
        most_bytes=50 * _KB,
    )
    for kind, name, least, title, body in (
        ("feed", "Native, in the feed", Size(627, 627), 90, 140),
        ("small", "Native, small", Size(200, 200), 25, 90),
    ):
        main = Slot(
            role=Role.MAIN,
            media_types=_WEB,
            aspects=(Size(191, 100), Size(4, 3), Size(1, 1)),
            least=least,
            most_bytes=500 * _KB,
        )
        yield Contract(
            id=f"iab.native.{kind}",
            version=1,
            name=name,
            source=_NATIVE,
            format=CreativeFormat.NATIVE,
            slots=(main, icon),
            texts=(
                TextLimit(name="title", longest=title),
                TextLimit(name="body", longest=body, is_required=False),
                TextLimit(name="native.sponsored", longest=25, is_required=False),
                TextLimit(name="native.cta", longest=15, is_required=False),
            ),
        )


def _screens() -> Iterator[Contract]:
    for kind, name, size in _SCREENS:
        yield Contract(
            id=f"dooh.still.{kind}",
            version=1,
            name=f"{name}, still",
            source=_USUAL_SCREENS,
            format=CreativeFormat.BANNER,
            slots=(Slot(role=Role.MAIN, media_types=_STILL, sizes=(size,), most_bytes=10 * _MB),),
        )
        yield Contract(
            id=f"dooh.moving.{kind}",
            version=1,
            name=f"{name}, moving",
            source=_USUAL_SCREENS,
            format=CreativeFormat.VIDEO,
            slots=(
                Slot(
                    role=Role.MAIN,
                    media_types=("video/mp4",),
                    video_codecs=("h264",),
                    sizes=(size,),
                    durations_s=(8, 10, 15),
                    most_kbps=25_000,
                    most_bytes=50 * _MB,
                    is_silent=True,
                ),
            ),
        )


CONTRACTS: Final[Mapping[str, Contract]] = MappingProxyType(
    {one.id: one for one in (*_display(), *_video(), *_audio(), *_native(), *_screens())}
)
"""By id, in the order people look for them."""
