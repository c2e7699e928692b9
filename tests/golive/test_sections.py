"""What a revision is made of, and what two of them say differently."""

import pytest

from domain.campaigns.sections.rules import changed_sections, differences, revision_hash, section_hashes
from domain.campaigns.sections.values import FIELDS_OF, Section
from domain.campaigns.values import Audience, CampaignContent, Caps
from domain.money import MICROS
from domain.serving.rules import Piece
from tests.golive.test_checks import banner, subject

CONTENT, PIECES = subject().content, subject().pieces


def test_every_field_of_a_campaign_is_in_one_section():
    named = [field for fields in FIELDS_OF.values() for field in fields]
    assert sorted(named) == sorted(CampaignContent.model_fields)


@pytest.mark.parametrize(
    ("changes", "section", "field", "before", "after"),
    [
        ({"name": "Summer"}, Section.BRIEF, "name", "Spring", "Summer"),
        ({"targeting": Audience(countries=("DEU",))}, Section.AUDIENCE, "targeting", None, {"countries": ["DEU"]}),
        ({"caps": Caps(per_day=9)}, Section.AUDIENCE, "caps.per_day", 5, 9),
        ({"budget_micros": 600 * MICROS + 500_000}, Section.BUDGET, "budget", "500.00", "600.50"),
        ({"starts_at_ms": 1_800_000_000_000}, Section.SCHEDULE, "starts_at", None, "2027-01-15T08:00:00.000Z"),
    ],
)
def test_a_change_is_of_one_section_and_is_shown_as_people_write_it(changes, section, field, before, after):
    changed = CONTENT.model_copy(update=changes)
    was, now = section_hashes(CONTENT, PIECES), section_hashes(changed, PIECES)
    assert changed_sections(was, now) == (section,)
    assert revision_hash(was) != revision_hash(now)
    assert differences((CONTENT, PIECES), (changed, PIECES)) == ((section, field, before, after),)


def test_a_creative_is_compared_by_what_it_says_and_not_by_its_verdicts():
    bolder = (Piece("crt_1", banner(title="Bolder")), Piece("crt_2", banner()))
    assert changed_sections(section_hashes(CONTENT, PIECES), section_hashes(CONTENT, bolder)) == (Section.CREATIVES,)
    found = differences((CONTENT, PIECES), (CONTENT, bolder))
    assert [(one.field, one.before) for one in found] == [("crt_1.title", None), ("crt_2", None)]
    cleared = (PIECES[0]._replace(verdict=PIECES[0].verdict._replace(approved_on=("exc_1",))),)
    assert section_hashes(CONTENT, cleared) == section_hashes(CONTENT, PIECES)


def test_all_is_new_where_nothing_was_before():
    assert changed_sections({}, section_hashes(CONTENT, PIECES)) == tuple(Section)
