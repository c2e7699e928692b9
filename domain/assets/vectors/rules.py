"""SVG as the library keeps it: shapes, text, gradients, filters and animations that stay inside the drawing.

Whatever is not on the lists below goes. What would cost its readers too much (entities, nesting, copies of copies) is refused.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree

from domain.errors import InvalidInput

MAX_ELEMENTS: Final = 50_000
MAX_DEPTH: Final = 100
MAX_DRAWN: Final = 200_000
"""Elements once every copy (``use``) is drawn."""
_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_KEPT_OF_XML: Final = frozenset({f"{{{_XML}}}space", f"{{{_XML}}}lang"})
_HREFS: Final = frozenset({"href", f"{{{_XLINK}}}href"})
_SIDE: Final = 20_000

_ELEMENTS: Final = frozenset(
    {
        "svg", "g", "defs", "symbol", "use", "title", "desc", "switch", "view", "style",
        "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "image", "marker",
        "text", "tspan", "textPath", "linearGradient", "radialGradient", "stop", "pattern", "clipPath", "mask",
        "filter", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting",
        "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR",
        "feGaussianBlur", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight", "feSpecularLighting",
        "feSpotLight", "feTile", "feTurbulence",
        "animate", "animateTransform", "animateMotion", "mpath", "set",
    }
)  # fmt: skip
_COPIES: Final = frozenset({"use", "pattern", "textPath", "mpath"})
_ANIMATIONS: Final = frozenset({"animate", "animateTransform", "animateMotion", "set"})
_NEVER_ANIMATED = re.compile(r"(?i)(?:.*:)?(?:href|style|src|on[a-z]*)")
_DOCTYPE = re.compile(r"<!DOCTYPE\s[^\[<>]*>")
_DECLARATION = re.compile(r"<\?xml\b[^<>]*\?>")
_LENGTH = re.compile(r"\s*([0-9]{1,7}(?:\.[0-9]{1,6})?)\s*(?:px)?\s*")
_PLACE = re.compile(r"""url\(\s*(['"]?)#([\w.:-]+)\1\s*\)""")
_REACHES_OUT = re.compile(
    r"(?i)url\s*\(|image\s*\(|image-set|@import|expression\s*\(|behavior|-moz-binding|javascript:|\\|<"
)
_COMMENTS = re.compile(r"(?s)/\*.*?(?:\*/|\Z)")
_PIXELS = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")


class CleanSvg(NamedTuple):
    content: bytes
    width: int
    height: int
    removed: tuple[str, ...]


def clean_svg(source: bytes) -> CleanSvg:
    """``source`` as the library keeps it, its size where it says one, and what was taken out. Raises ``InvalidInput``."""
    root = _parse(source)
    removed: Counter[str] = Counter()
    _clean_below(root, removed)
    _clean_attributes(root, removed)
    _refuse_too_many_copies(root)
    width, height = _size(root)
    content = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    return CleanSvg(content, width, height, tuple(sorted(removed)))


def _parse(source: bytes) -> etree._Element:
    try:
        text = source.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused("the drawing is not written in UTF-8", "Save it as UTF-8.") from error
    text = _DOCTYPE.sub("", _DECLARATION.sub("", text, count=1), count=1)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _refused(
            "the drawing declares entities, which can grow beyond any measure", "Export it as plain SVG, without a DTD."
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise _refused(f"the drawing is not well-formed: {str(error)[:200]}", "Export it again.") from error
    if etree.QName(root).localname != "svg" or etree.QName(root).namespace not in {_SVG, None}:
        raise _refused("the drawing's first element is no <svg>", "Export it as plain SVG.")
    if etree.QName(root).namespace is None:
        raise _refused("the drawing names no namespace", f'Begin it with <svg xmlns="{_SVG}">.')
    _refuse_too_large(root)
    return root


def _refuse_too_large(root: etree._Element) -> None:
    elements = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        elements += event == "start"
        depth += 1 if event == "start" else -1
        if elements > MAX_ELEMENTS or depth > MAX_DEPTH:
            raise _refused(
                f"the drawing has more than {MAX_ELEMENTS} elements, or nests more than {MAX_DEPTH} in one another",
                "Simplify it, or send it as a picture.",
            )


def _clean_below(root: etree._Element, removed: Counter[str]) -> None:
    for link in list(root.iter(f"{{{_SVG}}}a")):  # what is drawn stays; where it led goes
        removed["<a>"] += 1
        link.tag = f"{{{_SVG}}}g"
    for element in list(root.iterdescendants()):
        name = etree.QName(element) if isinstance(element.tag, str) else None
        if (
            name is None
            or name.namespace != _SVG
            or name.localname not in _ELEMENTS
            or _is_harmful(element, name.localname)
        ):
            removed["entity" if name is None else f"<{name.localname}>"] += 1
            _drop(element)
        else:
            _clean_attributes(element, removed)


def _is_harmful(element: etree._Element, name: str) -> bool:
    if name in _ANIMATIONS:
        return _NEVER_ANIMATED.fullmatch(element.get("attributeName", "").strip()) is not None
    return name == "style" and (len(element) > 0 or _reaches_out(element.text or ""))


def _clean_attributes(element: etree._Element, removed: Counter[str]) -> None:
    for key, value in element.items():
        name = etree.QName(key)
        if key in _HREFS:
            keep = _stays_inside(element, value)
        elif name.namespace is not None:
            keep = key in _KEPT_OF_XML  # the rest is what drawing programs note for themselves, and a base elsewhere
        else:
            keep = not name.localname.lower().startswith("on") and not _reaches_out(value)
        if not keep:
            del element.attrib[key]
            if name.namespace in {None, _XLINK, _XML}:
                removed[name.localname] += 1


def _stays_inside(element: etree._Element, value: str) -> bool:
    if value.strip().startswith("#"):
        return True
    return etree.QName(element).localname == "image" and _PIXELS.fullmatch(value.strip()) is not None


def _reaches_out(value: str) -> bool:
    """Read with its comments and without: what looks like a comment may lie in a string."""
    return any(_REACHES_OUT.search(_PLACE.sub("", read)) for read in (value, _COMMENTS.sub("", value)))


def _drop(element: etree._Element) -> None:
    """Take an element out with all below it, and leave the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    before, tail = element.getprevious(), element.tail or ""
    parent.remove(element)
    if tail.strip():
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail


def _refuse_too_many_copies(root: etree._Element) -> None:
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    drawn: dict[etree._Element, int] = {}
    under_way: set[etree._Element] = set()

    def count(element: etree._Element) -> int:
        if element in drawn:
            return drawn[element]
        if element in under_way:
            raise _refused("the drawing copies itself", "Export it again without symbols, or send it as a picture.")
        under_way.add(element)
        total = 1 + sum(count(child) for child in element)
        total += sum(count(by_id[name]) for name in _names_of_copies(element) if name in by_id)
        under_way.discard(element)
        drawn[element] = total
        if total > MAX_DRAWN:
            raise _refused(
                f"the drawing's copies amount to more than {MAX_DRAWN} elements",
                "Simplify it, or send it as a picture.",
            )
        return total

    count(root)


def _names_of_copies(element: etree._Element) -> Iterator[str]:
    """What is drawn once more where ``element`` is: its symbol, the pattern it is filled with, its markers, masks and filters."""
    if etree.QName(element).localname in _COPIES:
        yield from (element.get(key, "").strip().removeprefix("#") for key in _HREFS)
    for value in element.attrib.values():
        yield from (found[2] for found in _PLACE.finditer(value))


def _size(root: etree._Element) -> tuple[int, int]:
    """Width and height in pixels: its own, else those of its view box; 0 where it says neither."""
    own = [_LENGTH.fullmatch(root.get(side, "")) for side in ("width", "height")]
    if own[0] and own[1]:
        sides = [float(own[0][1]), float(own[1][1])]
    else:
        numbers = re.split(r"[\s,]+", root.get("viewBox", "").strip())
        found = [_LENGTH.fullmatch(number) for number in numbers[2:4]]
        if len(numbers) != 4 or not (found[0] and found[1]):
            return 0, 0
        sides = [float(found[0][1]), float(found[1][1])]
    width, height = (min(round(side), _SIDE) for side in sides)
    return width, height


def _refused(why: str, remedy: str) -> InvalidInput:
    return InvalidInput(why, field="file", remedy=remedy)
