"""What pages know of the product by heart is what the product does."""

import re

from domain.golive.values import NEVER_RELAXED, NOT_ASKED, WARNED_OF, Check
from domain.privacy.retention.rules import KEPT
from workers.api import PAGES

SETTINGS = PAGES.parent / "src" / "pages" / "settings"
CHECK = re.compile(r"'(\w+\.\w+)': \{\s*found: '[^']+',\s*shipped: '(\w+)',?\s*(isFirm: true)?")


def test_the_page_of_rules_says_of_every_check_what_it_does_by_itself():
    said = {
        code: (does, bool(firm)) for code, does, firm in CHECK.findall((SETTINGS / "rules" / "gate.ts").read_text())
    }
    shipped = {check: "off" if check in NOT_ASKED else "warn" if check in WARNED_OF else "block" for check in Check}
    assert said == {check.value: (does, check in NEVER_RELAXED) for check, does in shipped.items()}


def test_the_page_of_retention_has_a_name_for_everything_that_no_days_end():
    words = (SETTINGS / "retention" / "words.ts").read_text()
    assert [kind for kind in KEPT if f"{kind}:" not in words] == []
