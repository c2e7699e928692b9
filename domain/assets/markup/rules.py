"""HTML as the library keeps it: text, tables, styles, and pictures where they lie; nothing that runs, posts, frames or fetches styles.

A page that is handed out fetches its pictures neither: ``api.assets`` sends it as an attachment with a policy that forbids it.
"""

import re
from typing import Final, NamedTuple

import nh3

from domain.errors import InvalidInput

MAX_DEPTH: Final = 200
_STYLED: Final = {"style", "class", "id", "align", "dir", "lang", "title", "role"}
_SIZED: Final = {"width", "height", "bgcolor", "valign"}
_TAGS: Final = (nh3.ALLOWED_TAGS - {"map", "area"}) | {"center", "font", "main", "picture", "source", "style"}
_CLEANER: Final = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={
        "script",
        "title",
        "noscript",
        "template",
        "iframe",
        "object",
        "svg",
        "math",
        "textarea",
        "select",
    },
    attributes={
        **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items() if tag in _TAGS},
        "*": _STYLED,
        "table": {"cellpadding", "cellspacing", "border", *_SIZED},
        "td": {"colspan", "rowspan", *_SIZED},
        "th": {"colspan", "rowspan", "scope", *_SIZED},
        "tr": set(_SIZED),
        "img": {"src", "alt", "border", *_SIZED},
        "source": {"media", "type"},
        "a": {"href", "target", "name"},
        "font": {"color", "face", "size"},
    },
    attribute_filter=lambda _tag, name, value: None if name == "style" and reaches_out(value) else value,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer",
)
_STYLES = re.compile(r"(?is)<style\b[^>]*>(.*?)</style\s*>")
_COMMENTS = re.compile(r"(?s)/\*.*?(?:\*/|\Z)")
_REACHES_OUT = re.compile(
    r"(?i)url\s*\(|image\s*\(|image-set|@import|expression\s*\(|-moz-binding|behavior\s*:|javascript:|\\|<"
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*+)[^<>]*?(/?)>")
_NOTED: Final = {
    "script": r"<script\b",
    "iframe": r"<i?frame\b",
    "form": r"<form\b",
    "object": r"<(?:object|embed|applet)\b",
    "svg": r"<svg\b",
    "meta": r"<meta\b",
    "link": r"<link\b",
    "base": r"<base\b",
    "on*": r"<[^<>]+\son[a-z]+\s*=",
    "javascript:": r"(?:javascript|vbscript)\s*:",
}
_NEVER_DEEP: Final = frozenset(
    {
        "area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr",
        "dd", "dt", "li", "option", "p", "tbody", "td", "tfoot", "th", "thead", "tr",
    }
)  # fmt: skip
"""Elements that hold nothing, and those that the next of their kind closes."""


class CleanHtml(NamedTuple):
    text: str
    removed: tuple[str, ...]


def reaches_out(css: str) -> bool:
    """Whether a style loads something, or hides what it does; an escape could spell either.

    Read with its comments and without: what looks like a comment may lie in a string.
    """
    return any(_REACHES_OUT.search(read) for read in (css, _COMMENTS.sub("", css)))


def clean_html(source: str) -> CleanHtml:
    """``source`` as the library keeps it, and what was taken out. Raises ``InvalidInput`` for one nested beyond reason."""
    _refuse_deep(source)
    cleaned = _CLEANER.clean(source)
    kept = _STYLES.sub(lambda found: "" if reaches_out(found[1]) else found[0], cleaned)
    removed = [name for name, pattern in _NOTED.items() if re.search(pattern, source, re.IGNORECASE)]
    if kept != cleaned:
        removed.append("style that loads something")
    return CleanHtml(f'<!doctype html>\n<meta charset="utf-8">\n{kept.strip()}\n', tuple(removed))


def _refuse_deep(source: str) -> None:
    depth = 0
    for found in _TAG.finditer(source):
        if found[3] or found[2].lower() in _NEVER_DEEP:
            continue
        depth = max(0, depth - 1) if found[1] else depth + 1
        if depth > MAX_DEPTH:
            raise InvalidInput(
                f"the page nests more than {MAX_DEPTH} elements in one another, or leaves as many open",
                field="file",
                remedy="Close what is opened, and nest less.",
            )
