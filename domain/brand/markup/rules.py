"""Reading markup as somebody would see it: text with its fonts, colours, images, and the place of each in the source."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

import cssselect2

from domain.brand.markup.boxes.rules import background_of, clear_px, extent_px
from domain.brand.markup.styles.rules import INITIAL, Sheets, Spots, addresses_in, computed, shades_in
from domain.brand.markup.styles.values import Declared
from domain.brand.markup.tree.rules import NEVER_TEXT, Element, after_spaces, in_order, parse, spot_of, text_of, within
from domain.brand.markup.values import Painted, Passage, Reading, Run, Shown, Still, Unread
from domain.brand.values import Place

_MOST_SHADES: Final = 50
"""Colours of one value that are looked at: nobody sees more of a gradient apart."""
_CODE: Final = frozenset({"code", "pre", "kbd", "samp", "tt"})
_SPOKEN: Final = ("alt", "title", "aria-label", "placeholder", "value")
_PAINTING: Final = re.compile(
    r"background-color|background-image|border(-(top|right|bottom|left|block|inline)(-(start|end))?)?(-color)?|outline(-color)?"
    r"|fill|stroke|stop-color|box-shadow|text-shadow|text-decoration(-color)?|column-rule(-color)?|-webkit-text-fill-color"
)
_LOGO: Final = re.compile(r"(?<![a-z])logo(type|mark)?(?![a-z])", re.IGNORECASE)


def read(markup: str, still: Still) -> Reading:
    """Everything that is shown. Raises ``InvalidInput`` for markup of more than the bounds in ``values``."""
    elements = parse(markup)
    still()
    return _Reader(markup, elements, still).read()


def images_in(markup: str, still: Still) -> tuple[str, ...]:
    """The web addresses of what it shows, each once, in the order of the document. Raises as ``read``."""
    shown = read(markup, still).shown if markup.strip() else ()
    return tuple(dict.fromkeys(one.address for one in shown if one.address.lower().startswith("https://")))


class _Reader:
    """One reading of one document, first as on a desk, then with every condition of its style sheets held."""

    def __init__(self, markup: str, elements: list[Element], still: Still) -> None:
        self._markup = markup
        self._elements = elements
        self._still = still
        self._sheets = Sheets()
        self._painted: dict[tuple[str, str, str, int], Painted] = {}
        self._runs: dict[tuple[Any, ...], Run] = {}
        self._shown: list[Shown] = []
        self._unread: list[Unread] = []

    def read(self) -> Reading:
        for one in self._elements:
            self._note_unreadable(one)
            if one.name == "style" and (text := text_of(one)):
                node = one.node.children[0]
                self._sheets.add(text, Spots(text, begin=spot_of(node, one.spot)))
        self._look(conditions=False)
        if self._sheets.has_conditions:
            self._look(conditions=True)
        root = self._elements[0]
        self._unread += [Unread(one.what, one.why, root.place(one.spot)) for one in self._sheets.problems]
        return Reading(
            painted=tuple(self._painted.values()),
            runs=tuple(self._runs.values()),
            passages=tuple(self._passages()),
            shown=tuple(self._shown),
            unread=tuple(self._unread),
        )

    def _note_unreadable(self, one: Element) -> None:
        name, attributes = one.name, one.attributes
        if name == "link" and "stylesheet" in attributes.get("rel", "").lower().split():
            self._unread.append(Unread("a style sheet", "it lies elsewhere", one.place()))
        elif name == "script":
            self._unread.append(Unread("what a script draws", "scripts are not run here", one.place()))
        elif name in ("iframe", "object", "embed", "video", "audio", "canvas"):
            self._unread.append(Unread(f"what <{name}> shows", "it lies elsewhere", one.place()))

    def _look(self, *, conditions: bool) -> None:
        """Style every element, parents before children, and note what it shows."""
        wrapped = {
            id(one.etree_element): one
            for one in cssselect2.ElementWrapper.from_html_root(self._elements[0].twin).iter_subtree()
        }
        root_px = 16.0
        for one in self._elements:
            self._still()
            declared = self._sheets.apply(
                wrapped[id(one.twin)],
                inline=one.attributes.get("style", ""),
                spots=Spots("", begin=one.spot),
                hints=_hints(one),
                conditions=conditions,
            )
            one.style = computed(declared, one.parent.style if one.parent is not None else INITIAL, root_px)
            if one.depth == 0 and one.style.size_px is not None:
                root_px = one.style.size_px
            if not one.style.is_hidden:
                self._note_text(one)
                self._note_painted(one)
                self._note_backdrop(one)
                if not conditions:
                    self._note_shown(one, root_px)

    def _note_text(self, one: Element) -> None:
        text = " ".join(text_of(one).split())
        if not text or one.name in NEVER_TEXT:
            return
        style = one.style
        node = next(child for child in one.node.children if child.name == "#text" and child.data.strip())
        begin = after_spaces(node, self._markup, one.spot)
        place = one.place(begin, text, len(text))
        run = Run(_use(one), style.families, style.size_px, style.size_written, style.weight, place)
        self._runs.setdefault((place.offset, run.use, style.families, style.size_px, style.weight), run)
        if not _is_filled(one):
            named = "color" if style.colour_spot is not None else ""
            self._paint(Painted(style.colour, named, place))

    def _note_painted(self, one: Element) -> None:
        for name, declared in one.style.own.items():
            if _PAINTING.fullmatch(name) and not _is_no_line(name, declared):
                for shade in islice(shades_in(declared.tokens, one.style.colour), _MOST_SHADES):
                    if shade is not one.style.colour:
                        self._paint(Painted(shade, name, one.place(declared.spot, f"{name}: {shade.written}")))

    def _note_backdrop(self, one: Element) -> None:
        """Images behind an element, each once however often its sheets are read."""
        declared = one.style.own.get("background-image")
        for address in addresses_in(declared.tokens) if declared is not None else ():
            place = one.place(declared.spot if declared is not None else None, address)
            shown = Shown(address, False, None, None, None, None, place)  # noqa: FBT003 -- no logo
            if shown not in self._shown:
                self._shown.append(shown)

    def _paint(self, painted: Painted) -> None:
        if painted.shade.opacity > 0:
            key = (painted.property, painted.shade.written, painted.place.selector, painted.place.offset)
            self._painted.setdefault(key, painted)

    def _note_shown(self, one: Element, root_px: float) -> None:
        is_logo = "data-brand-logo" in one.attributes
        if one.name not in ("img", "image", "svg") and not is_logo:
            return
        attributes = one.attributes
        address = attributes.get("src") or attributes.get("href") or attributes.get("xlink:href") or ""
        named = " ".join((attributes.get("class", ""), attributes.get("id", ""), attributes.get("alt", "")))
        file_name = "" if address.startswith("data:") else address.rpartition("/")[2].partition("?")[0]
        self._shown.append(
            Shown(
                address=address,
                is_logo=is_logo or bool(_LOGO.search(f"{named} {file_name}".replace("_", " "))),
                width_px=extent_px(one, "width", root_px),
                height_px=extent_px(one, "height", root_px),
                clear_px=clear_px(one, root_px),
                background=background_of(one),
                place=one.place(excerpt=address),
            )
        )

    def _passages(self) -> Iterator[Passage]:
        """Text block by block, so that a word is one word however it is marked up; then the texts of attributes."""
        block: list[tuple[Element, Any]] = []
        for item in in_order(self._elements):
            if item is None:
                yield from self._passage(block)
                block = []
            else:
                block.append(item)
        yield from self._passage(block)
        for one in self._elements:
            for name in _SPOKEN:
                is_text = name != "value" or one.name in ("input", "button", "option")
                if one.attributes.get(name, "").strip() and is_text:
                    yield Passage(one.attributes[name], _Attribute(one, name))

    def _passage(self, block: list[tuple[Element, Any]]) -> Iterator[Passage]:
        text = "".join(node.data for _, node in block)
        if text.strip():
            yield Passage(text, _Located(block, text, self._markup))


class _Attribute:
    """Places within the text of an attribute are the element's own."""

    def __init__(self, element: Element, name: str) -> None:
        self._element = element
        self._text = element.attributes[name]
        self._name = name

    def __call__(self, begin: int, end: int) -> Place:
        said = self._text[begin:end]
        return self._element.place(excerpt=f'{self._name}="…{said}…"', length=len(said))


