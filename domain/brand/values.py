"""A brand as data: its colours, fonts, tone and logo; and what a creative is found to do against it."""

import re
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, StrictInt, StrictStr, model_validator

from domain.campaigns.values import Content, printable

_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_USE = re.compile(r"[a-z][a-z0-9-]{0,39}")
MAX_PLACES: Final = 20
"""Places one finding names; it counts all of them."""


def _hex(text: str) -> str:
    if not _HEX.fullmatch(text):
        raise ValueError("is not a colour; send it like #1B4FDB")
    return text.upper()


def _use(text: str) -> str:
    if not _USE.fullmatch(text):
        raise ValueError("is not the name of a use; send one like body, heading, code or button")
    return text


def _term(text: str) -> str:
    printable(text)
    if not any(sign.isalnum() for sign in text):
        raise ValueError("has neither letters nor digits; send a word or a phrase")
    if "*" in text[:-1]:
        raise ValueError("has a * that is not at its end; end a word with * to mean all that begins like it")
    return text


Hex = Annotated[StrictStr, AfterValidator(_hex)]
Use = Annotated[StrictStr, AfterValidator(_use)]
Term = Annotated[StrictStr, Field(min_length=1, max_length=80), AfterValidator(_term)]
Label = Annotated[StrictStr, Field(min_length=1, max_length=80), AfterValidator(printable)]
Share = Annotated[float, Field(ge=0, le=1)]
Pixels = Annotated[float, Field(ge=0, le=10_000)]


class Colour(Content):
    """One colour of a palette."""

    name: Label
    hex: Hex


class Palette(Content):
    """The colours a brand is seen in. A tolerance is a CIEDE2000 difference: 1 is just visible, 5 plainly another colour."""

    colours: Annotated[tuple[Colour, ...], Field(min_length=1, max_length=64)]
    tolerance: Annotated[float, Field(ge=0, le=20)] = 3.0
    image_share_outside: Share = 0.2
    """How much of an image may show other colours; 1 leaves images alone, as a brand of photographs wants it."""

    @model_validator(mode="after")
    def _names_tell_colours_apart(self) -> Self:
        names = [one.name.casefold() for one in self.colours]
        if twice := next((one.name for one in self.colours if names.count(one.name.casefold()) > 1), None):
            raise ValueError(f"two colours are called '{twice}'; rename one")
        return self


