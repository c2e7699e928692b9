"""MJML and HTML with Liquid in them, made ready to be sent. Pure: parsers in memory, which load nothing."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import css_inline
import mrml
from inscriptis import get_text
from inscriptis.model.config import ParserConfig

from domain.content.liquid.rules import tags_in
from domain.content.liquid.values import ContentRefused

MAX_DEPTH: Final = 200
"""Of elements inside elements."""
MAX_ELEMENTS: Final = 10_000
MAX_MATCHES: Final = 8_000_000
"""Rules of style sheets, each held against every element."""
MAX_HTML_CHARS: Final = 1_000_000
_OPEN: Final = "zlq"
_CLOSE: Final = "qlz"
"""Around a number: what stands for Liquid while others read the markup. Letters, since those survive wherever they stand."""

_LOOKS_LIKE_A_MARK: Final = re.compile(f"{_OPEN}[0-9]+{_CLOSE}")
_MARK: Final = re.compile(
    f'<!--{_OPEN}([0-9]+){_CLOSE}-->|<mj-raw>{_OPEN}([0-9]+){_CLOSE}</mj-raw>|{_OPEN}([0-9]+){_CLOSE}(?:="")?'
)
_NAME: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,60})")
_QUOTE_OR_END: Final = re.compile("[\"'>]")
_COMMENT: Final = "!--"
_VOID: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "option",
        "tr",
        "td",
        "th",
        "tbody",
        "thead",
        "tfoot",
    ]
)
"""Elements without an end, or whose end may be left out."""
_STRUCTURE_AFTER: Final = frozenset(
    {"table", "tbody", "thead", "tfoot", "tr", "/td", "/th", "/tr", "/tbody", "/thead", "/tfoot", "/caption"}
)
"""After these only rows or cells may stand: a parser throws text out of a table, and keeps comments."""
_CONTENT_AFTER: Final = frozenset({"td", "th", "caption", "/table"})
_ROWS: Final = frozenset({"table", "thead", "tbody", "tfoot", "tr", "caption"})
_UNSEEN: Final = frozenset({"head", "style", "title"})
_ALT: Final = re.compile(r"\salt=(?:\"([^\"]{0,1000})\"|'([^']{0,1000})')", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"display:\s{0,9}none", re.IGNORECASE)
_PLAIN_TEXT: Final = frozenset(
    {"style", "title", "script", "textarea", "mj-title", "mj-preview", "mj-style", "mj-button"}
)
"""Within these a comment would be text."""
_MJ_CONTENT: Final = frozenset(
    [
        "mj-text",
        "mj-button",
        "mj-table",
        "mj-raw",
        "mj-title",
        "mj-preview",
        "mj-style",
        "mj-social-element",
        "mj-navbar-link",
        "mj-accordion-title",
        "mj-accordion-text",
        "mj-html-attributes",
        "mj-font",
        "mj-image",
        "mj-spacer",
        "mj-divider",
    ]
)
"""Elements of MJML that hold HTML or text; in all others only elements of MJML may stand."""
_REFUSED: Final = frozenset(
    {"mj-include", "script", "iframe", "object", "embed", "form", "applet", "frame", "frameset"}
)
_INLINER: Final = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True, keep_link_tags=False)
_QUOTED: Final = re.compile(r"\"[^\"]{0,100000}\"|'[^']{0,100000}'")
_BARE_VALUE: Final = re.compile(r"\s([A-Za-z][A-Za-z0-9-]{0,60})=(?!\s*')")
_PROLOGUE: Final = re.compile(r"<[?!][^>]{0,1000}>")
_TEXT_STYLE: Final = ParserConfig(display_links=True, display_anchors=False)


class Element(NamedTuple):
    """One tag, where it stands: ``<``, an end tag's ``/``, its name in lower case, and whether it closes itself."""

    start: int
    end: int
    closes: bool
    name: str
    closed: bool


