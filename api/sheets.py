"""CSV as it leaves: what people wrote is text to a spreadsheet, never a formula."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from domain.contacts.files.rules import no_formula


def csv_line(cells: Iterable[Any]) -> str:
    """One line of a file; the only way out of the API for anything that a spreadsheet may open."""
    written = io.StringIO()
    csv.writer(written).writerow([no_formula(cell) if isinstance(cell, str) else cell for cell in cells])
    return written.getvalue()
