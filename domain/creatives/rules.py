"""What is asked of a creative as it is written, and not of one that is stored already. Pure."""

from urllib.parse import urlsplit

from domain.creatives.values import CreativeContent
from domain.errors import InvalidInput


def check_ports(content: CreativeContent, *, before: CreativeContent | None = None, place: str = "") -> None:
    """Raises ``InvalidInput`` for an address whose port is none. What stood there ``before`` may stay; ``place`` leads to the creative."""
    known = _addresses(before) if before else {}
    for field, url in _addresses(content).items():
        if known.get(field) != url and not _has_usable_port(url):
            raise InvalidInput(
                f"'{url[:120]}' names a port that is none",
                field=f"{place}{field}",
                remedy="Name one from 1 to 65535, or leave it out.",
            )


def _addresses(content: CreativeContent) -> dict[str, str]:
    native = content.native
    return {
        "landing_url": content.landing_url,
        "media_url": content.media_url,
        "vast_url": content.vast_url,
        "error_tracker": content.error_tracker,
        "companion.url": content.companion.url if content.companion else "",
        "native.icon.url": native.icon.url if native and native.icon else "",
        "native.video.url": native.video.url if native and native.video else "",
        **{f"impression_trackers.{at}": url for at, url in enumerate(content.impression_trackers)},
        **{f"playback_trackers.{event}": url for event, url in content.playback_trackers.items()},
    }


def _has_usable_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False