def elements_in(text: str) -> Iterator[Element]:
    """Tags and comments of a document; one pass, whatever is in it. An unfinished tag ends it."""
    at = 0
    while (start := text.find("<", at)) >= 0:
        if text.startswith("<!--", start):
            end = text.find("-->", start + 4)
            if end < 0:
                return
            at = end + 3
            yield Element(start, at, closes=False, name=_COMMENT, closed=True)
            continue
        named = _NAME.match(text, start)
        if named is None:
            at = start + 1
            continue
        inside = named.end()
        while (found := _QUOTE_OR_END.search(text, inside)) is not None and found.group() != ">":
            inside = text.find(found.group(), found.end()) + 1
            if not inside:
                return
        if found is None:
            return
        at = found.end()
        yield Element(start, at, closes=bool(named[1]), name=named[2].lower(), closed=text[at - 2] == "/")


class Protected:
    """Markup in which marks stand for Liquid. ``text`` may be changed around the marks; ``restore`` puts Liquid back."""

    def __init__(self, source: str, field: str = "html") -> None:
        source = _LOOKS_LIKE_A_MARK.sub("", source)
        self.liquid: list[str] = []
        pieces: list[str] = []
        at = 0
        for start, end in tags_in(source, field):
            pieces.append(source[at:start])
            pieces.append(f"{_OPEN}{len(self.liquid)}{_CLOSE}")
            self.liquid.append(source[start:end])
            at = end
        pieces.append(source[at:])
        self.text = "".join(pieces)

    def restore(self, text: str) -> str:
        return _MARK.sub(lambda found: self.liquid[int(next(one for one in found.groups() if one is not None))], text)

    def is_output(self, mark: str) -> bool:
        return self.liquid[int(mark)].startswith("{{")


def has_liquid(text: str) -> bool:
    """Whether there is a mark in protected text."""
    return _OPEN in text


def to_html(source: str, *, is_mjml: bool, field: str = "html") -> str:
    """HTML with styles inline, Liquid where it was. Raises ``ContentRefused``."""
    check_elements(source, field, is_mjml=is_mjml)
    protected = Protected(source, field)
    text = _placed(protected, is_mjml=is_mjml)
    if not is_mjml:
        text = _with_bodies(text)
    if is_mjml:
        text = _from_mjml(text, field, protected)
    if text.count("{") * text.count("<") > MAX_MATCHES:
        raise ContentRefused(field, "its style sheets have too many rules for so many elements", "Style fewer things.")
    try:
        text = _INLINER.inline(text) if _is_document(text) else _inline_fragment(text)
    except css_inline.InlineError as error:
        raise ContentRefused(field, f"its styles cannot be read: {error}", "Correct the style sheet.") from error
    if len(text) > MAX_HTML_CHARS:
        raise ContentRefused(field, f"it becomes HTML of more than {MAX_HTML_CHARS:,} characters", "Shorten it.")
    return protected.restore(text)


def text_of(html: str, *, field: str = "text") -> str:
    """The text part of HTML with Liquid in it: links after their words, tables in lines."""
    protected = Protected(html, field)
    plain = "".join(_shown(protected.text))
    try:
        text = get_text(f"<html><body>{plain}</body></html>", _TEXT_STYLE)
    except (RecursionError, ValueError) as error:
        raise ContentRefused(field, "no text part can be made of this HTML", "Write the text part.") from error
    text = "\n".join(re.sub(r"[ \t]+", " ", line).strip() for line in text.splitlines())
    text = re.sub(r"\[([^\]\[]{0,2000})\]\(([^)\s]{1,8000})\)", _link_in_text, text)
    return protected.restore(re.sub(r"\n{3,}", "\n\n", text).strip())


