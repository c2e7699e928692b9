"""Markup as a page, a player or a native renderer reads it: what it links to and what it loads."""

import json
import re
from typing import Final
from xml.etree.ElementTree import ParseError, XMLParser

from bidding.simulated_exchange.impressions import Json
from domain.serving.values import CreativeFormat

FORMATS_BY_MTYPE: Final = {
    1: CreativeFormat.BANNER,
    2: CreativeFormat.VIDEO,
    3: CreativeFormat.AUDIO,
    4: CreativeFormat.NATIVE,
}
_HREF: Final = re.compile(r"""<a\s[^>]*?href=["']([^"']+)["']""", re.IGNORECASE)


def click_url(markup: str, kind: CreativeFormat) -> str:
    """Where a click on the markup leads; empty when it leads nowhere or cannot be read."""
    if kind is CreativeFormat.BANNER:
        found = _HREF.search(markup)
        return found[1] if found else ""
    if kind is CreativeFormat.NATIVE:
        return _native_link(markup)
    return next(iter(vast_texts(markup, "ClickThrough") or vast_texts(markup, "ClickTracking")), "")


def impression_urls(markup: str, kind: CreativeFormat) -> list[str]:
    """What a player loads when the advertisement starts; only VAST names any here."""
    if kind in (CreativeFormat.VIDEO, CreativeFormat.AUDIO):
        return vast_texts(markup, "Impression")
    return []


def vast_texts(markup: str, element: str) -> list[str]:
    """The texts of all VAST elements of this name, in order; none when the markup is not XML."""
    reader = _Texts(element)
    parser = XMLParser(target=reader)  # noqa: S314 - a target without entity handlers expands nothing
    try:
        parser.feed(markup)
        parser.close()
    except ParseError:
        return []
    return reader.texts


class _Texts:
    """A parser target that keeps the text of elements of one name."""

    def __init__(self, element: str) -> None:
        self._element = element
        self._inside = False
        self._pieces: list[str] = []
        self.texts: list[str] = []

    def start(self, tag: str, _attributes: Json) -> None:
        self._inside = tag.rpartition("}")[2] == self._element
        self._pieces = []

    def data(self, text: str) -> None:
        if self._inside:
            self._pieces.append(text)

    def end(self, _tag: str) -> None:
        if self._inside:
            self.texts.append("".join(self._pieces).strip())
        self._inside = False

    def close(self) -> None:
        """Called by the parser at the end of the document."""


def _native_link(markup: str) -> str:
    try:
        answer = json.loads(markup)
    except ValueError:
        return ""
    answer = answer.get("native", answer) if isinstance(answer, dict) else {}
    link = answer.get("link") if isinstance(answer, dict) else None
    return str(link.get("url", "")) if isinstance(link, dict) else ""
