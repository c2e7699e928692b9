"""VAST for video and audio: one linear ad in line, or a wrapper around another ad server's; and DAAST for old players.

Elements come in the order that the schema of each version has them in.
"""

from typing import Final
from xml.sax.saxutils import escape

from bidding.openrtb.markup.links import Links
from bidding.openrtb.markup.shape import ANY_SIZE, MarkupShape
from bidding.openrtb.media import DAAST
from domain.serving.values import Clip, CreativeFormat, ServedCreative

AD_SYSTEM: Final = "Campaign Express"
UNCATEGORISED: Final = "IAB24"


def vast_xml(creative: ServedCreative, shape: MarkupShape, links: Links, *, category: str = "") -> str:
    """The document for a player of this shape: the creative's own medium, or ``vast_url`` wrapped."""
    if creative.vast_url:
        return _wrapped(creative, shape, links)
    clip = Clip(
        url=creative.media_url,
        mime=creative.mime,
        duration_s=creative.duration_s,
        width=creative.width,
        height=creative.height,
    )
    if shape.vast == DAAST:
        return _daast(creative, clip, shape, links, category)
    return _in_line(creative, clip, shape, links)


def clip_vast(creative: ServedCreative, version: str, links: Links) -> str:
    """The document for the video of a native creative."""
    clip = creative.native.video if creative.native is not None else None
    if clip is None:
        raise ValueError(f"creative {creative.creative_id} has no video")
    return _in_line(creative, clip, MarkupShape(vast=version), links)


def carries_skip(creative: ServedCreative, shape: MarkupShape) -> bool:
    """Whether the markup brings a skip button of its own, which VAST knows from version 3 on."""
    return bool(creative.skip_after_s and shape.may_skip and not creative.vast_url and shape.vast >= "3.0")


def shows_companion(creative: ServedCreative, shape: MarkupShape) -> bool:
    companion = creative.companion
    if companion is None:
        return False
    return ANY_SIZE in shape.companions or (companion.width, companion.height) in shape.companions


def _in_line(creative: ServedCreative, clip: Clip, shape: MarkupShape, links: Links) -> str:
    version = shape.vast
    is_modern = version.startswith("4")
    title = f"<AdTitle>{_text(creative.title or creative.creative_id)}</AdTitle>"
    system = f"<AdSystem>{AD_SYSTEM}</AdSystem>"
    heard = _errors(creative) + _impressions(creative, links)
    serving_id = f"<AdServingId>{_text(creative.creative_id)}</AdServingId>" if version >= "4.1" else ""
    head = f"{system}{heard}{serving_id}{title}" if is_modern else f"{system}{title}{heard}"
    clicks = f"<VideoClicks><ClickThrough>{_cdata(links.click_url)}</ClickThrough></VideoClicks>"
    duration = f"<Duration>{_clock(clip.duration_s)}</Duration>"
    media = _media_files(creative, clip)
    skip = f' skipoffset="{_clock(creative.skip_after_s)}"' if carries_skip(creative, shape) else ""
    tracking = _tracking(creative)
    linear = (
        f"<Linear{skip}>{tracking}{duration}{media}{clicks}</Linear>"
        if is_modern
        else f"<Linear{skip}>{duration}{tracking}{clicks}{media}</Linear>"
    )
    main = _identified(version, creative.creative_id, linear)
    return _document(
        version,
        creative,
        f"<InLine>{head}<Creatives>{main}{_companions(creative, shape, links)}</Creatives></InLine>",
    )


def _wrapped(creative: ServedCreative, shape: MarkupShape, links: Links) -> str:
    version = shape.wrapper
    system = f"<AdSystem>{AD_SYSTEM}</AdSystem>"
    target = f"<VASTAdTagURI>{_cdata(creative.vast_url)}</VASTAdTagURI>"
    heard = _errors(creative) + _impressions(creative, links)
    clicks = f"<VideoClicks><ClickTracking>{_cdata(links.click_url)}</ClickTracking></VideoClicks>"
    linear = f"<Linear>{_tracking(creative)}{clicks}</Linear>"
    creatives = f"<Creatives>{_creative(creative.creative_id, linear)}</Creatives>"
    if version.startswith("4"):
        return _document(version, creative, f"<Wrapper>{system}{heard}{creatives}{target}</Wrapper>")
    return _document(version, creative, f"<Wrapper>{system}{target}{heard}{creatives}</Wrapper>")


