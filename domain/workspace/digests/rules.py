"""When a digest is due, which letter it is, and what that says. Pure."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from html import escape
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from domain.ids import ulid
from domain.workspace.digests.values import Digest, GoingOut, Letter, Preference, Told

MOST_SHOWN: Final = 20
"""Of one kind; how many more there are is said."""
_DAY_MS: Final = 86_400_000


def due_day(preference: Preference, *, changed_at_ms: int, now_ms: int) -> date | None:
    """The receiver's day whose digest is due, from its hour on until the day is over.

    The hour of a day counts if it was chosen before it came: nobody is written to the moment they choose one that has passed.
    """
    zone = ZoneInfo(preference.time_zone)
    today = datetime.fromtimestamp(now_ms / 1_000, zone).date()
    begins_ms = round(datetime.combine(today, time(preference.hour), zone).timestamp() * 1_000)
    return today if preference.is_on and changed_at_ms <= begins_ms <= now_ms else None


def message_id(tenant_id: str, user_id: str, day: date) -> str:
    """The same for the same person and day: whoever keeps letters once by their ids keeps this one once."""
    begins_ms = day.toordinal() * _DAY_MS - _EPOCH_ORDINAL * _DAY_MS
    entropy = hashlib.sha256(f"{tenant_id}/{user_id}/{day.isoformat()}".encode()).digest()[:10]
    return f"msg_{ulid(begins_ms, entropy)}"


_EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()


class _Section(NamedTuple):
    heading: str
    lines: Sequence[tuple[str, str]]
    """What it is, and what there is to say of it."""


def letter(digest: Digest, *, name: str, tenant_id: str, time_zone: str, public_url: str) -> Letter:
    """The digest in words, as text and as HTML. Nothing that people wrote is markup, or begins a line."""
    sections = list(_sections(digest, ZoneInfo(time_zone)))
    url = public_url.rstrip("/")
    greeting = f"Hello {_line(name)}, this is {digest.day.isoformat()} at {tenant_id}."
    closing = (
        f"You are sent this because you asked for it. To be sent it no more, or at another hour: PUT {url}/api/v1/notifications/digest/preference, "
        'with {"is_on": false} or another "hour".'
    )
    return Letter(
        subject=f"Campaign Express on {digest.day.isoformat()}: {', '.join(one.heading for one in sections) or 'nothing new'}"[
            :200
        ],
        text="\n\n".join((greeting, *map(_as_text, sections), closing)) + "\n",
        html="".join(
            (
                '<!doctype html><html lang="en"><body>',
                f"<p>{escape(greeting)}</p>",
                *map(_as_html, sections),
                f"<p><small>{escape(closing)}</small></p></body></html>",
            )
        ),
    )


def _sections(digest: Digest, zone: ZoneInfo) -> Iterator[_Section]:
    if digest.waiting:
        lines = [(one.name, one.progress) for one in digest.waiting]
        yield _Section(_counted(len(lines), "review waits for you", "reviews wait for you"), lines)
    if digest.troubles:
        lines = [(one.name, f"{one.text}. {one.remedy}") for one in digest.troubles]
        yield _Section(_counted(len(lines), "live campaign has a problem", "live campaigns have problems"), lines)
    if digest.going_out:
        lines = [(f"{one.kind} {one.name}", _when(one, zone)) for one in digest.going_out]
        yield _Section(_counted(len(lines), "thing goes out within a day", "things go out within a day"), lines)
    for told, one_of_them, several in (
        (digest.mentions, "mention", "mentions"),
        (digest.budget_alerts, "budget alert", "budget alerts"),
        (digest.others, "other notification", "other notifications"),
    ):
        if told:
            yield _Section(_counted(len(told), one_of_them, several), [_told(one) for one in told])


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _when(one: GoingOut, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(one.at_ms / 1_000, UTC).astimezone(zone):%a %H:%M}, {one.size}"


def _told(one: Told) -> tuple[str, str]:
    return one.title, one.text


def _as_text(section: _Section) -> str:
    lines = [f"- {_line(what)}: {_line(said)}" for what, said in section.lines[:MOST_SHOWN]]
    return "\n".join((f"{section.heading}:", *lines, *_more(section)))


def _as_html(section: _Section) -> str:
    lines = [
        f"<li><strong>{escape(_line(what))}</strong>: {escape(_line(said))}</li>"
        for what, said in section.lines[:MOST_SHOWN]
    ]
    more = [f"<li>{one}</li>" for one in _more(section)]
    return f"<h2>{section.heading}</h2><ul>{''.join((*lines, *more))}</ul>"


def _more(section: _Section) -> list[str]:
    left = len(section.lines) - MOST_SHOWN
    return [f"and {left} more"] if left > 0 else []


def _line(text: str) -> str:
    return " ".join(text.split())
