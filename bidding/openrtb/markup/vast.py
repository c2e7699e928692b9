"""In-line VAST for video and audio: one linear ad, its impression, its click and its media file."""

from typing import Final
from xml.sax.saxutils import escape

from bidding.openrtb.markup.links import Links
from domain.serving.values import CreativeFormat, ServedCreative

AD_SYSTEM: Final = "Campaign Express"


def vast_xml(creative: ServedCreative, version: str, links: Links) -> str:
    """A VAST document of ``version`` (``2.0`` to ``4.2``), with what that version requires and no more."""
    is_modern = version.startswith("4")
    serving_id = f"<AdServingId>{_text(creative.creative_id)}</AdServingId>" if version >= "4.1" else ""
    universal_id = _universal_id(version, creative.creative_id)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><VAST version="{version}"{_namespace(version)}>'
        f'<Ad id="{_attribute(creative.creative_id)}"><InLine>'
        f"<AdSystem>{AD_SYSTEM}</AdSystem>"
        f"<AdTitle>{_text(creative.title or creative.creative_id)}</AdTitle>"
        f"<Impression>{_cdata(links.impression_url)}</Impression>"
        f"{serving_id}"
        f'<Creatives><Creative id="{_attribute(creative.creative_id)}">'
        f"{universal_id if is_modern else ''}"
        f"<Linear><Duration>{_clock(creative.duration_s)}</Duration>"
        f"{_media_file(creative) if not is_modern else ''}"
        f"<VideoClicks><ClickThrough>{_cdata(links.click_url)}</ClickThrough></VideoClicks>"
        f"{_media_file(creative) if is_modern else ''}"
        "</Linear></Creative></Creatives></InLine></Ad></VAST>"
    )


def _universal_id(version: str, creative_id: str) -> str:
    named = ' idValue="unknown"' if version == "4.0" else ""
    return f'<UniversalAdId idRegistry="unknown"{named}>{_text(creative_id)}</UniversalAdId>'


def _namespace(version: str) -> str:
    return ' xmlns="http://www.iab.com/VAST"' if version >= "4.1" else ""


def _media_file(creative: ServedCreative) -> str:
    is_audio = creative.format is CreativeFormat.AUDIO
    width, height = (0, 0) if is_audio else (creative.width, creative.height)
    return (
        f'<MediaFiles><MediaFile delivery="progressive" type="{_attribute(creative.mime)}"'
        f' width="{width}" height="{height}">{_cdata(creative.media_url)}</MediaFile></MediaFiles>'
    )


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _cdata(url: str) -> str:
    return "<![CDATA[" + url.replace("]]>", "]]%3E") + "]]>"


def _text(value: str) -> str:
    return escape(value)


def _attribute(value: str) -> str:
    return escape(value, {'"': "&quot;"})
