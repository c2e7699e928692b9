"""Media types and VAST versions, as requests spell them and as we read them."""

from collections.abc import Iterable
from typing import Final

HTML: Final = "text/html"

_SPELLINGS: Final = {"image/jpg": "image/jpeg", "audio/mp3": "audio/mpeg"}

_INLINE_VERSIONS: Final = {13: "4.2", 11: "4.1", 7: "4.0", 3: "3.0", 2: "2.0"}
"""AdCOM list Creative Subtypes, Audio/Video: the in-line VAST versions we write, best first."""

BEST_VAST: Final = "4.2"


def canonical_mime(mime: str) -> str:
    """One spelling per media type, in lower case."""
    lower = mime.strip().lower()
    return _SPELLINGS.get(lower, lower)


def vast_version(protocols: Iterable[int] | None) -> str | None:
    """The best in-line VAST version among ``protocols``; the newest we write when none is named, None when none fits."""
    if not protocols:
        return BEST_VAST
    accepted = set(protocols)
    return next((version for code, version in _INLINE_VERSIONS.items() if code in accepted), None)
