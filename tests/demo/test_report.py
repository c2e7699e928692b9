"""The closing report on a terminal of 80 columns, the narrowest one that people have."""

import io
from decimal import Decimal

from rich.console import Console

from workers.demo.ledgers import Books
from workers.demo.report import show_forecast, show_money, show_shading, show_trace
from workers.demo.rest import Json


def _books(name: str) -> Books:
    spent = Decimal("12.434900")
    counted = {"billed_impressions": 1_234, "clicks": 12, "conversions": 2}
    return Books("cmp_1", name, "live", "USD", Decimal(500), spent, spent, spent, counted)


def test_a_campaign_keeps_its_name_and_every_figure_at_80_columns() -> None:
    page = io.StringIO()
    show_money([_books("Autumn blend 1")], Console(file=page, width=80))
    row = next(line for line in page.getvalue().splitlines() if "Autumn" in line)
    assert row.split() == ["Autumn", "blend", "1", "500.00", "USD", "12.434900", "=", "=", "1,234", "12", "2"]


def _candidate(number: int, **told: object) -> Json:
    return {
        "campaign_id": f"cmp_{number}",
        "click_probability": 0.0642,
        "price": "5.86",
        "score": 10.0 - number,
        "bid_id": "",
        "bid": "0.00",
        "shading": "",
        "refusal": "outbid",
    } | told


def test_a_trace_leads_with_who_bid_and_breaks_no_line_at_80_columns() -> None:
    page = io.StringIO()
    trace = {
        "request_id": "demo-1",
        "campaigns": {f"cmp_{number}": "country_not_targeted" if number % 2 else "outbid" for number in range(40)}
        | {"cmp_9": "bid", "cmp_50": "segment_not_matched", "cmp_51": "device_not_targeted"},
        "lots": [
            {
                "candidates": [
                    *(_candidate(number) for number in range(9)),
                    _candidate(9, refusal="", bid_id="bid_1", bid="2.889566", shading="shaded"),
                ]
            }
        ],
    }
    show_trace(trace, {"cmp_9": "Fashion 0007"}, Console(file=page, width=80))
    lines = page.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert "19\N{NO-BREAK SPACE}country_not_targeted" in page.getvalue()
    rows = [line.split() for line in lines if "outbid" in line or "shaded" in line][1:]
    assert rows[0] == ["Fashion", "0007", "6.42%", "5.86", "2.89", "shaded", "bid"]
    assert [row[0] for row in rows[1:]] == ["cmp_0", "cmp_1", "cmp_2", "cmp_3"]


def test_what_there_is_nothing_of_is_not_shown() -> None:
    page = io.StringIO()
    console = Console(file=page, width=80)
    show_trace({}, {}, console)
    show_forecast({"state": "failed", "figures": None}, "Winter takeover", console)
    show_shading([{"saved": "0.00", "currency": "USD"}], console)
    assert not page.getvalue()


def test_shading_is_said_to_have_saved_what_it_saved() -> None:
    page = io.StringIO()
    saved = [{"saved": "2.923317272", "currency": "USD"}, {"saved": "-0.10", "currency": "EUR"}]
    show_shading(saved, Console(file=page, width=80))
    assert page.getvalue().split("saved ")[1].strip() == "2.92 USD."