class FontRule(Content):
    """A font that text of one use may be set in, from one size to another. No weights means any weight."""

    use: Use
    family: Label
    least_px: Pixels
    most_px: Pixels
    weights: Annotated[tuple[Annotated[StrictInt, Field(ge=1, le=1000)], ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _sizes_are_in_order(self) -> Self:
        if self.least_px > self.most_px:
            raise ValueError("least_px is above most_px; swap them")
        return self


class Forbidden(Content):
    """What a brand never says, and what it says instead."""

    term: Term
    instead: Annotated[StrictStr, Field(max_length=80)] = ""


class Tone(Content):
    """Words a brand likes and words it never uses. A term that ends in ``*`` means every word that begins like it."""

    approved: Annotated[tuple[Term, ...], Field(max_length=500)] = ()
    forbidden: Annotated[tuple[Forbidden, ...], Field(max_length=500)] = ()
    approved_at_least: Annotated[StrictInt, Field(ge=0, le=20)] = 0
    """How many different approved terms a creative ought to use; missing ones are worth a note, no more."""

    @model_validator(mode="after")
    def _no_term_is_both(self) -> Self:
        forbidden = {one.term.casefold() for one in self.forbidden}
        if both := next((one for one in self.approved if one.casefold() in forbidden), None):
            raise ValueError(f"'{both}' is approved and forbidden; keep one of them")
        return self


class LogoRules(Content):
    """How a logo may be shown. Sizes are CSS pixels in markup and pixels in images; 0 asks for nothing."""

    least_width_px: Pixels = 0
    least_height_px: Pixels = 0
    clear_space: Annotated[float, Field(ge=0, le=4)] = 0
    """Free room on every side, as a part of the logo's height."""
    backgrounds: Annotated[tuple[Hex, ...], Field(max_length=64)] = ()
    """What it may stand on; none means anything."""
    background_tolerance: Annotated[float, Field(ge=0, le=20)] = 5.0


class Kit(Content):
    """Everything a creative is held against. An empty part asks for nothing."""

    palette: Palette | None = None
    fonts: Annotated[tuple[FontRule, ...], Field(max_length=200)] = ()
    tone: Tone = Tone()
    logo: LogoRules = LogoRules()


SEED: Final = Kit(
    palette=Palette(
        colours=(
            Colour(name="Primary", hex="#1B4FDB"),
            Colour(name="Secondary", hex="#FF6B35"),
            Colour(name="Accent", hex="#00D4AA"),
            Colour(name="Ink", hex="#1A1A2E"),
            Colour(name="Mist", hex="#F5F7FA"),
            Colour(name="White", hex="#FFFFFF"),
        )
    ),
    fonts=(
        FontRule(use="body", family="Inter", least_px=14, most_px=20),
        FontRule(use="heading", family="Inter", least_px=18, most_px=72),
        FontRule(use="code", family="Roboto Mono", least_px=12, most_px=16),
    ),
    tone=Tone(
        approved=("innovative", "effortless", "intelligent", "personal", "trusted", "simple"),
        forbidden=(
            Forbidden(term="cheap", instead="affordable"),
            Forbidden(term="guaranteed", instead="designed to"),
            Forbidden(term="risk-free", instead="easy to try"),
            Forbidden(term="miracle"),
            Forbidden(term="act now", instead="see it today"),
        ),
        approved_at_least=1,
    ),
    logo=LogoRules(
        least_width_px=80, least_height_px=24, clear_space=0.25, backgrounds=("#FFFFFF", "#F5F7FA", "#1A1A2E")
    ),
)
"""What a tenant without a kit of its own is held to, and what a new kit begins as."""


class Severity(StrEnum):
    ERROR = "error"
    """Against the brand."""
    WARNING = "warning"
    """Could not be told from the creative, or only nearly right."""
    NOTE = "note"
    """Could be better."""


class Rule(StrEnum):
    """What was broken: the part of the kit, and the rule in it."""

    COLOUR = "colour.palette"
    COLOUR_UNKNOWN = "colour.unknown"
    IMAGE_COLOUR = "colour.image"
    FONT = "font.rules"
    FONT_MISSING = "font.missing"
    FONT_UNKNOWN = "font.unknown"
    FORBIDDEN = "tone.forbidden"
    APPROVED = "tone.approved"
    LOGO_SIZE = "logo.size"
    LOGO_CLEAR_SPACE = "logo.clear_space"
    LOGO_BACKGROUND = "logo.background"
    LOGO_UNKNOWN = "logo.unknown"
    UNREAD = "creative.unread"


class Box(Content):
    """A rectangle in an image, from its upper left corner, in the image's own pixels."""

    x: Annotated[StrictInt, Field(ge=0, le=100_000)]
    y: Annotated[StrictInt, Field(ge=0, le=100_000)]
    width: Annotated[StrictInt, Field(ge=1, le=100_000)]
    height: Annotated[StrictInt, Field(ge=1, le=100_000)]


class Place(Content):
    """Where something is: the part of the creative, and in markup the element and its spot in the source."""

    part: str
    """``html``, or the name of a text or an image."""
    selector: str = ""
    """The element, as a path from the body."""
    line: int = 0
    """Counted from 1, as is ``column``; 0 where there is no source."""
    column: int = 0
    offset: int = 0
    """Where it begins in the part's own text, in code points."""
    length: int = 0
    box: Box | None = None
    excerpt: str = ""


class Finding(Content):
    """One thing that is wrong: what, why, how bad, what to do, and where."""

    rule: Rule
    severity: Severity
    message: str
    why: str
    """The rule of the kit, in words."""
    remedy: str
    times: int = 1
    places: tuple[Place, ...] = ()


class Picture(Content):
    """An image as bytes, and where the logo is in it if somebody knows."""

    name: str
    data: bytes
    logo: Box | None = None


class Piece(Content):
    """A creative, as far as a brand sees it."""

    html: str = ""
    texts: dict[str, str] = Field(default_factory=dict)
    """By the name of the part: ``title``, ``native.cta``."""
    pictures: tuple[Picture, ...] = ()
    unread: dict[str, str] = Field(default_factory=dict)
    """Parts that could not be had, and why."""


class UsedColour(Content):
    """A colour a creative shows, and the palette's colour that is next to it."""

    part: str
    hex: str
    share: float | None = None
    """Of an image's visible pixels; None in markup."""
    nearest: str
    difference: float


class Report(Content):
    """What became of holding one creative against one kit."""

    findings: tuple[Finding, ...]
    colours: tuple[UsedColour, ...]

    @property
    def passes(self) -> bool:
        """Whether nothing in it is against the brand."""
        return all(one.severity is not Severity.ERROR for one in self.findings)
