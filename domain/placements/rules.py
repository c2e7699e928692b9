"""Whether a creative fits a placement: each thing that is asked, held against what there is."""

from collections.abc import Iterator, Sequence
from typing import Final

from domain.placements.values import (
    Contract,
    Fault,
    Finding,
    Material,
    Measured,
    Role,
    Size,
    Slot,
    Verdict,
)

_ASPECT_TOLERANCE: Final = 0.01
_DURATION_TOLERANCE_MS: Final = 500
"""Encoders end with a whole frame of picture and a whole packet of sound."""


def fits_at_all(material: Material, contract: Contract) -> bool:
    """Whether anybody would hold this against that contract."""
    return material.format in (None, contract.format)


def check(material: Material, contract: Contract) -> Verdict:
    """What keeps the material from the placement. Of several files for one slot, that counts which fits best."""
    findings: list[Finding] = []
    shown: Measured | None = None
    if not fits_at_all(material, contract):
        findings.append(
            Finding(
                fault=Fault.FORMAT,
                where="format",
                message=f"it is a {material.format}, and the placement takes a {contract.format}",
                remedy="Choose another placement, or make a creative of that format.",
            )
        )
    else:
        for slot in contract.slots:
            file, faults = _best(material, slot, contract)
            findings += faults
            if slot.role is Role.MAIN:
                shown = file
        findings += _texts(material, contract)
        findings += _load(material, contract, shown)
    return Verdict(
        placement=contract.id,
        version=contract.version,
        name=contract.name,
        source=contract.source,
        findings=tuple(findings),
        sha256=shown.sha256 if shown else "",
    )


def _best(material: Material, slot: Slot, contract: Contract) -> tuple[Measured | None, list[Finding]]:
    files = [one for one in material.files if one.role is slot.role]
    if material.format is None:  # loose assets: what they are decides what they could be
        files = [one for one in files if one.media_type in slot.media_types] or files
    if not files:
        return None, list(_without(material, slot, contract))
    judged = [(file, list(_faults(file, slot))) for file in files]
    return min(judged, key=lambda one: (sum(fault.fails for fault in one[1]), len(one[1])))


def _without(material: Material, slot: Slot, contract: Contract) -> Iterator[Finding]:
    away = next((one for one in material.elsewhere if one.role is slot.role), None)
    if slot.role is Role.MAIN and material.html:
        yield from _markup(material, slot, contract)
    elif away is not None:
        yield Finding(
            fault=Fault.UNREAD,
            where=away.part,
            message=f"{away.address[:200]} does not lie in the library, so nobody has measured it",
            remedy="Upload the file, have the asset approved, and show it from the library.",
        )
    elif slot.is_required:
        yield Finding(
            fault=Fault.MISSING,
            where=slot.role,
            message=f"there is no file for its {slot.role}",
            remedy=f"Add one of {', '.join(slot.media_types)}.",
        )


def _markup(material: Material, slot: Slot, contract: Contract) -> Iterator[Finding]:
    if not contract.takes_markup:
        yield Finding(
            fault=Fault.MEDIA_TYPE,
            where="html",
            message="it is markup, and the placement takes files alone",
            remedy=f"Make one of {', '.join(slot.media_types)} of it.",
        )
    elif slot.sizes and Size(material.width, material.height) not in slot.sizes:
        yield _wrong_size(Size(material.width, material.height), slot, "html")


def _faults(file: Measured, slot: Slot) -> Iterator[Finding]:
    if file.media_type not in slot.media_types:
        yield Finding(
            fault=Fault.MEDIA_TYPE,
            where=file.part,
            message=f"'{file.name}' is {file.media_type}",
            remedy=f"Export it as one of {', '.join(slot.media_types)}.",
        )
        return
    yield from _picture(file, slot)
    yield from _time(file, slot)
    yield from _sound_and_codecs(file, slot)
    if slot.most_bytes is not None and file.size_bytes > slot.most_bytes:
        yield _too_heavy(file.part, f"'{file.name}' has", file.size_bytes, slot.most_bytes)


def _picture(file: Measured, slot: Slot) -> Iterator[Finding]:
    if not (slot.sizes or slot.aspects or slot.least):
        return
    size = Size(file.width, file.height)
    if not all(size):
        yield _unread(file, "how large its picture is")
        return
    if slot.sizes and size not in slot.sizes:
        yield _wrong_size(size, slot, file.part)
    if slot.least and (size.width < slot.least.width or size.height < slot.least.height):
        yield Finding(
            fault=Fault.SIZE,
            where=file.part,
            message=f"'{file.name}' has {_named(size)} pixels, and {_named(slot.least)} are the least",
            remedy="Export it larger.",
        )
    if slot.aspects and not any(_has_aspect(size, aspect) for aspect in slot.aspects):
        wanted = " or ".join(_ratio(aspect) for aspect in slot.aspects)
        yield Finding(
            fault=Fault.ASPECT,
            where=file.part,
            message=f"'{file.name}' has {_named(size)} pixels, which is not {wanted}",
            remedy=f"Crop it to {wanted}.",
        )


