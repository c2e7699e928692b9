"""Banner markup: the advertiser's own, or one image that leads to the click URL, or a text where there is no image."""

from html import escape
from typing import Final

from bidding.openrtb.markup.links import Links
from domain.serving.values import ServedCreative

CLICK_MACRO: Final = "${CLICK_URL}"

TEXT_AD: Final = 1
XHTML_AD: Final = 2
SCRIPT_AD: Final = 3
FRAME_AD: Final = 4
"""Banner ad types, which ``btype`` may block (OpenRTB 2.6, section 3.2.6)."""


def banner_types(creative: ServedCreative) -> frozenset[int]:
    """The ad types that a banner's markup is."""
    if not creative.html:
        return frozenset({XHTML_AD if creative.media_url else TEXT_AD})
    lower = creative.html.lower()
    types = {kind for tag, kind in (("<script", SCRIPT_AD), ("<iframe", FRAME_AD)) if tag in lower}
    return frozenset(types or {XHTML_AD})


def banner_html(creative: ServedCreative, links: Links) -> str:
    """A fragment for the slot's own document. ``links.click_url`` must need no HTML escaping."""
    pixels = "".join(
        f'<img src="{escape(url)}" alt="" width="1" height="1" style="display:none">'
        for url in creative.impression_trackers
    )
    if creative.html:
        return creative.html.replace(CLICK_MACRO, links.click_url) + pixels
    size = f' width="{creative.width}" height="{creative.height}"' if creative.width and creative.height else ""
    if creative.media_url:
        shown = (
            f'<img src="{escape(creative.media_url)}" alt="{escape(creative.title)}"{size}'
            ' style="border:0;display:block">'
        )
    else:
        shown = f"<strong>{escape(creative.title)}</strong> {escape(creative.body)}"
    return f'<a href="{links.click_url}" target="_blank" rel="noopener sponsored">{shown}</a>{pixels}'
