"""An encoder of consent strings that shares nothing with the readers: bits as text, field by field as the tables have them."""

from collections.abc import Collection, Mapping, Sequence

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def number(value: int, width: int) -> str:
    return format(value, f"0{width}b")


def flags(members: Collection[int], width: int) -> str:
    return "".join("1" if place in members else "0" for place in range(1, width + 1))


def encoded(bits: str) -> str:
    bits += "0" * (-len(bits) % 6)
    return "".join(ALPHABET[int(bits[at : at + 6], 2)] for at in range(0, len(bits), 6))


def runs(members: Collection[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for member in sorted(members):
        if found and found[-1][1] == member - 1:
            found[-1] = (found[-1][0], member)
        else:
            found.append((member, member))
    return found


def ranges(members: Collection[int]) -> str:
    parts = [
        "1" + number(first, 16) + number(last, 16) if last > first else "0" + number(first, 16)
        for first, last in runs(members)
    ]
    return number(len(parts), 12) + "".join(parts)


def vendors(members: Collection[int], *, as_ranges: bool) -> str:
    highest = max(members, default=0)
    if as_ranges:
        return number(highest, 16) + "1" + ranges(members)
    return number(highest, 16) + "0" + flags(members, highest)


def tcf(
    *,
    purposes: Collection[int] = (),
    interests: Collection[int] = (),
    vendor_consents: Collection[int] = (),
    vendor_interests: Collection[int] = (),
    special_features: Collection[int] = (),
    restrictions: Sequence[tuple[int, int, Collection[int]]] = (),
    disclosed: Collection[int] | None = None,
    service_specific: bool = True,
    as_ranges: bool = False,
    version: int = 2,
) -> str:
    core = (
        number(version, 6)
        + number(17_000_000_000, 36) * 2
        + number(31, 12)
        + number(7, 12)
        + number(1, 6)
        + number(ord("D") - 65, 6)
        + number(ord("E") - 65, 6)
        + number(250, 12)
        + number(5, 6)
        + ("1" if service_specific else "0")
        + "0"
        + flags(special_features, 12)
        + flags(purposes, 24)
        + flags(interests, 24)
        + "0"
        + number(ord("F") - 65, 6)
        + number(ord("R") - 65, 6)
        + vendors(vendor_consents, as_ranges=as_ranges)
        + vendors(vendor_interests, as_ranges=as_ranges)
        + number(len(restrictions), 12)
        + "".join(number(purpose, 6) + number(kind, 2) + ranges(whom) for purpose, kind, whom in restrictions)
    )
    segments = [encoded(core)]
    if disclosed is not None:
        segments.append(encoded(number(1, 3) + vendors(disclosed, as_ranges=as_ranges)))
    return ".".join(segments)


def fibonacci(value: int) -> str:
    terms = [1, 2]
    while terms[-1] <= value:
        terms.append(terms[-1] + terms[-2])
    bits = []
    for term in reversed(terms):
        bits.append("1" if term <= value else "0")
        value -= term if term <= value else 0
    return "".join(reversed(bits)).rstrip("0") + "1"


def gpp(sections: Mapping[int, str]) -> str:
    parts, last = [], 0
    for first, end in runs(sections):
        parts.append(("1" if end > first else "0") + fibonacci(first - last))
        if end > first:
            parts.append(fibonacci(end - first))
        last = end
    header = encoded(number(3, 6) + number(1, 6) + number(len(runs(sections)), 12) + "".join(parts))
    return "~".join([header, *(sections[section] for section in sorted(sections))])
