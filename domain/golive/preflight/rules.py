"""What is asked of a campaign's content before people see it. Pure; every function yields what it found."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final, cast
from urllib.parse import parse_qs, urlsplit

from domain.campaigns.rules import CLOCK_SLACK_MS
from domain.campaigns.values import Channel, Stage
from domain.content.proofing.rules import offers_a_way_out
from domain.creatives.values import CreativeContent, https_url
from domain.golive.values import Check, Found, Subject
from domain.serving.rules import Piece
from domain.serving.values import CreativeFormat
from domain.targeting.rules import Expression, clauses_of

BANNER_SIZES: Final = frozenset(
    {
        *((300, 250), (728, 90), (160, 600), (300, 600), (970, 250), (970, 90), (320, 50), (320, 100), (300, 50)),
        *((468, 60), (336, 280), (120, 600), (250, 250), (200, 200), (320, 480), (480, 320), (768, 1024), (1024, 768)),
    }
)
"""What exchanges sell most of (IAB display and mobile sizes)."""
_MEDIA: Final = {
    CreativeFormat.BANNER: frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"}),
    CreativeFormat.NATIVE: frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"}),
    CreativeFormat.VIDEO: frozenset({"video/mp4", "video/webm", "video/ogg", "video/3gpp"}),
    CreativeFormat.AUDIO: frozenset({"audio/mpeg", "audio/mp4", "audio/ogg", "audio/aac", "audio/wav", "audio/mp3"}),
}
_CAMPAIGN_TAGS: Final = frozenset({"utm_source", "utm_campaign", "utm_medium", "utm_id", "cid", "gclid"})
_KNOWN_MACROS: Final = frozenset({"AUCTION_ID", "AUCTION_BID_ID", "AUCTION_IMP_ID", "AUCTION_SEAT_ID", "AUCTION_AD_ID"})
_MACRO: Final = re.compile(r"\$\{([A-Z_:0-9]{1,60})\}|\[([A-Z_]{2,40})\]|%%([A-Z_]{2,40})%%")
_MERGE_TAG: Final = re.compile(r"\{\{([^{}]{1,700})\}\}")
_ALWAYS_THERE: Final = ("links.", "sender.", "person.id")
_MESSAGES: Final = frozenset(
    {
        *(Channel.EMAIL, Channel.SMS, Channel.WHATSAPP, Channel.PUSH),
        *(Channel.WEB_PUSH, Channel.IN_APP, Channel.CONTENT_CARD),
    }
)


def look(subject: Subject) -> Iterator[Found]:
    """Everything that preflight asks."""
    for piece in subject.pieces:
        yield from _links(subject, piece)
        yield from _tracking(piece)
        yield from _shape(piece)
        yield from _message(subject, piece)
    yield from _creatives(subject)
    yield from _schedule(subject)
    yield from _money(subject)
    yield from _audience(subject)
    if subject.is_matched is False:
        yield Found(
            Check.NO_TRAFFIC,
            "the forecast of this revision found no request that it could bid on",
            "forecast",
            "Widen the audience, or add creatives of the sizes that are asked for; then forecast again.",
        )


def _links(subject: Subject, piece: Piece) -> Iterator[Found]:
    domain = subject.content.advertiser_domain
    for field, address in _addresses(piece.content).items():
        where = f"creatives.{piece.creative_id}.{field}"
        if not address.startswith("https://"):
            insecure = address.startswith("http://")
            yield Found(
                Check.LINK_INSECURE if insecure else Check.LINK_MALFORMED,
                f"'{address[:120]}' is not an https address",
                where,
                "Send an https address: secure pages load and open nothing else.",
            )
            continue
        try:
            https_url(address)
        except ValueError as error:
            yield Found(Check.LINK_MALFORMED, f"'{address[:120]}' {str(error).partition(';')[0]}", where, "Correct it.")
            continue
        if field == "landing_url":
            yield from _elsewhere(address, where, piece, domain)
    if subject.content.channel is Channel.PAID_MEDIA:
        for address in _links_of(piece.content.html):
            where = f"creatives.{piece.creative_id}.html"
            if address.startswith("http://"):
                yield Found(
                    Check.LINK_INSECURE, f"it links to '{address[:120]}'", where, "Use https, or ${CLICK_URL} alone."
                )
            yield from _elsewhere(address, where, piece, domain)


def _elsewhere(address: str, where: str, piece: Piece, domain: str) -> Iterator[Found]:
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:
        host = address[:120]
    if host != domain and not host.endswith(f".{domain}"):
        yield Found(
            Check.LINK_ELSEWHERE,
            f"'{piece.content.name}' lands on {host}, which is not the advertiser's {domain}",
            where,
            f"Use a page on {domain} or below it.",
        )


_WEB_ADDRESS: Final = re.compile(r"(?:(https?):/*|/{2,})", re.IGNORECASE)


class _Links(HTMLParser):
    """Where a click may lead, of the elements that lead anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = {"a": "href", "area": "href", "base": "href", "form": "action"}.get(tag)
        said = (value for name, value in attrs if value and name.removeprefix("xlink:") in (wanted, "formaction"))
        self.found += said


