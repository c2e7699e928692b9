"""Banner markup: one image that leads to the click URL, or the creative's text where it has no image."""

from html import escape

from bidding.openrtb.markup.links import Links
from domain.serving.values import ServedCreative


def banner_html(creative: ServedCreative, links: Links) -> str:
    """A fragment for the slot's own document. ``links.click_url`` must need no HTML escaping."""
    size = f' width="{creative.width}" height="{creative.height}"' if creative.width and creative.height else ""
    if creative.media_url:
        shown = (
            f'<img src="{escape(creative.media_url)}" alt="{escape(creative.title)}"{size}'
            ' style="border:0;display:block">'
        )
    else:
        shown = f"<strong>{escape(creative.title)}</strong> {escape(creative.body)}"
    return f'<a href="{links.click_url}" target="_blank" rel="noopener sponsored">{shown}</a>'
