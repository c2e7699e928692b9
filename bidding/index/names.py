"""How names widen: a domain covers its subdomains, a language its regional forms."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qs, urlsplit

LONGEST_NAME: Final = 253
"""Characters of the longest host name there can be (RFC 1035); no app bundle that anybody lists is longer either."""
_MOST_VERSION_PARTS: Final = 4
_PLAY_STORE: Final = "play.google.com"
_APP_STORES: Final = frozenset({"apps.apple.com", "itunes.apple.com"})


def domain_of(domain: str | None, page: str | None) -> str:
    """The lower-case host an impression is on: the stated domain, else the host of its page; empty when neither says.

    What is too long for a host name is none.
    """
    host = (domain or "").strip()
    if not host:
        host = (page or "").strip().partition("://")[2] or (page or "").strip()
    host = host.partition("://")[2] or host
    for end in "/?#:":
        host = host.partition(end)[0]
    named = host.lower().strip(".")
    return named if len(named) <= LONGEST_NAME else ""


def bundle_of(bundle: str | None) -> str:
    """The app's bundle or store id as lists spell it; empty when there is none, or one too long to be listed."""
    named = (bundle or "").strip()
    return named if len(named) <= LONGEST_NAME else ""


def covering_domains(host: str) -> Iterator[str]:
    """``host``, as ``domain_of`` gives it, and every domain above it: ``a.b.example``, ``b.example``, ``example``."""
    while host:
        yield host
        host = host.partition(".")[2]


def advertised_app(landing_url: str) -> str:
    """The store id of the app that a landing page offers (package name or numeric id), empty when it offers none."""
    try:
        address = urlsplit(landing_url)
        host = address.hostname
    except ValueError:
        return ""
    if host == _PLAY_STORE:
        return parse_qs(address.query).get("id", [""])[0]
    if host in _APP_STORES:
        last = address.path.rpartition("/")[2]
        return last.removeprefix("id") if last.startswith("id") else ""
    return ""


def operating_system(name: str | None) -> str:
    """A request's name of an operating system as campaigns write it: ``ios``, ``macos``, ``android`` ..."""
    lower = (name or "").strip().lower()
    return {"os x": "macos", "mac os x": "macos", "mac os": "macos", "iphone os": "ios", "ipados": "ios"}.get(
        lower, lower
    )


def plain(name: str) -> str:
    """A name as lists are compared: makers and models of devices, carriers."""
    return name.strip().casefold()


def city(name: str) -> str:
    """A city with where it is, ``DEU/Köln`` or ``US-IL/Springfield``, as lists are compared."""
    where, _, own = name.partition("/")
    return f"{where.strip().upper()}/{own.strip().casefold()}"


def postal_code(code: str) -> str:
    """A postal code without what people put between its parts: ``SW1A 1AA`` is ``SW1A1AA``."""
    return code.replace(" ", "").replace("-", "").upper()


def version(text: str) -> tuple[int, ...]:
    """The numbers of a version, ``17.5.1``, up to four of them; without zeros at the end, so that ``17.0`` equals ``17``."""
    numbers = []
    for part in text.strip().split(".")[:_MOST_VERSION_PARTS]:
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(int(digits[:9]))
        if digits != part:
            break
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def language(tag: str | None) -> str:
    """The two- or three-letter language of a BCP 47 tag, in lower case: ``pt-BR`` is ``pt``."""
    return (tag or "").strip().lower().replace("_", "-").partition("-")[0]


def language_ranges(tag: str) -> Iterator[str]:
    """Every language range that a tag is in (RFC 4647, basic filtering), in lower case: ``pt-br`` and ``pt``."""
    left = tag.strip().lower().replace("_", "-")
    while left:
        yield left
        left = left.rpartition("-")[0]