def _shown(text: str) -> Iterator[str]:
    """What of a document can be seen, without tables: rows as lines and cells as words.

    A parser would move Liquid that stands between rows out of its table.
    """
    at, hidden, depth = 0, "", 0
    for element in elements_in(text):
        if not hidden:
            yield text[at : element.start]
        at = element.end
        tag = text[element.start : element.end]
        if hidden:
            depth += 0 if element.name != hidden or element.closed else -1 if element.closes else 1
            hidden = hidden if depth else ""
        elif element.name in _UNSEEN or (element.name == "div" and _HIDDEN.search(tag)):
            if not element.closes and not element.closed:
                hidden, depth = element.name, 1
        else:
            yield _in_text(element, tag)
    if not hidden:
        yield text[at:]


def _in_text(element: Element, tag: str) -> str:
    if element.name in _ROWS:
        return "</div>" if element.closes else "<div>"
    if element.name in {"td", "th"}:
        return " </span>" if element.closes else " <span>"
    if element.name == "img":
        described = _ALT.search(tag)
        return (described[1] or described[2] or "") if described else ""
    return "" if element.name == _COMMENT else tag


def _link_in_text(found: re.Match[str]) -> str:
    words, address = " ".join(found[1].split()), found[2]
    return f"<{address}>" if not words or words == address else f"{words} <{address}>"


def check_elements(source: str, field: str, *, is_mjml: bool) -> None:
    """Raises ``ContentRefused`` for elements that do not belong into a message, and for what is nested too deeply."""
    depth = 0
    text = Protected(source, field).text
    for number, (start, _end, closes, name, closed) in enumerate(elements_in(text)):
        if number > 2 * MAX_ELEMENTS:
            raise ContentRefused(
                field, f"it has more than {MAX_ELEMENTS:,} elements", "Show fewer things, or loop over a list."
            )
        if name in _REFUSED:
            line = text.count("\n", 0, start) + 1
            remedy = (
                "Use a content block: {% block 'name' %}." if name == "mj-include" else "Remove it; mail programs do."
            )
            raise ContentRefused(field, f"it has an element <{name}>", remedy, line=line)
        if (name in _VOID and not is_mjml) or closed:
            continue
        depth += -1 if closes else 1
        if depth > MAX_DEPTH:
            raise ContentRefused(
                field, f"elements are nested more than {MAX_DEPTH} deep", "Close elements where they end."
            )


def _is_document(text: str) -> bool:
    return bool(re.search(r"<html[\s>]|<body[\s>]|<!doctype", text, re.IGNORECASE))


def _inline_fragment(text: str) -> str:
    """Styles of a fragment; without a style sheet there is nothing to do, and its letters stay as they are."""
    if "<style" not in text.lower():
        return text
    return _INLINER.inline(f"<html><head></head><body>{text}</body></html>")


def _from_mjml(text: str, field: str, protected: Protected) -> str:
    try:
        made = mrml.to_html(text)
    except Exception as error:  # the library raises OSError, whatever is wrong, and does not say where
        at, rule, remedy = _why_no_mjml(text)
        line = protected.restore(text[:at]).count("\n") + 1 if at >= 0 else 0
        raise ContentRefused(field, rule, remedy, line=line) from error
    return str(made.content)


def _why_no_mjml(text: str) -> tuple[int, str, str]:
    """Where it goes wrong first, what is wrong there, and what to do. The place is -1 where we cannot tell."""
    opened: list[Element] = []
    at, has_root = 0, False
    for element in elements_in(text):
        between = text[at : element.start]
        if not opened and _PROLOGUE.sub("", between).strip():
            return _outside(text, at, has_root=has_root)
        at = element.end
        if element.name != "mjml" and not element.name.startswith("mj-"):
            if not opened and element.name != _COMMENT:
                return _outside(text, element.start, has_root=has_root)
            continue
        if fault := _misplaced(element, text, opened, has_root=has_root):
            return fault
        has_root = True
        if element.closes:
            opened.pop()
        elif not element.closed:
            opened.append(element)
    if opened:
        return opened[-1].start, f"<{opened[-1].name}> is not closed", f"Close it: </{opened[-1].name}>."
    if text[at:].strip():
        return _outside(text, at, has_root=has_root)
    return -1, "it cannot be read as MJML", "Close every element, and use those of MJML."