def _links_of(html: str) -> Iterator[str]:
    """Web addresses that markup leads to, as browsers read them; macros and places on the same page are none."""
    parser = _Links()
    parser.feed(html)
    parser.close()
    for said in parser.found:
        address = re.sub(r"[\t\r\n]", "", said.strip()).replace("\\", "/")
        if begin := _WEB_ADDRESS.match(address):
            yield f"{(begin[1] or 'https').lower()}://{address[begin.end() :]}"


def _addresses(content: CreativeContent) -> dict[str, str]:
    native = content.native
    said = {
        "landing_url": content.landing_url,
        "media_url": content.media_url,
        "vast_url": content.vast_url,
        "companion.url": content.companion.url if content.companion else "",
        "native.icon.url": native.icon.url if native and native.icon else "",
        "native.video.url": native.video.url if native and native.video else "",
    }
    return {field: address for field, address in said.items() if address}


def _tracking(piece: Piece) -> Iterator[Found]:
    content = piece.content
    trackers = {f"impression_trackers.{number}": url for number, url in enumerate(content.impression_trackers)}
    trackers |= {f"playback_trackers.{event}": url for event, url in content.playback_trackers.items()}
    trackers |= {"error_tracker": content.error_tracker} if content.error_tracker else {}
    for field, address in trackers.items():
        where = f"creatives.{piece.creative_id}.{field}"
        if not address.startswith("https://"):
            yield Found(
                Check.TRACKER_INSECURE,
                f"'{address[:120]}' is not an https address",
                where,
                "Send one: browsers drop the others.",
            )
        for found in _MACRO.finditer(address):
            macro = next(name for name in found.groups() if name)
            if found[1] is None or macro not in _KNOWN_MACROS:
                yield Found(
                    Check.TRACKER_MACRO,
                    f"nobody puts anything in place of {found[0]}",
                    where,
                    "Remove the macro, or use one of OpenRTB's.",
                )
    asked = urlsplit(content.landing_url).query
    if not _CAMPAIGN_TAGS.intersection(parse_qs(asked, keep_blank_values=True)):
        yield Found(
            Check.NO_CAMPAIGN_TAG,
            "its landing page is not told which campaign sent the visitor",
            f"creatives.{piece.creative_id}.landing_url",
            "Add utm_source and utm_campaign, if your analytics tell campaigns apart by them.",
        )


def _shape(piece: Piece) -> Iterator[Found]:
    content, where = piece.content, f"creatives.{piece.creative_id}"
    if content.format is CreativeFormat.BANNER and (content.width, content.height) not in BANNER_SIZES:
        yield Found(
            Check.SIZE,
            f"hardly anybody sells {content.width}x{content.height}",
            f"{where}.width",
            "Use a standard size like 300x250, 728x90 or 320x50.",
        )
    if content.mime and content.mime not in _MEDIA[content.format]:
        yield Found(
            Check.MEDIUM,
            f"{content.mime} is not shown as {content.format} by every browser",
            f"{where}.mime",
            f"Use one of {', '.join(sorted(_MEDIA[content.format]))}.",
        )


def _creatives(subject: Subject) -> Iterator[Found]:
    if subject.content.channel is not Channel.PAID_MEDIA:
        return
    if not subject.pieces:
        yield Found(Check.NO_CREATIVES, "it has nothing to show", "creatives", "Add a creative.")
    aimed = frozenset(subject.content.targeting.exchanges)
    for piece in subject.pieces:
        refused = frozenset(piece.verdict.refused_on)
        if not refused:
            continue
        yield Found(
            Check.REFUSED,
            f"'{piece.content.name}' was rejected by {', '.join(sorted(refused))}",
            f"creatives.{piece.creative_id}",
            "Change what the exchange objects to; the new version is reviewed again.",
        )
    if aimed and subject.pieces and all(aimed <= frozenset(piece.verdict.refused_on) for piece in subject.pieces):
        yield Found(
            Check.REFUSED_EVERYWHERE,
            f"every creative was rejected by all it is aimed at: {', '.join(sorted(aimed))}",
            "creatives",
            "Change the creatives, or aim at other exchanges.",
        )


