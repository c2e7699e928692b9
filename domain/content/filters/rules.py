"""Our own filters. Each is handed the meter of its rendering, which knows now, the locale and the receiver's time zone."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import nh3
from babel import Locale, UnknownLocaleError, dates, numbers
from dateutil import parser as dateutil_parser
from markupsafe import Markup

from domain.content.liquid.rules import Meter, Stopped

_MILLISECONDS_FROM: Final = 100_000_000_000
"""A number beyond is Unix milliseconds, as attributes hold instants; below, seconds, as the language has it."""
_LONGEST_DATE: Final = 64
_LONGEST_FORMAT: Final = 100
_DIRECTIVE: Final = re.compile(r"%[-_^#0]?[A-Za-z%+]")
Filter = TypeVar("Filter", bound=Callable[..., Any])


def with_meter(filter_: Filter) -> Filter:
    filter_.with_meter = True  # type: ignore[attr-defined]
    return filter_


@with_meter
def date_filter(value: object, form: object = "%d.%m.%Y", *, meter: Meter) -> object:
    """``{{ event.at | date: "%d %B %Y" }}``: instants in the receiver's time zone, ``now`` as the message's own."""
    moment = moment_of(value, meter)
    if moment is None:
        return "" if value is None or not isinstance(value, str | int | float) else value
    return moment.strftime(_checked_format(str(form)))


@with_meter
def datetime_filter(value: object, form: object = "medium", *, meter: Meter) -> object:
    """``{{ event.at | datetime: "long" }}``: short, medium, long, full or a CLDR pattern, in the receiver's language."""
    moment = moment_of(value, meter)
    if moment is None:
        return "" if value is None or not isinstance(value, str | int | float) else value
    return dates.format_datetime(moment, format=_checked_pattern(form), locale=locale_of(meter.locale))


@with_meter
def day_filter(value: object, form: object = "medium", *, meter: Meter) -> object:
    """``{{ event.at | day: "full" }}``: likewise, without the time."""
    moment = moment_of(value, meter)
    if moment is None:
        return "" if value is None or not isinstance(value, str | int | float) else value
    return dates.format_date(moment.date(), format=_checked_pattern(form), locale=locale_of(meter.locale))


@with_meter
def money_filter(value: object, currency: object = "USD", *, meter: Meter) -> str:
    """``{{ event.total | money: "EUR" }}``: as the receiver's language writes it."""
    amount = _decimal(value)
    if amount is None:
        return ""
    return numbers.format_currency(amount, str(currency)[:3].upper(), locale=locale_of(meter.locale))


@with_meter
def number_filter(value: object, decimals: object = None, *, meter: Meter) -> str:
    """``{{ person.points | number }}``: 1,250 or 1.250, with so many decimals."""
    amount = _decimal(value)
    if amount is None:
        return ""
    places = decimals if isinstance(decimals, int) and not isinstance(decimals, bool) and 0 <= decimals <= 10 else None
    form = None if places is None else "#,##0" + ("." + "0" * places if places else "")
    return numbers.format_decimal(amount, format=form, locale=locale_of(meter.locale))


_STYLES: Final = frozenset(
    {
        "background-color", "border", "border-collapse", "border-radius", "color", "display", "font-family", "font-size",
        "font-style", "font-weight", "height", "letter-spacing", "line-height", "margin", "max-width", "padding", "text-align",
        "text-decoration", "text-transform", "vertical-align", "white-space", "width",
    }
)  # fmt: skip
_STYLED: Final = {"style", "align", "dir", "lang", "title"}
_SANITISER: Final = nh3.Cleaner(
    tags=nh3.ALLOWED_TAGS - {"map", "area"},
    attributes={
        **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items() if tag not in {"map", "area"}},
        "*": _STYLED,
        "table": {"width", "cellpadding", "cellspacing", "border", "bgcolor"},
        "td": {"width", "colspan", "rowspan", "valign", "bgcolor"},
    },
    filter_style_properties=set(_STYLES),
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer",
)


def sanitize_filter(value: object) -> Markup:
    """``{{ fetched.review.html | sanitize }}``: other people's HTML, styles and all, without what could run or take over."""
    return Markup(_SANITISER.clean("" if value is None else str(value)))  # noqa: S704 -- cleaned in this very call


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "date": date_filter,
    "datetime": datetime_filter,
    "day": day_filter,
    "money": money_filter,
    "number": number_filter,
    "sanitize": sanitize_filter,
}


def moment_of(value: object, meter: Meter) -> datetime | None:
    """The instant a value means, in the receiver's zone; None where it means none. A date has no zone and stays that day."""
    if isinstance(value, str) and value in {"now", "today"}:
        value = meter.now_ms
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        seconds = value / 1_000 if abs(value) >= _MILLISECONDS_FROM else value
        try:
            return datetime.fromtimestamp(seconds, UTC).astimezone(_zone(meter.time_zone))
        except (OverflowError, OSError, ValueError):
            return None
    if isinstance(value, str):
        if value.isascii() and value.isdigit() and len(value) <= 15:
            return moment_of(int(value), meter)
        if len(value) > _LONGEST_DATE:
            return None
        read = _read(str(value))
        return read if read is None or read.tzinfo is None else read.astimezone(_zone(meter.time_zone))
    return None


@lru_cache(maxsize=4_096)
def _read(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        read = dateutil_parser.parse(text, default=datetime.combine(date(2000, 1, 1), datetime.min.time()))
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
    return read if isinstance(read, datetime) else None


@lru_cache(maxsize=1_024)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


@lru_cache(maxsize=1_024)
def locale_of(name: str) -> Locale:
    """The locale that languages are formatted by: the closest that is known, English where none is."""
    try:
        return Locale.parse(name, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        language = name.partition("-")[0]
        return Locale.parse("en") if language in {name, ""} else locale_of(language)


def _checked_format(form: str) -> str:
    """A width in a directive (``%1000000d``) would be filled up with blanks."""
    if len(form) > _LONGEST_FORMAT:
        raise Stopped("a date's format is too long", f"Use at most {_LONGEST_FORMAT} characters.")
    if "%" in _DIRECTIVE.sub("", form):
        raise Stopped(f"'{form}' is no format of dates", "Use directives such as %d, %m and %Y, without widths.")
    return form


def _checked_pattern(form: object) -> str:
    pattern = str(form)
    if len(pattern) > _LONGEST_FORMAT:
        raise Stopped("a date's pattern is too long", f"Use at most {_LONGEST_FORMAT} characters.")
    return pattern


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return Decimal(str(value))
    if not isinstance(value, str):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
