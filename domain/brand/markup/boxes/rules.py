"""How large an image is shown, how much room is left around it, and what it stands on."""

import re
from typing import Final

from domain.brand.colours.values import Rgb
from domain.brand.markup.styles.rules import length_px, shades_in
from domain.brand.markup.tree.rules import Element, text_of
from domain.brand.markup.values import Shade

_LENGTH: Final = re.compile(r"\s*([0-9]{1,5})(px|%)?\s*")
_SIDES: Final = ("top", "right", "bottom", "left")
_PAPER: Final = Shade(Rgb(255, 255, 255), "white")


def extent_px(one: Element, name: str, root_px: float) -> float | None:
    declared = one.style.own.get(name)
    if declared is not None:
        return length_px(declared.tokens, font_px=one.style.size_px, root_px=root_px, whole_px=None)
    said = _LENGTH.fullmatch(one.attributes.get(name, ""))
    return float(said[1]) if said and said[2] != "%" else None


def clear_px(one: Element, root_px: float) -> float | None:
    """The least room on any side that its own margin and padding, and its parent's padding, keep free."""
    sides = [_room(one, "margin", root_px), _room(one, "padding", root_px)]
    if one.parent is not None and len(one.parent.twin) == 1 and not text_of(one.parent).strip():
        sides.append(_room(one.parent, "padding", root_px))
    known = [room for room in sides if room is not None]
    if len(known) < len(sides):
        return None
    return min(sum(room[side] for room in known) for side in range(4))


def _room(one: Element, name: str, root_px: float) -> list[float] | None:
    """Top, right, bottom and left."""
    room = [0.0, 0.0, 0.0, 0.0]
    for property_, declared in one.style.own.items():
        tokens = [token for token in declared.tokens if token.type != "whitespace"]
        if property_ != name and not property_.startswith(f"{name}-"):
            continue
        lengths = [
            length_px((token,), font_px=one.style.size_px, root_px=root_px, whole_px=None) for token in tokens[:4]
        ]
        if not lengths or any(length is None for length in lengths):
            return None
        known = [length or 0.0 for length in lengths]
        if property_ == name:
            room = [known[0], known[1 % len(known)], known[2 % len(known)] if len(known) > 2 else known[0], known[-1]]
            if len(known) > 1:
                room[3] = known[3] if len(known) == 4 else known[1]
        elif property_.removeprefix(f"{name}-") in _SIDES:
            room[_SIDES.index(property_.removeprefix(f"{name}-"))] = known[0]
    return room


def background_of(one: Element) -> Shade | None:
    """The first opaque colour behind it; white where nobody paints."""
    for element in one.lineage():
        own = element.style.own
        image = own.get("background-image")
        if image is not None and any(token.type in ("url", "function") for token in image.tokens):
            return None
        if "background" in element.attributes:
            return None
        if (colour := own.get("background-color")) is not None:
            for shade in shades_in(colour.tokens, element.style.colour):
                if shade.rgb is None or shade.opacity >= 0.5:
                    return shade
    return _PAPER