def _daast(creative: ServedCreative, clip: Clip, shape: MarkupShape, links: Links, category: str) -> str:
    clicks = f"<AdInteractions><ClickThrough>{_cdata(links.click_url)}</ClickThrough></AdInteractions>"
    media = (
        f'<MediaFiles><MediaFile id="{_attribute(creative.creative_id)}" delivery="progressive"'
        f' type="{_attribute(clip.mime)}">{_cdata(clip.url)}</MediaFile></MediaFiles>'
    )
    linear = f"<Linear><Duration>{_clock(clip.duration_s)}</Duration>{_tracking(creative)}{clicks}{media}</Linear>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><DAAST version="1.0"><Ad id="{_attribute(creative.creative_id)}"><InLine>'
        f"<AdSystem>{AD_SYSTEM}</AdSystem><AdTitle>{_text(creative.title or creative.creative_id)}</AdTitle>"
        f"<Category>{_text(category or UNCATEGORISED)}</Category>{_errors(creative)}{_impressions(creative, links)}"
        f"<Creatives>{_creative(creative.creative_id, linear)}{_companions(creative, shape, links)}</Creatives></InLine></Ad></DAAST>"
    )


def _document(version: str, creative: ServedCreative, ad: str) -> str:
    namespace = ' xmlns="http://www.iab.com/VAST"' if version >= "4" else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><VAST version="{version}"{namespace}>'
        f'<Ad id="{_attribute(creative.creative_id)}">{ad}</Ad></VAST>'
    )


def _creative(creative_id: str, body: str) -> str:
    return f'<Creative id="{_attribute(creative_id)}">{body}</Creative>'


def _identified(version: str, creative_id: str, body: str) -> str:
    """A creative of an in-line ad, which VAST 4 wants a universal id of: before what it shows, or after it from 4.2 on."""
    if not version.startswith("4"):
        return _creative(creative_id, body)
    universal = _universal_id(version, creative_id)
    return _creative(creative_id, f"{body}{universal}" if version >= "4.2" else f"{universal}{body}")


def _companions(creative: ServedCreative, shape: MarkupShape, links: Links) -> str:
    companion = creative.companion
    if companion is None or not shows_companion(creative, shape):
        return ""
    static = f'<StaticResource creativeType="{_attribute(companion.mime or "image/png")}">{_cdata(companion.url)}</StaticResource>'
    through = f"<CompanionClickThrough>{_cdata(links.click_url)}</CompanionClickThrough>"
    shown = f'<Companion width="{companion.width}" height="{companion.height}">{static}{through}</Companion>'
    return _identified(shape.vast, f"{creative.creative_id}-companion", f"<CompanionAds>{shown}</CompanionAds>")


def _errors(creative: ServedCreative) -> str:
    return f"<Error>{_cdata(creative.error_tracker)}</Error>" if creative.error_tracker else ""


def _impressions(creative: ServedCreative, links: Links) -> str:
    return "".join(
        f"<Impression>{_cdata(url)}</Impression>" for url in (links.impression_url, *creative.impression_trackers)
    )


def _tracking(creative: ServedCreative) -> str:
    if not creative.playback_trackers:
        return ""
    events = "".join(
        f'<Tracking event="{_attribute(event)}">{_cdata(url)}</Tracking>'
        for event, url in creative.playback_trackers.items()
    )
    return f"<TrackingEvents>{events}</TrackingEvents>"


def _universal_id(version: str, creative_id: str) -> str:
    named = ' idValue="unknown"' if version == "4.0" else ""
    return f'<UniversalAdId idRegistry="unknown"{named}>{_text(creative_id)}</UniversalAdId>'


def _media_files(creative: ServedCreative, clip: Clip) -> str:
    width, height = (0, 0) if creative.format is CreativeFormat.AUDIO else (clip.width, clip.height)
    return (
        f'<MediaFiles><MediaFile delivery="progressive" type="{_attribute(clip.mime)}"'
        f' width="{width}" height="{height}">{_cdata(clip.url)}</MediaFile></MediaFiles>'
    )


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _cdata(url: str) -> str:
    return "<![CDATA[" + url.replace("]]>", "]]%3E") + "]]>"


def _text(value: str) -> str:
    return escape(value)


def _attribute(value: str) -> str:
    return escape(value, {'"': "&quot;"})
