"""What a browser fetches by itself to show markup: read in one pass, which takes as long as the markup is long."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final

_DEEPEST: Final = 3
"""Of markup within scripts and frames, which is read again inside of what it stands in."""
_NEVER_FETCHED: Final = ("data:", "blob:", "about:", "javascript:", "#", "${")
_CHOICES: Final = frozenset({"picture", "video", "audio"})
_UNREAD_WITHIN: Final = frozenset({"script", "style", "iframe", "textarea", "title", "xmp", "noembed", "noframes"})
"""Up to their ends no tag begins, whatever it looks like."""
_LINKED: Final = ("href", "xlink:href")
_FETCHED: Final[Mapping[str, tuple[str, ...]]] = {
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "link": ("href", "imagesrcset"),
    "script": ("src", *_LINKED),
    "object": ("data",),
    "image": ("src", *_LINKED),
    "use": _LINKED,
    "feimage": _LINKED,
    **dict.fromkeys(("video", "audio", "iframe", "frame", "embed", "track", "input"), ("src",)),
    **dict.fromkeys(("body", "table", "tr", "td", "th"), ("background",)),
}
"""Attributes of one element are for one thing."""

_TAG: Final = re.compile(r"<!--|<(?P<ends>/?)(?P<name>[a-z][^\s/>]*+)", re.IGNORECASE)
_COMMENT_END: Final = re.compile(r"--!?>")
_ATTRIBUTE: Final = re.compile(
    r"""[\s/]*+(?:(?P<end>>)|(?P<name>[^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"?|'([^']*+)'?|([^\s>]*+)))?+)"""
)
_STYLED: Final = re.compile(r"""\burl\(\s*+["']?+([^"')\s]++)|@import\s*+["']([^"']++)""", re.IGNORECASE)
_ZEROS: Final = re.compile(r"&#0+(?=[0-9])")
_BEYOND_UNICODE: Final = re.compile(r"&#[1-9][0-9]{7,}+")


def loaded_by(html: str) -> tuple[tuple[str, ...], ...]:
    """What markup loads by itself, in its order: for each request the addresses of which a browser takes one.

    Each address is there once; those that clicks lead to are not.
    """
    known: set[str] = set()
    requests: list[tuple[str, ...]] = []
    for choice in _requests(html, deep=1):
        addresses = dict.fromkeys(one.strip() for one in choice)
        fetched = tuple(one for one in addresses if one and not one.lower().startswith(_NEVER_FETCHED))
        if fresh := tuple(one for one in fetched if one not in known):
            requests.append(fresh)
        known.update(fresh)
    return tuple(requests)


def _requests(html: str, *, deep: int) -> list[list[str]]:
    found: list[list[str]] = []
    choice: list[str] | None = None
    at = 0
    while tag := _TAG.search(html, at):
        if tag["name"] is None:
            comment = _COMMENT_END.search(html, tag.start() + 2)
            if comment is None:
                break
            at = comment.end()
            continue
        name = tag["name"].lower()
        said, at = _attributes(html, tag.end())
        if tag["ends"]:
            choice = None if name in _CHOICES else choice
            continue
        fetched = [
            one for attribute in _FETCHED.get(name, ()) for one in _addresses(attribute, said.get(attribute, ""))
        ]
        if name in _CHOICES:
            found.append(choice := fetched)
        elif choice is not None and name in ("source", "img"):
            choice += fetched
            choice = None if name == "img" else choice
        else:
            found.append(fetched)
        if name == "video":
            found.append([said.get("poster", "")])
        found += ([one] for value in said.values() for one in _styled(value))
        inside = said.get("srcdoc", "")
        if name in _UNREAD_WITHIN:
            end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(html, at)
            body = html[at : end.start() if end else None]
            at += len(body)
            found += ([one] for one in _styled(body))
            inside += body
        if inside and deep < _DEEPEST:
            found += _requests(inside, deep=deep + 1)
    return found


def _attributes(html: str, at: int) -> tuple[dict[str, str], int]:
    """Those of a tag, and where it ends."""
    said: dict[str, str] = {}
    while one := _ATTRIBUTE.match(html, at):
        at = one.end()
        if one["end"]:
            return said, at
        said.setdefault(one["name"].lower(), _plain(one[3] or one[4] or one[5] or ""))
    return said, len(html)


def _addresses(attribute: str, value: str) -> Iterator[str]:
    if not attribute.endswith("srcset"):
        yield value
        return
    is_address = True
    for word in value.split():
        address = word
        if not is_address:  # a density or a width; the next address may follow its comma at once
            _, comma, address = word.partition(",")
            is_address = bool(comma)
        if is_address and address.strip(","):
            yield address.strip(",")
            is_address = address.endswith(",")


def _styled(text: str) -> Iterator[str]:
    return (one[1] or one[2] for one in _STYLED.finditer(text))


def _plain(value: str) -> str:
    """Without character references. Numbers longer than any character's are none, and long ones cost much to read."""
    return (
        unescape(_BEYOND_UNICODE.sub("\N{REPLACEMENT CHARACTER}", _ZEROS.sub("&#", value))) if "&" in value else value
    )
