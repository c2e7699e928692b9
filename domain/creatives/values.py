"""Creatives: what a campaign shows, one piece each, as everybody else may import it."""

import re
from enum import StrEnum
from typing import Annotated, Final, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StrictInt, StrictStr, model_validator

from domain.campaigns.values import Categories, Content, Name, host, printable
from domain.serving.values import CreativeFormat

MAX_ATTRIBUTE: Final = 23
"""Highest code of AdCOM's list Creative Attributes."""
EXPANDABLE: Final = frozenset({3, 4, 5})
"""The attributes that say how a banner expands."""
MAX_API: Final = 9
"""Highest code of AdCOM's list API Frameworks."""
CLICK_MACRO: Final = "${CLICK_URL}"
EMBEDDING: Final = 32
_INSECURE = re.compile(r"http://(?!www\.w3\.org/)", re.IGNORECASE)
_TAG = re.compile(r"([a-z]{2,3})(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_MIME = re.compile(r"(image|video|audio)/[a-z0-9.+-]{1,60}")
_MEDIA_KIND: Final = {
    CreativeFormat.BANNER: "image",
    CreativeFormat.VIDEO: "video",
    CreativeFormat.AUDIO: "audio",
    CreativeFormat.NATIVE: "image",
}


def https_url(url: str) -> str:
    """An absolute https address without credentials, whose host is a host name."""
    if not url.isprintable() or any(odd in url for odd in " \\"):  # browsers read a backslash as a slash
        raise ValueError("is not a URL; percent-encode spaces, backslashes and control characters")
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("is not an https URL; send one like https://shop.example.com/spring")
    if parts.username is not None or parts.password is not None:
        raise ValueError("carries credentials; remove them")
    host(parts.hostname)
    return url


def _mime(text: str) -> str:
    if text and not _MIME.fullmatch(text):
        raise ValueError("is no media type; send one like image/png or video/mp4")
    return text


def _url_or_nothing(url: str) -> str:
    return https_url(url) if url else url


def _language(tag: str) -> str:
    if tag and not _TAG.fullmatch(tag):
        raise ValueError("is no language tag; send one like en, pt-BR or zh-Hant")
    return tag


def _markup(html: str) -> str:
    if not html:
        return html
    if "\x00" in html:
        raise ValueError("contains a NUL character; remove it")
    if _INSECURE.search(html):
        raise ValueError("loads or links something over http, which secure pages refuse; use https addresses only")
    if CLICK_MACRO not in html:
        raise ValueError(f"never uses {CLICK_MACRO}, so no click would be counted; let its links lead there")
    return html


Url = Annotated[StrictStr, Field(max_length=2_000), AfterValidator(https_url)]
OptionalUrl = Annotated[StrictStr, Field(max_length=2_000), AfterValidator(_url_or_nothing)]
Pixels = Annotated[StrictInt, Field(ge=0, le=10_000)]
Attribute = Annotated[StrictInt, Field(ge=1, le=MAX_ATTRIBUTE)]
Api = Annotated[StrictInt, Field(ge=1, le=MAX_API)]
Direction = Annotated[StrictInt, Field(ge=1, le=6)]
Mime = Annotated[StrictStr, AfterValidator(_mime)]
Line = Annotated[StrictStr, Field(max_length=140), AfterValidator(printable)]


class Playback(StrEnum):
    """The VAST tracking events that a measuring service may want to hear of."""

    START = "start"
    FIRST_QUARTILE = "firstQuartile"
    MIDPOINT = "midpoint"
    THIRD_QUARTILE = "thirdQuartile"
    COMPLETE = "complete"
    MUTE = "mute"
    UNMUTE = "unmute"
    PAUSE = "pause"
    RESUME = "resume"
    FULLSCREEN = "fullscreen"


class Image(Content):
    """An image beside the main one, by its address and size."""

    url: Url
    width: Annotated[StrictInt, Field(ge=1, le=10_000)]
    height: Annotated[StrictInt, Field(ge=1, le=10_000)]
    mime: Mime = ""

    @model_validator(mode="after")
    def _it_is_an_image(self) -> Self:
        if self.mime and not self.mime.startswith("image/"):
            raise ValueError(f"mime is {self.mime}; send an image type like image/png")
        return self


class NativeVideo(Content):
    """The video of a native creative."""

    url: Url
    mime: Mime
    duration_s: Annotated[StrictInt, Field(ge=1, le=600)]
    width: Pixels = 0
    height: Pixels = 0

    @model_validator(mode="after")
    def _it_is_a_video(self) -> Self:
        if not self.mime.startswith("video/"):
            raise ValueError(f"mime is {self.mime or 'missing'}; send a video type like video/mp4")
        return self


class NativeExtras(Content):
    """What a native creative has besides title, body and main image; publishers ask for some of it by number.

    ``rating`` is a number from 0 to 5, prices carry their currency's symbol (``$10``).
    """

    sponsored: Line = ""
    display_url: Line = ""
    cta: Annotated[StrictStr, Field(max_length=40), AfterValidator(printable)] = ""
    rating: Annotated[StrictStr, Field(pattern=r"^([0-4](\.[0-9])?|5(\.0)?)?$")] = ""
    likes: Annotated[StrictStr, Field(pattern="^[0-9]{0,12}$")] = ""
    downloads: Annotated[StrictStr, Field(pattern="^[0-9]{0,12}$")] = ""
    price: Line = ""
    sale_price: Line = ""
    phone: Line = ""
    address: Line = ""
    body_2: Annotated[StrictStr, Field(max_length=2_000), AfterValidator(printable)] = ""
    icon: Image | None = None
    video: NativeVideo | None = None


class CreativeContent(Content):
    """One creative. Sizes are pixels; 0 and the empty string mean not applicable.

    A banner needs a size and an image or its own HTML; video and audio a duration and their medium, or the address of
    another ad server's VAST; a native creative a title.
    """

    name: Name
    format: CreativeFormat
    landing_url: Url
    width: Pixels = 0
    height: Pixels = 0
    duration_s: StrictInt = Field(default=0, ge=0, le=600)
    mime: Mime = ""
    media_url: OptionalUrl = ""
    title: Annotated[StrictStr, Field(max_length=140), AfterValidator(printable)] = ""
    body: Annotated[StrictStr, Field(max_length=2_000), AfterValidator(printable)] = ""
    attributes: tuple[Attribute, ...] = Field(default=(), max_length=MAX_ATTRIBUTE)
    categories: Categories = ()
    language: Annotated[StrictStr, AfterValidator(_language)] = ""
    embedding: tuple[Annotated[float, Field(ge=-1, le=1)], ...] = ()
    """What it is about, in the 32 numbers the model was trained on; empty means unknown, which the model knows too."""

    html: Annotated[StrictStr, Field(max_length=40_000), AfterValidator(_markup)] = ""
    """A banner's own markup; ``${CLICK_URL}`` in it is where a click goes."""
    expand_directions: tuple[Direction, ...] = Field(default=(), max_length=6)
    apis: tuple[Api, ...] = Field(default=(), max_length=MAX_API)
    """Frameworks the markup needs, by AdCOM's list API Frameworks: 6 is MRAID 3."""
    skip_after_s: StrictInt = Field(default=0, ge=0, le=600)
    companion: Image | None = None
    vast_url: OptionalUrl = ""
    impression_trackers: tuple[Url, ...] = Field(default=(), max_length=5)
    playback_trackers: dict[Playback, Url] = Field(default={}, max_length=16)
    error_tracker: OptionalUrl = ""
    native: NativeExtras | None = None

    @model_validator(mode="after")
    def _what_belongs_to_one_format_is_on_it(self) -> Self:
        timed = self.format in (CreativeFormat.VIDEO, CreativeFormat.AUDIO)
        if self.format is not CreativeFormat.BANNER and (self.html or self.expand_directions):
            raise ValueError(f"html and expand_directions are a banner's; remove them from this {self.format}")
        if not timed and (self.companion or self.vast_url or self.playback_trackers or self.error_tracker):
            raise ValueError(
                "companion, vast_url, playback_trackers and error_tracker go with video or audio; "
                f"remove them from this {self.format}"
            )
        if self.format is not CreativeFormat.VIDEO and self.skip_after_s:
            raise ValueError("skip_after_s is a video's; remove it")
        if self.format is not CreativeFormat.NATIVE and self.native is not None:
            raise ValueError(f"native holds a native creative's assets; remove it from this {self.format}")
        return self

    @model_validator(mode="after")
    def _it_moves_as_it_says(self) -> Self:
        if self.expand_directions and not EXPANDABLE.intersection(self.attributes):
            raise ValueError("expand_directions says where a banner expands; say how in attributes (3, 4 or 5)")
        if self.expand_directions and not self.html:
            raise ValueError("an image cannot expand; set html, or remove expand_directions")
        if self.skip_after_s and self.skip_after_s >= self.duration_s:
            raise ValueError("skip_after_s is not before the end of the video; lower it")
        return self

    @model_validator(mode="after")
    def _the_format_has_what_it_shows(self) -> Self:
        if len(self.embedding) not in (0, EMBEDDING):
            raise ValueError(f"embedding has {len(self.embedding)} numbers; send {EMBEDDING}, or none")
        if self.format in (CreativeFormat.BANNER, CreativeFormat.VIDEO) and not (self.width and self.height):
            raise ValueError(f"a {self.format} has a size; set width and height")
        if self.format in (CreativeFormat.VIDEO, CreativeFormat.AUDIO) and not self.duration_s:
            raise ValueError(f"{self.format} has a length; set duration_s")
        if self.format is CreativeFormat.NATIVE and not self.title:
            raise ValueError("a native creative has a title; set it")
        elsewhere = self.html or self.vast_url
        if self.format is not CreativeFormat.NATIVE and not elsewhere and not (self.media_url and self.mime):
            raise ValueError(f"a {self.format} shows a medium; set media_url and mime")
        if elsewhere and self.media_url:
            raise ValueError("media_url would not be shown beside html or vast_url; keep one of them")
        if self.vast_url and not self.mime:
            raise ValueError("mime says what the VAST at vast_url plays; set it, like video/mp4")
        if self.mime and not self.mime.startswith(f"{_MEDIA_KIND[self.format]}/"):
            raise ValueError(f"a {self.format} shows {_MEDIA_KIND[self.format]}/*; {self.mime} does not fit")
        return self