def _misplaced(
    element: Element, text: str, opened: Sequence[Element], *, has_root: bool
) -> tuple[int, str, str] | None:
    name = element.name
    if element.closes:
        if not opened:
            return element.start, f"</{name}> closes nothing", "Take it out."
        if opened[-1].name != name:
            inner = opened[-1].name
            return element.start, f"</{name}> stands where <{inner}> is open", f"Close it: </{inner}>."
        return None
    if not opened and (has_root or name != "mjml"):
        return _outside(text, element.start, has_root=has_root)
    if bare := _BARE_VALUE.search(_QUOTED.sub("''", text[element.start : element.end])):
        return element.start, f"<{name}> has '{bare[1]}' without quotes", f'Write {bare[1]}="...".'
    return None


def _outside(text: str, at: int, *, has_root: bool) -> tuple[int, str, str]:
    at += len(text[at:]) - len(text[at:].lstrip())
    where = "after </mjml>" if has_root else "before <mjml>"
    return at, f"something stands {where}", "Put it inside <mj-body>, or take it out."


def _with_bodies(text: str) -> str:
    """Tables with the body that a parser would open for their first row, before the Liquid in front of that row."""
    pieces: list[str] = []
    kept, opened = 0, -1
    at = 0
    for element in elements_in(text):
        if opened >= 0 and text[at : element.start].strip():
            opened = -1
        if element.name == "tr" and not element.closes and opened >= 0:
            pieces += [text[kept:opened], "<tbody>"]
            kept = opened
        if element.name != _COMMENT:
            opened = element.end if element.name == "table" and not element.closes else -1
        at = element.end
    return "".join([*pieces, text[kept:]])


def _placed(protected: Protected, *, is_mjml: bool) -> str:
    """The marks in the form that survives where they stand."""
    pieces: list[str] = []
    stands = _Place(is_mjml=is_mjml)
    at = 0
    for element in elements_in(protected.text):
        pieces.extend(_marked(protected, protected.text[at : element.start], stands))
        pieces.append(protected.text[element.start : element.end])
        stands.passes(element)
        at = element.end
    pieces.extend(_marked(protected, protected.text[at:], stands))
    return "".join(pieces)


def _marked(protected: Protected, text: str, stands: "_Place") -> Iterator[str]:
    at = 0
    for found in re.finditer(f"{_OPEN}([0-9]+){_CLOSE}", text):
        yield text[at : found.start()]
        if stands.among_elements:
            yield (
                f"<mj-raw>{found.group()}</mj-raw>"
                if protected.is_output(found[1])
                else f"<mj-raw><!--{found.group()}--></mj-raw>"
            )
        elif stands.in_plain_text or (protected.is_output(found[1]) and not stands.in_structure):
            yield found.group()
        else:
            yield f"<!--{found.group()}-->"
        at = found.end()
    yield text[at:]


class _Place:
    """Where in a document one is, as far as it matters to what may stand there."""

    def __init__(self, *, is_mjml: bool) -> None:
        self._is_mjml = is_mjml
        self._content = 0
        self._plain = ""
        self.in_structure = False

    @property
    def in_plain_text(self) -> bool:
        return bool(self._plain)

    @property
    def among_elements(self) -> bool:
        return self._is_mjml and not self._content

    def passes(self, element: Element) -> None:
        name, closes = element.name, element.closes
        if element.closed:
            return
        if name in _PLAIN_TEXT:
            self._plain = "" if closes else name
        if name in _MJ_CONTENT:
            self._content = max(0, self._content + (-1 if closes else 1))
        tag = f"/{name}" if closes else name
        if tag in _STRUCTURE_AFTER:
            self.in_structure = True
        elif tag in _CONTENT_AFTER:
            self.in_structure = False