class _Located:
    """From a span of a block's text to the source of its first character, past entities and line ends."""

    def __init__(self, block: list[tuple[Element, Any]], text: str, markup: str) -> None:
        self._block = block
        self._text = text
        self._markup = markup

    def __call__(self, begin: int, end: int) -> Place:
        passed = 0
        for element, node in self._block:
            if begin < passed + len(node.data):
                spot = within(node, begin - passed, self._markup, element.spot)
                return element.place(spot, self._text[begin:end], end - begin)
            passed += len(node.data)
        element, node = self._block[-1]
        return element.place(spot_of(node, element.spot), self._text[begin:end], end - begin)


def _use(one: Element) -> str:
    """What a text is for: said by ``data-brand-use``, or told from its element."""
    for element in one.lineage():
        name, attributes = element.name, element.attributes
        if said := attributes.get("data-brand-use", "").strip().lower():
            return said
        if re.fullmatch("h[1-6]", name) or attributes.get("role") == "heading":
            return "heading"
        if name in _CODE:
            return "code"
        if name == "button" or attributes.get("role") == "button":
            return "button"
    return "body"


def _hints(one: Element) -> str:
    """The attributes of old that style an element, as declarations."""
    said = [
        f"{name}: {_one_value(value)}{'px' if name == 'font-size' and value.strip().isdigit() else ''}"
        for name in _SVG_PRESENTATION
        if one.name in _SVG and (value := one.attributes.get(name))
    ]
    for attribute, css in (("bgcolor", "background-color"), ("text", "color")):
        if value := one.attributes.get(attribute):
            said.append(f"{css}: {_one_value(value)}")
    if one.name == "font":
        said += [
            f"{css}: {_one_value(one.attributes[name])}"
            for name, css in (("color", "color"), ("face", "font-family"))
            if name in one.attributes
        ]
        size = _FONT_SIZES.get(one.attributes.get("size", "").strip())
        said += [f"font-size: {size}"] if size else []
    return ";".join(said)


def _is_filled(one: Element) -> bool:
    """Whether it is text of an SVG with a fill, which shows that and no colour of text."""
    return one.name in ("text", "tspan") and any("fill" in element.style.own for element in one.lineage())


def _one_value(text: str) -> str:
    return text.replace(";", " ").replace("!", " ")


_SVG_PRESENTATION: Final = ("fill", "stroke", "stop-color", "font-size", "font-family", "font-weight")
_SVG: Final = frozenset(
    [
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "textPath",
        "stop",
        "use",
        "linearGradient",
        "radialGradient",
    ]
)
_FONT_SIZES: Final[Mapping[str, str]] = {
    "1": "x-small",
    "2": "small",
    "3": "medium",
    "4": "large",
    "5": "x-large",
    "6": "xx-large",
    "7": "xxx-large",
}


def _is_no_line(name: str, declared: Declared) -> bool:
    """Whether a border or outline is none, or of no width."""
    if not name.startswith(("border", "outline")):
        return False
    return any(
        (token.type == "ident" and token.lower_value in ("none", "hidden"))
        or (token.type in ("number", "dimension") and token.value == 0)
        for token in declared.tokens
    )
