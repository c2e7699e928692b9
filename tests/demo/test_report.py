"""The closing report on a terminal of 80 columns, the narrowest one that people have."""

import io
from decimal import Decimal

from rich.console import Console

from workers.demo.ledgers import Books
from workers.demo.report import show_money


def _books(name: str) -> Books:
    spent = Decimal("12.434900")
    counted = {"billed_impressions": 1_234, "clicks": 12, "conversions": 2}
    return Books("cmp_1", name, "live", "USD", Decimal(500), spent, spent, spent, counted)


def test_a_campaign_keeps_its_name_and_every_figure_at_80_columns() -> None:
    page = io.StringIO()
    show_money([_books("Autumn blend 1")], Console(file=page, width=80))
    row = next(line for line in page.getvalue().splitlines() if "Autumn" in line)
    assert row.split() == ["Autumn", "blend", "1", "500.00", "USD", "12.434900", "=", "=", "1,234", "12", "2"]