def _time(file: Measured, slot: Slot) -> Iterator[Finding]:
    moves = file.frames > 1 or not file.media_type.startswith("image/")
    if not moves or not (slot.durations_s or slot.longest_s or slot.least_kbps or slot.most_kbps):
        return
    if file.duration_ms is None:
        yield _unread(file, "how long it lasts")
        return
    lasts = f"'{file.name}' lasts {file.duration_ms / 1_000:g} seconds"
    wanted = " or ".join(str(one) for one in slot.durations_s)
    if wanted and not any(abs(file.duration_ms - one * 1_000) <= _DURATION_TOLERANCE_MS for one in slot.durations_s):
        yield Finding(
            fault=Fault.DURATION,
            where=file.part,
            message=f"{lasts}, and the placement has {wanted}",
            remedy=f"Cut it to {wanted} seconds.",
        )
    if slot.longest_s and file.duration_ms > slot.longest_s * 1_000:
        yield Finding(
            fault=Fault.DURATION,
            where=file.part,
            message=f"{lasts}, and {slot.longest_s} are the most",
            remedy="Make it shorter.",
        )
    kbps = file.size_bytes * 8 / file.duration_ms
    if (slot.least_kbps and kbps < slot.least_kbps) or (slot.most_kbps and kbps > slot.most_kbps):
        between = (
            f"{slot.least_kbps or 0:,} to {slot.most_kbps:,}" if slot.most_kbps else f"{slot.least_kbps:,} or more"
        )
        yield Finding(
            fault=Fault.BITRATE,
            where=file.part,
            message=f"'{file.name}' takes {kbps:,.0f} kilobits a second, and the placement {between}",
            remedy="Encode it again at such a rate.",
        )


def _sound_and_codecs(file: Measured, slot: Slot) -> Iterator[Finding]:
    if slot.is_silent and file.audio_codec:
        yield Finding(
            fault=Fault.SOUND,
            where=file.part,
            message=f"'{file.name}' has sound, and the placement is silent",
            remedy="Export it without its sound track.",
        )
    for what, codec, allowed, must_be in (
        ("picture", file.video_codec, slot.video_codecs, True),
        ("sound", file.audio_codec, slot.audio_codecs, not slot.video_codecs),
    ):
        if not allowed or (not codec and not must_be):
            continue
        if not codec:
            yield _unread(file, f"how its {what} is coded")
        elif codec not in allowed:
            yield Finding(
                fault=Fault.CODEC,
                where=file.part,
                message=f"the {what} of '{file.name}' is coded as {codec}",
                remedy=f"Encode it as one of {', '.join(allowed)}.",
            )


def _texts(material: Material, contract: Contract) -> Iterator[Finding]:
    for limit in contract.texts:
        text = material.texts.get(limit.name, "")
        if limit.is_required and not text:
            yield Finding(
                fault=Fault.MISSING, where=limit.name, message=f"there is no {limit.name}", remedy="Write one."
            )
        if len(text) > limit.longest:
            yield Finding(
                fault=Fault.TEXT,
                where=limit.name,
                message=f"the {limit.name} has {len(text)} characters, and {limit.longest} are the most",
                remedy=f"Leave out {len(text) - limit.longest} of them.",
            )


def _load(material: Material, contract: Contract, shown: Measured | None) -> Iterator[Finding]:
    """What is fetched at first, all together."""
    if contract.initial_bytes is None:
        return
    heaviest: dict[str, int] = {}
    for one in material.files:
        if one.role is Role.PART and one.part.startswith("html."):
            request = one.part.split(".")[1]
            heaviest[request] = max(one.size_bytes, heaviest.get(request, 0))
    weight = len(material.html.encode()) + sum(heaviest.values()) + (shown.size_bytes if shown else 0)
    requests = bool(material.html) + bool(shown) + len(material.loads)
    where = "html" if material.html else shown.part if shown else "media_url"
    if weight > contract.initial_bytes:
        yield _too_heavy(where, "what is loaded at first has", weight, contract.initial_bytes)
    if contract.most_requests is not None and requests > contract.most_requests:
        yield Finding(
            fault=Fault.REQUESTS,
            where=where,
            message=f"it takes {requests} requests to load, and {contract.most_requests} are the most",
            remedy="Put images into one, or style and script into the markup.",
        )
    unknown = [one.address for one in material.elsewhere if one.role is Role.PART]
    if unknown:
        yield Finding(
            fault=Fault.UNREAD,
            where="html",
            message=f"nobody has weighed what it loads from elsewhere: {', '.join(_short(unknown))}",
            remedy="Show files of the library in its place.",
        )


def _short(addresses: Sequence[str]) -> list[str]:
    return [one[:100] for one in addresses[:5]]


def _too_heavy(where: str, what: str, weight: int, most: int) -> Finding:
    return Finding(
        fault=Fault.WEIGHT,
        where=where,
        message=f"{what} {weight:,} bytes, and {most:,} are the most",
        remedy="Compress it, or make it simpler.",
    )


def _wrong_size(size: Size, slot: Slot, where: str) -> Finding:
    wanted = " or ".join(_named(one) for one in slot.sizes)
    return Finding(
        fault=Fault.SIZE,
        where=where,
        message=f"it has {_named(size)} pixels, and the placement {wanted}",
        remedy=f"Export it in {wanted}.",
    )


def _unread(file: Measured, what: str) -> Finding:
    return Finding(
        fault=Fault.UNREAD,
        where=file.part,
        message=f"nobody could read {what} of '{file.name}'",
        remedy="Upload the file again, exported by a common program; look at it yourself if that does not help.",
    )


def _has_aspect(size: Size, aspect: Size) -> bool:
    return abs(size.width * aspect.height / (size.height * aspect.width) - 1) <= _ASPECT_TOLERANCE


def _named(size: Size) -> str:
    return f"{size.width} x {size.height}"


def _ratio(aspect: Size) -> str:
    return "1.91:1" if aspect == Size(191, 100) else f"{aspect.width}:{aspect.height}"
