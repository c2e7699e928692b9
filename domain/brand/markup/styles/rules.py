"""The cascade, as far as colours, fonts and boxes go: style sheets, attributes, inheritance, variables, lengths.

States such as ``:hover`` never apply. Rules under a condition (``@media``, ``@supports``) are read a second time, as if
every condition held, so that a brand is kept on the phone as well as on the desk.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import cssselect2
import tinycss2

from domain.brand.colours.rules import css_colour
from domain.brand.colours.values import Rgb
from domain.brand.markup.styles.values import Declared, Problem, Spot, Style, Tokens
from domain.brand.markup.values import MAX_SELECTORS, Shade

_BROWSERS_OWN: Final = """
h1 { font-size: 2em } h2 { font-size: 1.5em } h3 { font-size: 1.17em } h5 { font-size: .83em } h6 { font-size: .67em }
h1, h2, h3, h4, h5, h6, b, strong, th { font-weight: bold }
a[href] { color: #0000EE } mark { background-color: #FFFF00; color: #000000 }
code, kbd, samp, pre, tt { font-family: monospace; font-size: 13px } small, sub, sup { font-size: smaller }
button, input, select, textarea { font-family: system-ui; font-size: 13.3333px; color: #000000 }
[hidden], head, script, style, template, noscript, datalist, title { display: none }
"""
_CONDITIONS: Final = frozenset({"media", "supports", "layer", "container", "scope", "starting-style"})
_HARMLESS: Final = frozenset(
    {"charset", "font-face", "keyframes", "-webkit-keyframes", "page", "namespace", "property"}
)
_SIZES: Final[Mapping[str, float]] = {
    "xx-small": 9,
    "x-small": 10,
    "small": 13,
    "medium": 16,
    "large": 18,
    "x-large": 24,
    "xx-large": 32,
    "xxx-large": 48,
}
_PIXELS_IN: Final[Mapping[str, float]] = {
    "px": 1,
    "pt": 4 / 3,
    "pc": 16,
    "in": 96,
    "cm": 96 / 2.54,
    "mm": 9.6 / 2.54,
    "q": 2.4 / 2.54,
}
_IMAGES: Final = frozenset({"url", "image-set", "image", "cross-fade"})
_BRACKETS: Final = re.compile(r"[(\[{}\])]")
_DEEPEST_BRACKETS: Final = 32
_MOST_LOOKING_AHEAD: Final = 5
"""Selectors with ``:has()``: each looks through the whole document for every element."""
_DEEPEST_VARIABLE: Final = 8
_MOST_REPLACED: Final = 100
_NEVER_A_FAMILY: Final = frozenset({"inherit", "unset", "initial", "revert"})
INITIAL: Final = Style(
    colour=Shade(Rgb(0, 0, 0), "black"),
    colour_spot=None,
    families=None,
    size_px=16,
    size_written="16px",
    weight=400,
)


class Sheets:
    """The style sheets of a document, asked which declarations apply to an element."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.has_conditions = False
        self._always = cssselect2.Matcher()
        self._on_conditions = cssselect2.Matcher()
        self._selectors = 0
        self._looking_ahead = 0
        self._order = 0
        self._read(_BROWSERS_OWN, None, origin=0)

    def add(self, css: str, spots: "Spots") -> None:
        """One ``<style>``; ``spots`` knows where its text stands."""
        if _is_too_deep(css):
            self.problems.append(Problem("a style sheet", "it is nested too deeply", spots.of_line(1, 1)))
        else:
            self._read(css, spots, origin=2)

    def _read(self, css: str, spots: "Spots | None", *, origin: int) -> None:
        rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        waiting = [(rule, False) for rule in reversed(rules)]
        while waiting:
            rule, conditional = waiting.pop()
            spot = spots.of_line(rule.source_line, rule.source_column) if spots is not None else None
            if rule.type == "qualified-rule":
                self._add_rule(rule, spot, spots, origin=origin, conditional=conditional)
            elif rule.type == "at-rule" and rule.lower_at_keyword in _CONDITIONS and rule.content is not None:
                if not _is_print(rule.prelude):
                    inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                    waiting.extend((one, True) for one in reversed(inner))
            elif rule.type == "at-rule" and rule.lower_at_keyword == "import":
                self.problems.append(Problem("a style sheet", "it lies elsewhere (@import)", spot))
            elif rule.type == "error" or (rule.type == "at-rule" and rule.lower_at_keyword not in _HARMLESS):
                self.problems.append(Problem("part of a style sheet", "it is not CSS we read", spot))

    def _add_rule(self, rule: Any, spot: Spot | None, spots: "Spots | None", *, origin: int, conditional: bool) -> None:
        try:
            selectors = cssselect2.compile_selector_list(rule.prelude)
        except cssselect2.SelectorError:
            self.problems.append(Problem("a rule of a style sheet", "its selector is not one we read", spot))
            return
        self._selectors += len(selectors)
        self._looking_ahead += sum(":has(" in one for one in _written(rule.prelude))
        if (
            self._selectors > MAX_SELECTORS
            or self._looking_ahead > _MOST_LOOKING_AHEAD
            or not _is_affordable(rule.prelude)
        ):
            self.problems.append(Problem("a rule of a style sheet", "its selectors are too many or too deep", spot))
            return
        self._order += 1
        declared = tuple(_declarations(rule.content, spots))
        matcher = self._on_conditions if conditional else self._always
        self.has_conditions = self.has_conditions or conditional
        for selector in selectors:
            if selector.pseudo_element is None:
                matcher.add_selector(selector, (origin, self._order, declared))

    def apply(self, element: Any, *, inline: str, spots: "Spots", hints: str, conditions: bool) -> dict[str, Declared]:
        """The winning declaration of each property. ``hints`` are attributes such as ``bgcolor``, said as CSS."""
        found = list(self._always.match(element))
        if conditions:
            found += self._on_conditions.match(element)
        weighed = [
            ((important, origin, specificity, order, number), name, declared)
            for specificity, _, _, (origin, order, declarations) in found
            for number, (name, declared, important) in enumerate(declarations)
        ]
        for css, origin in ((hints, 1), (inline, 3)):
            if css and not _is_too_deep(css):
                weighed += [
                    ((important, origin, (0, 0, 0), 0, number), name, declared)
                    for number, (name, declared, important) in enumerate(
                        _declarations(tinycss2.parse_component_value_list(css), spots.fixed())
                    )
                ]
        weighed.sort(key=lambda one: one[0])
        return {name: declared for _, name, declared in weighed}


class Spots:
    """From a line and column of a text inside a document to the document's own; ``fixed`` answers its beginning for all."""

    def __init__(self, text: str, *, begin: Spot | None = None, is_fixed: bool = False) -> None:
        self._begin = begin or Spot(0, 1, 1)
        self._lines = [0, *(found.end() for found in re.finditer(r"\r\n|[\n\r\f]", text))]
        self._is_fixed = is_fixed

    def fixed(self) -> "Spots":
        return Spots("", begin=self._begin, is_fixed=True)

    def of_line(self, line: int, column: int) -> Spot:
        begin = self._begin
        if self._is_fixed or line > len(self._lines):
            return begin
        offset = begin.offset + self._lines[line - 1] + column - 1
        return Spot(offset, begin.line + line - 1, column if line > 1 else begin.column + column - 1)


def _is_too_deep(css: str) -> bool:
    """Whether brackets stand in more brackets than anybody needs; readers of CSS go down into each."""
    depth = 0
    for bracket in _BRACKETS.findall(css):
        depth = max(0, depth + (1 if bracket in "([{" else -1))
        if depth > _DEEPEST_BRACKETS:
            return True
    return False


def _is_print(prelude: Iterable[Any]) -> bool:
    words = [token.lower_value for token in prelude if token.type == "ident"]
    return "print" in words and "not" not in words and "screen" not in words


def _is_affordable(prelude: Iterable[Any]) -> bool:
    """Matching takes as long as a document is deep, to the power of its combinators: a few are enough for everybody."""
    return all(
        len(re.findall(r"\s", one)) <= 4 and one.count("~") <= 1 and one.count(":has(") <= 1 and len(one) <= 500
        for one in _written(prelude)
    )


def _written(prelude: Iterable[Any]) -> list[str]:
    """Selectors one by one, with no space but that of a descendant."""
    return re.sub(r"\s*([>+~,()])\s*", r"\1", tinycss2.serialize(prelude).strip().lower()).split(",")


def _declarations(content: Any, spots: Spots | None) -> Iterator[tuple[str, Declared, bool]]:
    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if one.type != "declaration":
            continue
        spot = spots.of_line(one.source_line, one.source_column) if spots is not None else None
        name = one.name if one.name.startswith("--") else one.lower_name
        tokens = tuple(token for token in one.value if token.type != "comment")
        if name == "font":
            for long_name, part in _font(tokens):
                yield long_name, Declared(part, spot), one.important
        elif name == "background":
            yield "background-color", Declared(tokens, spot), one.important
            yield "background-image", Declared(tuple(_images(tokens)), spot), one.important
        else:
            yield name, Declared(tokens, spot), one.important


def _images(tokens: Tokens) -> Iterator[Any]:
    for token in tokens:
        is_drawn = token.type == "function" and ("gradient" in token.lower_name or token.lower_name in _IMAGES)
        if token.type == "url" or is_drawn:
            yield token


def _font(tokens: Tokens) -> Iterator[tuple[str, Tokens]]:
    """The long names of ``font: italic 700 16px/1.4 Inter, sans-serif``."""
    said = [token for token in tokens if token.type != "whitespace"]
    at = next((i for i, token in enumerate(said) if _is_size(token)), None)
    if at is None:
        return
    weight = next((token for token in said[:at] if token.type == "number" or _word(token) in ("bold", "bolder")), None)
    rest = said[at + 1 :]
    if rest and rest[0] == "/":
        rest = rest[2:]
    begin = tokens.index(rest[0]) if rest else len(tokens)
    yield "font-weight", (weight,) if weight is not None else tuple(tinycss2.parse_component_value_list("normal"))
    yield "font-size", (said[at],)
    yield "font-family", tokens[begin:]


def _is_size(token: Any) -> bool:
    word = _word(token)
    return token.type in ("dimension", "percentage") or word in _SIZES or word in ("smaller", "larger")


def _word(token: Any) -> str:
    return str(token.lower_value) if token.type == "ident" else ""


def computed(declared: Mapping[str, Declared], parent: Style, root_px: float) -> Style:
    """An element's style from its declarations and its parent's style."""
    variables = parent.variables
    if any(name.startswith("--") for name in declared):
        variables = {**variables, **{n: one.tokens for n, one in declared.items() if n.startswith("--")}}
    own = {
        name: Declared(_Filling(variables).fill(one.tokens), one.spot)
        for name, one in declared.items()
        if not name.startswith("--")
    }
    style = replace(parent, variables=variables, own=own)
    if (one := own.get("color")) is not None:
        style = _coloured(style, one, parent)
    if (one := own.get("font-family")) is not None:
        families = _families(one.tokens)
        style = replace(style, families=families if families is not None else parent.families)
    if (one := own.get("font-size")) is not None:
        written = tinycss2.serialize(one.tokens).strip()
        style = replace(style, size_px=_size(one.tokens, parent.size_px, root_px), size_written=written)
    if (one := own.get("font-weight")) is not None:
        style = replace(style, weight=_weight(one.tokens, parent.weight))
    display, visibility = own.get("display"), own.get("visibility")
    hidden = parent.is_hidden or (display is not None and "none" in _words(display.tokens))
    hidden = hidden or (visibility is not None and bool({"hidden", "collapse"} & set(_words(visibility.tokens))))
    return replace(style, is_hidden=hidden)


def _coloured(style: Style, one: Declared, parent: Style) -> Style:
    words = _words(one.tokens)
    if words and words[0] in ("inherit", "currentcolor", "unset"):
        return replace(style, colour=parent.colour, colour_spot=parent.colour_spot)
    if words and words[0] in ("initial", "revert", "revert-layer"):
        return replace(style, colour=INITIAL.colour, colour_spot=None)
    shades = list(shades_in(one.tokens, parent.colour))
    if not shades:  # not a colour at all, which a browser passes over
        return style
    return replace(style, colour=shades[0], colour_spot=one.spot)


def shades_in(tokens: Tokens, current: Shade) -> Iterator[Shade]:
    """Every colour of a value, gradients included; ``current`` is what ``currentcolor`` means."""
    for token in tokens:
        if _word(token) == "currentcolor":
            yield current
        elif token.type in ("ident", "hash", "function"):
            found = css_colour(token)
            if found is not None:
                yield Shade(found[0], token.serialize(), found[1])
            elif token.type == "function" and ("gradient" in token.lower_name or token.lower_name == "light-dark"):
                yield from shades_in(tuple(token.arguments), current)
            elif token.type == "function" and token.lower_name in _COLOUR_FUNCTIONS:
                yield Shade(None, token.serialize())


def addresses_in(tokens: Tokens) -> Iterator[str]:
    """The address of every image of a value."""
    for token in tokens:
        if token.type == "url":
            yield token.value
        elif token.type == "function" and token.lower_name in _IMAGES:
            yield from (one.value for one in token.arguments if one.type in ("string", "url"))


_COLOUR_FUNCTIONS: Final = frozenset(
    {"var", "color", "color-mix", "device-cmyk", "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch"}
)


class _Filling:
    """Replaces ``var()`` by what it means, so many times at most; what nobody set stays as it is written."""

    def __init__(self, variables: Mapping[str, Tokens]) -> None:
        self._variables = variables
        self._left = _MOST_REPLACED

    def fill(self, tokens: Tokens, depth: int = 0) -> Tokens:
        filled: list[Any] = []
        for token in tokens:
            value = self._meaning(token) if depth < _DEEPEST_VARIABLE else None
            if value is None:
                filled.append(token)
            else:
                filled += self.fill(value, depth + 1)
        return tuple(filled)

    def _meaning(self, token: Any) -> Tokens | None:
        if token.type != "function" or token.lower_name != "var" or not self._left:
            return None
        self._left -= 1
        said = [one for one in token.arguments if one.type not in ("whitespace", "comment")]
        value = self._variables.get(said[0].value) if said and said[0].type == "ident" else None
        if value is None and len(said) > 2 and said[1] == ",":
            value = tuple(said[2:])
        return value


def _families(tokens: Tokens) -> tuple[str, ...] | None:
    """Names in the order a browser tries them; None where the parent's are kept."""
    families: list[str] = []
    name: list[str] = []
    for token in tokens:
        if token.type in ("string", "ident"):
            name.append(token.value)
        elif token.type == "literal" and token.value == "," and name:
            families.append(" ".join(name))
            name = []
    if name:
        families.append(" ".join(name))
    return None if not families or families[0].lower() in _NEVER_A_FAMILY else tuple(families)


def _size(tokens: Tokens, parent_px: float | None, root_px: float) -> float | None:
    token = next((one for one in tokens if one.type != "whitespace"), None)
    word = _word(token) if token is not None else ""
    if word in _SIZES:
        return _SIZES[word]
    if word in ("inherit", "unset"):
        return parent_px
    if word in ("smaller", "larger"):
        return None if parent_px is None else parent_px * (1 / 1.2 if word == "smaller" else 1.2)
    return length_px(tokens, font_px=parent_px, root_px=root_px, whole_px=parent_px)


def length_px(tokens: Tokens, *, font_px: float | None, root_px: float, whole_px: float | None) -> float | None:
    """A length in CSS pixels; ``whole_px`` is what 100 % means. None where it depends on the screen."""
    token = next((one for one in tokens if one.type != "whitespace"), None)
    if token is None:
        return None
    if token.type == "number":
        return 0.0 if token.value == 0 else None
    if token.type == "percentage":
        return None if whole_px is None else token.value / 100 * whole_px
    if token.type != "dimension":
        return None
    unit = token.lower_unit
    if unit in _PIXELS_IN:
        return float(token.value * _PIXELS_IN[unit])
    if unit == "rem":
        return float(token.value * root_px)
    if unit == "em" and font_px is not None:
        return float(token.value * font_px)
    return None


def _weight(tokens: Tokens, parent: int | None) -> int | None:
    token = next((one for one in tokens if one.type != "whitespace"), None)
    if token is None or _word(token) in ("inherit", "unset"):
        return parent
    if token.type == "number" and token.int_value is not None:
        return int(token.int_value)
    lighter_or_bolder = {"bolder": 700, "lighter": 400}  # as seen from 400; CSS has more steps
    return {"normal": 400, "initial": 400, "bold": 700, **lighter_or_bolder}.get(_word(token))


def _words(tokens: Tokens) -> list[str]:
    return [_word(token) for token in tokens if token.type == "ident"]
