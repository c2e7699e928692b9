"""Media types and VAST versions, as requests spell them and as we read them."""

from collections.abc import Iterable
from typing import Final

HTML: Final = "text/html"

_SPELLINGS: Final = {"image/jpg": "image/jpeg", "audio/mp3": "audio/mpeg"}

DAAST: Final = "DAAST"
PROGRESSIVE: Final = frozenset({2, 3})
"""AdCOM list Delivery Methods: what a plain file can be delivered by."""

_INLINE: Final = {13: "4.2", 11: "4.1", 7: "4.0", 3: "3.0", 2: "2.0"}
_WRAPPERS: Final = {14: "4.2", 12: "4.1", 8: "4.0", 6: "3.0", 5: "2.0"}
_DAAST: Final = 9
"""AdCOM list Creative Subtypes, Audio/Video: the versions we write, best first."""

PROTOCOL_CODES: Final = {version: code for code, version in (_INLINE | {_DAAST: DAAST}).items()}
WRAPPER_CODES: Final = {version: code for code, version in _WRAPPERS.items()}
BEST_VAST: Final = "4.2"


def canonical_mime(mime: str) -> str:
    """One spelling per media type, in lower case."""
    lower = mime.strip().lower()
    return _SPELLINGS.get(lower, lower)


def vast_version(protocols: Iterable[int] | None) -> str:
    """The best in-line VAST version among ``protocols``; the newest we write when none is named, empty when none fits."""
    return _best(_INLINE, protocols)


def wrapper_version(protocols: Iterable[int] | None) -> str:
    """Likewise for a wrapper around somebody else's VAST."""
    return _best(_WRAPPERS, protocols)


def audio_version(protocols: Iterable[int] | None) -> str:
    """Likewise for audio: DAAST, which VAST 4.1 took in, where a player takes nothing newer."""
    accepted = set(protocols or ())
    return vast_version(accepted) or (DAAST if _DAAST in accepted else "")


def _best(versions: dict[int, str], protocols: Iterable[int] | None) -> str:
    accepted = set(protocols or ())
    if not accepted:
        return BEST_VAST
    return next((version for code, version in versions.items() if code in accepted), "")
