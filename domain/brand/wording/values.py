"""Text made comparable, and where it came from."""

from typing import NamedTuple


class Span(NamedTuple):
    """From ``begin`` up to ``end`` of the text as it was."""

    begin: int
    end: int


class Folded(NamedTuple):
    """A text without what readers do not see or mind, and the span of the original that each character stands for."""

    text: str
    spans: tuple[Span, ...]