def _schedule(subject: Subject) -> Iterator[Found]:
    starts, ends = subject.flight.starts_at_ms, subject.flight.ends_at_ms
    if ends is not None and ends <= subject.now_ms:
        yield Found(
            Check.ENDED, "its end date has passed", "schedule.ends_at", "Move the end date, and have that approved."
        )
    if starts is not None and ends is not None and ends <= starts:
        yield Found(
            Check.ENDS_BEFORE_START, "it ends before it starts", "schedule.ends_at", "Move one of the two dates."
        )
    is_new = subject.stage not in {Stage.SCHEDULED, Stage.LIVE, Stage.PAUSED}
    if is_new and starts is not None and starts < subject.now_ms - CLOCK_SLACK_MS:
        yield Found(
            Check.STARTED,
            "its start date has passed: it starts at once, and its days so far are lost",
            "schedule.starts_at",
            "Move the start date if that matters.",
        )


def _money(subject: Subject) -> Iterator[Found]:
    content = subject.content
    if content.daily_budget_micros is not None and content.daily_budget_micros > content.budget_micros:
        yield Found(
            Check.DAY_ABOVE_WHOLE,
            "a day may cost more than the whole campaign",
            "budget.daily_budget",
            "Lower what a day may cost, or raise the budget.",
        )
    if not subject.has_rate:
        yield Found(
            Check.NO_RATE,
            f"there is no exchange rate of {content.currency}: it bids only where {content.currency} is asked for",
            "budget.currency",
            "Load a table of rates that has it, or use another currency.",
        )


def _audience(subject: Subject) -> Iterator[Found]:
    aims = subject.content.targeting
    if aims.segments is not None:
        clauses = clauses_of(cast("Expression", aims.segments))
        excluded = {
            *aims.segments_none,
            *(one.outside[0] for one in clauses if not one.inside and len(one.outside) == 1),
        }
        never = [one.inside for one in clauses if not one.outside and excluded.issuperset(one.inside)]
        if never:
            yield Found(
                Check.NOBODY_MATCHES,
                f"it is for people in one of the segments {sorted(never[0])}, and excludes everybody in them",
                "audience.segments",
                "Ask for other segments, or exclude fewer.",
            )
    if aims.countries:
        for field, places in (("cities", aims.cities), ("postal_codes", aims.postal_codes)):
            around = {place.partition("/")[0] for place in places}
            countries = {code for code in around if len(code) == 3}
            if countries and countries == around and not countries & set(aims.countries):
                yield Found(
                    Check.OUTSIDE_COUNTRIES,
                    f"none of its {field} lies in {', '.join(aims.countries[:5])}",
                    f"audience.{field}",
                    "Add the country, or take the places out.",
                )
    spoken = {piece.content.language.partition("-")[0] for piece in subject.pieces if piece.content.language}
    if aims.languages and spoken and not spoken & set(aims.languages):
        yield Found(
            Check.UNUSUAL_LANGUAGE,
            f"its creatives are in {', '.join(sorted(spoken))}, and it is for people who read {', '.join(aims.languages)}",
            "audience.languages",
            "Add creatives in their language, or the language.",
        )


def _message(subject: Subject, piece: Piece) -> Iterator[Found]:
    """What is written like a message: merge tags are filled where messages are sent, and nowhere else."""
    content, channel = piece.content, subject.content.channel
    texts = {"title": content.title, "body": content.body, "html": content.html}
    if content.native is not None:
        texts |= {"native.body_2": content.native.body_2, "native.cta": content.native.cta}
    for field, text in texts.items():
        where = f"creatives.{piece.creative_id}.{field}"
        for tag in _MERGE_TAG.finditer(text):
            if channel not in _MESSAGES:
                yield Found(
                    Check.MERGE_TAG,
                    f"nobody fills '{tag[0][:80]}' on {channel}: people would read it as it stands",
                    where,
                    "Write words in its place.",
                )
                continue
            path, _, filters = tag[1].strip("- ").partition("|")
            if "default" not in filters and not path.startswith(_ALWAYS_THERE):
                yield Found(
                    Check.NO_FALLBACK,
                    f"whoever has no '{path.strip()[:80]}' sees a gap",
                    where,
                    "Add a fallback, like {{ person.first_name | default: 'there' }}.",
                )
    if channel is Channel.EMAIL and content.html and not offers_a_way_out(content.html):
        yield Found(
            Check.NO_UNSUBSCRIBE,
            "it has no way to unsubscribe",
            f"creatives.{piece.creative_id}.html",
            "Add {{ links.unsubscribe }} where people look for it.",
        )
