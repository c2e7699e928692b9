"""Creatives: what a campaign shows, one piece each, as everybody else may import it."""

import re
from typing import Annotated, Final, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StrictInt, StrictStr, model_validator

from domain.campaigns.values import Categories, Content, Name, host, printable
from domain.serving.values import CreativeFormat

MAX_ATTRIBUTE: Final = 18
"""Highest code of AdCOM's list Creative Attributes."""
EMBEDDING: Final = 32
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


Url = Annotated[StrictStr, Field(max_length=2_000), AfterValidator(https_url)]
OptionalUrl = Annotated[StrictStr, Field(max_length=2_000), AfterValidator(_url_or_nothing)]
Pixels = Annotated[StrictInt, Field(ge=0, le=10_000)]
Attribute = Annotated[StrictInt, Field(ge=1, le=MAX_ATTRIBUTE)]


class CreativeContent(Content):
    """One creative. Sizes are pixels; 0 and the empty string mean not applicable.

    A banner needs a size and an image, video and audio a duration and their medium, a native creative a title.
    """

    name: Name
    format: CreativeFormat
    landing_url: Url
    width: Pixels = 0
    height: Pixels = 0
    duration_s: StrictInt = Field(default=0, ge=0, le=600)
    mime: Annotated[StrictStr, AfterValidator(_mime)] = ""
    media_url: OptionalUrl = ""
    title: Annotated[StrictStr, Field(max_length=140), AfterValidator(printable)] = ""
    body: Annotated[StrictStr, Field(max_length=2_000), AfterValidator(printable)] = ""
    attributes: tuple[Attribute, ...] = Field(default=(), max_length=MAX_ATTRIBUTE)
    categories: Categories = ()
    language: Annotated[StrictStr, Field(pattern="^([a-z]{2})?$")] = ""
    embedding: tuple[Annotated[float, Field(ge=-1, le=1)], ...] = ()
    """What it is about, in the 32 numbers the model was trained on; empty means unknown, which the model knows too."""

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
        if self.format is not CreativeFormat.NATIVE and not (self.media_url and self.mime):
            raise ValueError(f"a {self.format} shows a medium; set media_url and mime")
        if self.mime and not self.mime.startswith(f"{_MEDIA_KIND[self.format]}/"):
            raise ValueError(f"a {self.format} shows {_MEDIA_KIND[self.format]}/*; {self.mime} does not fit")
        return self
