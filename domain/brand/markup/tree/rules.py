"""A document as a tree whose every node knows its place in the source."""

import html as entities
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from typing import Any, Final

from justhtml.parser.engine import ParseEngine, compile_raw_engine_plan

from domain.brand.markup.styles.rules import INITIAL
from domain.brand.markup.styles.values import Spot, Style
from domain.brand.markup.values import MAX_DEPTH, MAX_ELEMENTS, MAX_HTML, MAX_SIBLINGS
from domain.brand.values import Place
from domain.errors import InvalidInput

PART: Final = "html"
NEVER_TEXT: Final = frozenset({"script", "style", "template", "title", "noscript"})
_INLINE: Final = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "label",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_ENTITY: Final = re.compile(r"&(#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{0,40});?")
_EXCERPT: Final = 80


class Element:
    """A node of the document with its parent, its twin that selectors are matched against, and its style."""

    def __init__(self, node: Any, parent: "Element | None", twin: ET.Element) -> None:
        self.node = node
        self.name: str = node.name
        self.attributes: dict[str, str] = {str(k): v or "" for k, v in (node.attrs or {}).items()}
        self.parent = parent
        self.twin = twin
        self.depth: int = parent.depth + 1 if parent is not None else 0
        self.style: Style = INITIAL

    @property
    def spot(self) -> Spot:
        """Where its tag begins; one that a parser supplied stands where its parent does."""
        if self.node.origin_offset is None:
            return self.parent.spot if self.parent is not None else Spot(0, 1, 1)
        return Spot(self.node.origin_offset, self.node.origin_line or 1, self.node.origin_col or 1)

    def lineage(self) -> "Iterator[Element]":
        """Itself, its parent, and so on."""
        one: Element | None = self
        while one is not None:
            yield one
            one = one.parent

    def selector(self) -> str:
        """A path that finds it again, from the nearest id or the body."""
        path: list[str] = []
        for one in self.lineage():
            if one.name in ("body", "html"):
                break
            if re.fullmatch(r"[A-Za-z][\w-]{0,60}", one.attributes.get("id", "")):
                path.append(f"{one.name}#{one.attributes['id']}")
                break
            alike = [] if one.parent is None else [twin for twin in one.parent.twin if twin.tag == one.twin.tag]
            nth = f":nth-of-type({alike.index(one.twin) + 1})" if len(alike) > 1 else ""
            path.append(one.name + nth)
        return " > ".join(reversed(path)) or "body"

    def place(self, spot: Spot | None = None, excerpt: str = "", length: int = 0) -> Place:
        at = spot or self.spot
        return Place(
            part=PART,
            selector=self.selector(),
            line=at.line,
            column=at.column,
            offset=at.offset,
            length=length,
            excerpt=excerpt[:_EXCERPT],
        )


def parse(markup: str) -> list[Element]:
    """All elements in the order of the document. Raises ``InvalidInput`` for markup of more than our bounds."""
    if len(markup) > MAX_HTML:
        raise InvalidInput(
            f"html has more than {MAX_HTML:,} characters", field=PART, remedy="Check its parts one by one."
        )
    root = _Parser(markup).parse()
    found: list[Element] = []
    waiting: list[tuple[Any, Element | None]] = [(node, None) for node in root.children or () if is_element(node)]
    while waiting:
        node, parent = waiting.pop()
        twin = ET.Element(node.name) if parent is None else ET.SubElement(parent.twin, node.name)
        one = Element(node, parent, twin)
        twin.attrib.update(one.attributes)
        found.append(one)
        children = [(child, one) for child in children_of(node) if is_element(child)]
        if len(found) > MAX_ELEMENTS or one.depth > MAX_DEPTH or len(children) > MAX_SIBLINGS:
            raise _too_much()
        waiting.extend(reversed(children))
    return found


def _too_much() -> InvalidInput:
    return InvalidInput(
        f"html has more than {MAX_ELEMENTS:,} elements, {MAX_DEPTH} levels, or {MAX_SIBLINGS} elements side by side",
        field=PART,
        remedy="Make it simpler, or check its parts one by one.",
    )


class _Parser(ParseEngine):
    """The standard's parser, stopped at the first element too many.

    Formatting that is never closed is opened again in every block that follows: a few thousand characters make millions
    of elements, however few their tags.
    """

    def __init__(self, markup: str) -> None:
        super().__init__(
            markup.removeprefix("\ufeff"),
            fragment=False,
            scripting_enabled=False,
            plan=compile_raw_engine_plan(False, False),  # noqa: FBT003 -- no fragment, and scripts are not run
            track_node_locations=True,
            track_tag_spans=True,
        )
        self._made = 0

    def _insert_raw_element(self, *told: Any, **options: Any) -> Any:
        self._count()
        return super()._insert_raw_element(*told, **options)

    def _clone_formatting_entry(self, *told: Any) -> Any:
        self._count()
        return super()._clone_formatting_entry(*told)

    def _count(self) -> None:
        self._made += 1
        if self._made > MAX_ELEMENTS:
            raise _too_much()


def is_element(node: Any) -> bool:
    return not node.name.startswith(("#", "!"))


def children_of(node: Any) -> list[Any]:
    return [
        *(node.children or ()),
        *((getattr(node, "template_content", None) and node.template_content.children) or ()),
    ]


def in_order(elements: Sequence[Element]) -> Iterator[tuple[Element, Any] | None]:
    """Every text node in reading order with its element; None wherever one block ends and another begins."""
    by_node = {id(one.node): one for one in elements}
    waiting: list[tuple[Element, Any] | Element | None] = [elements[0]]
    while waiting:
        item = waiting.pop()
        if not isinstance(item, Element):
            yield item
            continue
        is_block = item.name not in _INLINE
        if is_block:
            yield None
            waiting.append(None)
        if item.name not in NEVER_TEXT:
            for child in reversed(children_of(item.node)):
                if is_element(child):
                    waiting.append(by_node[id(child)])
                elif child.name == "#text":
                    waiting.append((item, child))


def text_of(one: Element) -> str:
    return "".join(child.data for child in children_of(one.node) if child.name == "#text")


def spot_of(node: Any, otherwise: Spot) -> Spot:
    if node.origin_offset is None:
        return otherwise
    return Spot(node.origin_offset, node.origin_line or 1, node.origin_col or 1)


def after_spaces(node: Any, markup: str, otherwise: Spot) -> Spot:
    return within(node, len(node.data) - len(node.data.lstrip()), markup, otherwise)


def within(node: Any, count: int, markup: str, otherwise: Spot) -> Spot:
    """Where the character ``count`` of a text node stands in the source, which spells some of them as entities."""
    if node.origin_offset is None:
        return otherwise
    at, passed = node.origin_offset, 0
    while passed < count and at < len(markup):
        entity = _ENTITY.match(markup, at)
        meant = entities.unescape(entity[0]) if entity else ""
        if entity and meant != entity[0]:
            at, passed = entity.end(), passed + len(meant)
        else:
            at, passed = at + (2 if markup.startswith("\r\n", at) else 1), passed + 1
    lines = re.split(r"\r\n|[\n\r\f]", markup[node.origin_offset : at])
    line, column = node.origin_line or 1, node.origin_col or 1
    return Spot(at, line + len(lines) - 1, len(lines[-1]) + (column if len(lines) == 1 else 1))
