"""Holding a creative against a kit: every part of the kit on its own, every finding with its places."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final
from urllib.parse import unquote

from domain.brand.colours.rules import nearest
from domain.brand.colours.values import Rgb
from domain.brand.findings.rules import Findings
from domain.brand.logos.rules import judge_pictured, judge_shown
from domain.brand.markup.rules import read
from domain.brand.markup.values import Passage, Reading, Run, Still
from domain.brand.pictures.rules import OpenPicture, open_picture
from domain.brand.pictures.values import Unreadable
from domain.brand.values import (
    FontRule,
    Kit,
    Palette,
    Picture,
    Piece,
    Place,
    Report,
    Rule,
    Severity,
    Tone,
    UsedColour,
)
from domain.brand.wording.rules import fold, occurrences

_MOST_COLOURS_TOLD: Final = 50
_MOST_EMBEDDED: Final = 10


def judge(kit: Kit, piece: Piece, still: Still) -> Report:
    """Everything that is wrong with a creative, the worst first.

    Raises ``InvalidInput`` for parts beyond our bounds, and whatever ``still`` raises once it has taken too long.
    """
    reading = read(piece.html, still) if piece.html.strip() else Reading((), (), (), (), ())
    found = Findings()
    colours: list[UsedColour] = []
    if kit.palette is not None:
        colours += _judge_colours(kit.palette, reading, found, still)
    for picture, image in chain(_opened(piece, found, still), _embedded(reading, found, still)):  # one after another
        still()
        if kit.palette is not None:
            colours += _judge_picture(kit.palette, picture, image, found)
        if picture.logo is not None:
            judge_pictured(kit.logo, picture, image, found)
    _judge_fonts(kit.fonts, reading.runs, found)
    _judge_tone(kit.tone, (*reading.passages, *_passages_of(piece)), found, still)
    judge_shown(kit.logo, reading.shown, found)
    _tell_unread(reading, piece, found)
    return Report(findings=found.worst_first(), colours=tuple(colours))


def _judge_colours(palette: Palette, reading: Reading, found: Findings, still: Still) -> Iterable[UsedColour]:
    colours = [Rgb.of(one.hex) for one in palette.colours]
    used: dict[Rgb, UsedColour] = {}
    for painted in reading.painted:
        still()
        shade = painted.shade
        if shade.rgb is None:
            found.add(
                Rule.COLOUR_UNKNOWN,
                Severity.WARNING,
                painted.place,
                subject=shade.written,
                message=f"what colour {shade.written} is cannot be told",
                why="Every colour has to be one of the palette.",
                remedy="Write the colour itself, like #1B4FDB.",
            )
            continue
        close = nearest(shade.rgb, colours)
        name = palette.colours[close.at]
        used.setdefault(shade.rgb, _used("html", shade.rgb, None, name.name, close.difference))
        if close.difference > palette.tolerance:
            whose = painted.property or "a browser's own colour"
            as_hex = "" if shade.written.upper() == shade.rgb.hex.upper() else f"{shade.rgb.hex}, which is "
            found.add(
                Rule.COLOUR,
                Severity.ERROR,
                painted.place,
                subject=f"{whose} {shade.rgb.hex}",
                message=f"{whose} {shade.written} is {as_hex}not in the palette"
                if painted.property
                else f"the text is shown in {whose} {shade.rgb.hex}, which is not in the palette",
                why=f"Colours differ from the palette by {palette.tolerance:g} at most (CIEDE2000); this one differs by "
                f"{close.difference:.1f} from the nearest, {name.name}.",
                remedy=f"Use {name.hex} ({name.name})"
                + (", or another colour of the palette." if painted.property else ": set color."),
            )
    return list(used.values())[:_MOST_COLOURS_TOLD]


def _used(part: str, colour: Rgb, share: float | None, name: str, difference: float) -> UsedColour:
    rounded = None if share is None else round(share, 4)
    return UsedColour(part=part, hex=colour.hex, share=rounded, nearest=name, difference=round(difference, 2))


def _judge_picture(palette: Palette, picture: Picture, image: OpenPicture, found: Findings) -> Iterable[UsedColour]:
    colours = [Rgb.of(one.hex) for one in palette.colours]
    seen = image.colours(colours, palette.tolerance)
    outside = sum(one.share_outside for one in seen)
    if outside > palette.image_share_outside:
        foreign = sorted((one for one in seen if one.share_outside), key=lambda one: -one.share_outside)
        for one in foreign:
            found.add(
                Rule.IMAGE_COLOUR,
                Severity.ERROR,
                Place(
                    part=picture.name, box=one.box, excerpt=f"{one.colour.hex} and the like: {one.share_outside:.1%}"
                ),
                subject=picture.name,
                message=f"{outside:.0%} of {picture.name} shows colours that are not in the palette, most of it "
                f"{foreign[0].colour.hex} and the like",
                why=f"At most {palette.image_share_outside:.0%} of an image may differ from the palette by more than "
                f"{palette.tolerance:g} (CIEDE2000).",
                remedy="Recolour those parts, or let the kit allow images more (image_share_outside).",
            )
    closest = [nearest(one.colour, colours) for one in seen]
    return [
        _used(picture.name, one.colour, one.share, palette.colours[close.at].name, close.difference)
        for one, close in zip(seen, closest, strict=True)
    ]


def _judge_fonts(rules: Sequence[FontRule], runs: Iterable[Run], found: Findings) -> None:
    for run in runs if rules else ():
        mine = [rule for rule in rules if rule.use == run.use] or [rule for rule in rules if rule.use == "body"]
        if not mine:
            continue
        allowed = "; ".join(_said(rule) for rule in mine)
        why = f"Text used as {run.use} is set by any one of: {allowed}."
        if run.families is None:
            found.add(
                Rule.FONT_MISSING,
                Severity.ERROR,
                run.place,
                subject=run.use,
                message=f"no font is set for this {run.use} text, so every browser shows its own",
                why=why,
                remedy=f"Set font-family: {_quoted(mine[0].family)}.",
            )
        elif run.size_px is None:
            found.add(
                Rule.FONT_UNKNOWN,
                Severity.WARNING,
                run.place,
                subject=run.size_written,
                message=f"how large font-size: {run.size_written} is depends on the screen",
                why=why,
                remedy="Give the size in px.",
            )
        elif not any(_allows(rule, run) for rule in mine):
            found.add(
                Rule.FONT,
                Severity.ERROR,
                run.place,
                subject=f"{run.use} {run.families[0]} {run.size_px} {run.weight}",
                message=f"{run.use} text is set in {run.families[0]} at {run.size_px:g}px"
                + (f", weight {run.weight}" if any(rule.weights for rule in mine) else ""),
                why=why,
                remedy=f"Set it in {_said(mine[0])}.",
            )


def _allows(rule: FontRule, run: Run) -> bool:
    """Whether one rule allows the whole combination of family, size and weight."""
    return (
        run.families is not None
        and run.size_px is not None
        and rule.family.casefold() == run.families[0].casefold()
        and rule.least_px - _ROUNDING <= run.size_px <= rule.most_px + _ROUNDING
        and (not rule.weights or run.weight in rule.weights)
    )


_ROUNDING: Final = 0.01
"""Pixels: 1.125em of 16px are 18px."""


def _said(rule: FontRule) -> str:
    weights = f", weight {' or '.join(map(str, rule.weights))}" if rule.weights else ""
    return f"{rule.family} from {rule.least_px:g} to {rule.most_px:g}px{weights}"


def _quoted(family: str) -> str:
    return f"'{family}'" if " " in family else family


def _passages_of(piece: Piece) -> Iterable[Passage]:
    for name, text in piece.texts.items():
        yield Passage(text, _InText(name, text))


class _InText:
    """Places within a text that has no source but itself."""

    def __init__(self, part: str, text: str) -> None:
        self._part = part
        self._text = text

    def __call__(self, begin: int, end: int) -> Place:
        before = self._text[:begin]
        line, column = before.count("\n") + 1, begin - before.rfind("\n")
        said = self._text[begin:end][:80]
        return Place(part=self._part, line=line, column=column, offset=begin, length=end - begin, excerpt=said)


def _judge_tone(tone: Tone, passages: Sequence[Passage], found: Findings, still: Still) -> None:
    texts = []
    for passage in passages:
        still()
        texts.append((passage, fold(passage.text)))
    for forbidden in tone.forbidden:
        for passage, folded in texts:
            for begin, end in occurrences(folded, forbidden.term):
                if found.add_again(Rule.FORBIDDEN, forbidden.term.casefold()):
                    continue
                still()
                found.add(
                    Rule.FORBIDDEN,
                    Severity.ERROR,
                    passage.locate(begin, end),
                    subject=forbidden.term.casefold(),
                    message=f"it says '{passage.text[begin:end][:80]}'",
                    why=f"The brand never says '{forbidden.term}'.",
                    remedy=f"Say '{forbidden.instead}' instead." if forbidden.instead else "Say it in other words.",
                )
        still()
    if texts and tone.approved_at_least:
        said = [term for term in tone.approved if any(True for _, text in texts for _ in occurrences(text, term))]
        if len(said) < tone.approved_at_least:
            examples = ", ".join(term for term in tone.approved[:5] if term not in said)
            first = texts[0][0]
            found.add(
                Rule.APPROVED,
                Severity.NOTE,
                first.locate(0, 0).model_copy(update={"selector": "", "length": 0, "excerpt": ""}),
                subject="",
                message=f"it uses {len(said)} of the words the brand likes",
                why=f"A creative uses at least {tone.approved_at_least} of them.",
                remedy=f"Say one of: {examples}.",
            )


def _opened(piece: Piece, found: Findings, still: Still) -> Iterator[tuple[Picture, OpenPicture]]:
    """The images that came along. One that nobody can look at is not on brand."""
    for picture in piece.pictures:
        still()
        try:
            image = open_picture(picture.data, still)
        except Unreadable as error:
            found.add(
                Rule.UNREAD,
                Severity.ERROR,
                Place(part=picture.name),
                subject=picture.name,
                message=f"{picture.name} was not read: {error.message}",
                why="Every image of a creative is looked at.",
                remedy=error.remedy or "Send another file.",
            )
        else:
            yield picture, image


def _embedded(reading: Reading, found: Findings, still: Still) -> Iterator[tuple[Picture, OpenPicture]]:
    """Images that markup carries within itself, each named by its element."""
    inside = [one for one in reading.shown if one.address.lower().startswith("data:")]
    for number, one in enumerate(inside):
        data = _carried(one.address) if number < _MOST_EMBEDDED else b""
        picture = Picture(name=one.place.selector, data=data)
        try:
            image = open_picture(data, still)
        except Unreadable as error:
            _unread(f"the image in {one.place.selector}", error.message, one.place, found)
        else:
            yield picture, image


def _carried(address: str) -> bytes:
    """What a ``data:`` address holds; nothing where it is not Base64."""
    kind, _, data = address.partition(",")
    try:
        return base64.b64decode(unquote(data)) if kind.lower().endswith(";base64") else b""
    except ValueError:
        return b""


def _tell_unread(reading: Reading, piece: Piece, found: Findings) -> None:
    known = {picture.name for picture in piece.pictures} | set(piece.unread)
    for one in reading.unread:
        _unread(one.what, one.why, one.place, found)
    for shown in reading.shown:
        if shown.address and not shown.address.lower().startswith(("#", "data:")) and shown.address not in known:
            _unread(f"the image {shown.address[:80]}", "it lies elsewhere", shown.place, found)
    for part, why in piece.unread.items():
        _unread(part, why, Place(part=part), found, remedy=_UNHAD)


_UNHAD: Final = (
    "Look at it yourself. Of a host that does not answer: show the image from the asset library, or see that it answers; "
    "what was seen is looked at anew after ten minutes."
)


def _unread(
    what: str, why: str, place: Place, found: Findings, *, remedy: str = "Look at it yourself, or send it along."
) -> None:
    found.add(
        Rule.UNREAD,
        Severity.WARNING,
        place,
        subject=f"{what} {why}",
        message=f"{what} was not read: {why}",
        why="What is shown there was not looked at.",
        remedy=remedy,
    )
