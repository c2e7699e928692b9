"""What people may write on one line: everything that is shown, and the two joiners that writing cannot do without.

Persian, Hindi and families of emoji are written with U+200C and U+200D, which show nothing themselves. Control characters, separators
of lines, and marks that turn the direction of what follows are not shown, and are refused wherever a line is read.
"""

from typing import Final

JOINERS: Final = "\u200c\u200d"
_NONE: Final = dict.fromkeys(map(ord, JOINERS))


def is_shown(text: str) -> bool:
    """Whether every character is printable, or joins two that are."""
    return without_joiners(text).isprintable()


def without_joiners(text: str) -> str:
    return text.translate(_NONE)
