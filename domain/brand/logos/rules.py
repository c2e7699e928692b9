"""How a logo is shown: its size, the room around it, and what it stands on."""

from collections.abc import Iterable
from typing import Final

from domain.brand.colours.rules import nearest
from domain.brand.colours.values import Rgb
from domain.brand.findings.rules import Findings
from domain.brand.markup.values import Shown
from domain.brand.pictures.rules import OpenPicture
from domain.brand.values import LogoRules, Picture, Place, Rule, Severity


def judge_shown(rules: LogoRules, shown: Iterable[Shown], found: Findings) -> None:
    """Logos that markup shows, in CSS pixels."""
    for logo in shown:
        if not logo.is_logo:
            continue
        for side, is_px, least_px in (
            ("width", logo.width_px, rules.least_width_px),
            ("height", logo.height_px, rules.least_height_px),
        ):
            if least_px and is_px is None and (logo.width_px is None and logo.height_px is None):
                _logo_unknown(logo, f"its {side} depends on the image or the screen", f"Set its {side} in px.", found)
            elif least_px and is_px is not None:
                _judge_side(side, is_px, least_px, logo.place, found)
        height_px = logo.height_px or rules.least_height_px
        wanted_px = rules.clear_space * height_px
        if wanted_px and logo.clear_px is not None and logo.clear_px < wanted_px:
            found.add(
                Rule.LOGO_CLEAR_SPACE,
                Severity.WARNING,
                logo.place,
                subject=f"{logo.place.offset}",
                message=f"the logo's own margin and padding keep {logo.clear_px:g}px free around it",
                why=f"Around a logo {rules.clear_space:g} of its height stays free, here {wanted_px:g}px.",
                remedy=f"Give it a margin of {wanted_px:g}px on every side, if nothing else keeps its neighbours away.",
            )
        if rules.backgrounds and logo.background is None:
            _logo_unknown(logo, "it stands on an image or a gradient", "Put it on a plain colour.", found)
        elif rules.backgrounds and logo.background is not None and logo.background.rgb is not None:
            _judge_background(rules, logo.background.rgb, logo.place, found)


def _logo_unknown(logo: Shown, what: str, remedy: str, found: Findings) -> None:
    found.add(
        Rule.LOGO_UNKNOWN,
        Severity.WARNING,
        logo.place,
        subject=f"{logo.place.offset} {what}",
        message=f"how the logo is shown cannot be told: {what}",
        why="A logo has a least size and stands on allowed backgrounds.",
        remedy=remedy,
    )


def judge_pictured(rules: LogoRules, picture: Picture, image: OpenPicture, found: Findings) -> None:
    """The logo in an image whose box is known. Raises ``InvalidInput`` for a box outside the image."""
    box = picture.logo
    assert box is not None
    place = Place(part=picture.name, box=box)
    _judge_side("width", box.width, rules.least_width_px, place, found)
    _judge_side("height", box.height, rules.least_height_px, place, found)
    wanted_px = rules.clear_space * box.height
    around = image.around(box, wanted_px)
    if around.clear_px < wanted_px:
        found.add(
            Rule.LOGO_CLEAR_SPACE,
            Severity.ERROR,
            place,
            subject=picture.name,
            message=f"{around.clear_px:g}px are free {_BESIDE[around.tightest]} the logo",
            why=f"On every side of a logo {rules.clear_space:g} of its height stays free, here {wanted_px:g}px.",
            remedy="Move what is near it, or the logo itself, away from there.",
        )
    if rules.backgrounds:
        _judge_background(rules, around.background, place, found)


_BESIDE: Final = {"top": "above", "right": "right of", "bottom": "below", "left": "left of"}


def _judge_side(side: str, is_px: float, least_px: float, place: Place, found: Findings) -> None:
    if is_px < least_px:
        found.add(
            Rule.LOGO_SIZE,
            Severity.ERROR,
            place,
            subject=f"{place.part} {place.offset} {side}",
            message=f"the logo is {is_px:g}px in {side}",
            why=f"A logo is at least {least_px:g}px in {side}.",
            remedy=f"Show it at {least_px:g}px or more.",
        )


def _judge_background(rules: LogoRules, background: Rgb, place: Place, found: Findings) -> None:
    close = nearest(background, [Rgb.of(one) for one in rules.backgrounds])
    if close.difference > rules.background_tolerance:
        found.add(
            Rule.LOGO_BACKGROUND,
            Severity.ERROR,
            place,
            subject=f"{place.part} {place.offset} {background.hex}",
            message=f"the logo stands on {background.hex}",
            why=f"A logo stands on {', '.join(rules.backgrounds)} alone, give or take {rules.background_tolerance:g} (CIEDE2000).",
            remedy=f"Put it on {rules.backgrounds[close.at]}.",
        )
