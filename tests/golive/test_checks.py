"""What the gate asks, what a tenant's rules and grants make of the answers: one subject, changed in one thing at a time."""

from typing import Any

import pytest

from domain.brand.values import Finding as BrandFinding
from domain.brand.values import Rule
from domain.brand.values import Severity as BrandSeverity
from domain.campaigns.sections.values import Section
from domain.campaigns.values import Audience, CampaignContent, Caps, Channel, FlightDates, PricingTerms, Stage
from domain.clearances.values import Verdict
from domain.creatives.values import CreativeContent
from domain.golive.rules import enforcement_of, examine, refusal
from domain.golive.values import (
    NEVER_OVERRIDDEN,
    NEVER_RELAXED,
    NOT_ASKED,
    Check,
    Enforcement,
    Found,
    GateRule,
    Looked,
    OpenTask,
    Override,
    Report,
    Severity,
    Subject,
)
from domain.money import MICROS
from domain.serving.rules import Piece
from domain.serving.values import CreativeFormat

NOW = 1_800_000_000_000
HASH = "a" * 64
IN_ORDER = Looked("crt_1", ())


def banner(**said: Any) -> CreativeContent:
    """A banner nobody objects to; what breaks a rule of its own is put in past the rule, as old rows may have it."""
    good = {
        "name": "Banner",
        "format": CreativeFormat.BANNER,
        "landing_url": "https://www.shop.example/spring?utm_source=ads&utm_campaign=spring",
        "width": 300,
        "height": 250,
        "mime": "image/png",
        "media_url": "https://cdn.example.net/b.png",
    }
    return CreativeContent.model_validate(good).model_copy(update=said)


def subject(*, verdict: Verdict | None = None, creative: CreativeContent | None = None, **changes: Any) -> Subject:
    content = CampaignContent(
        name="Spring",
        advertiser_domain="shop.example",
        currency="USD",
        budget_micros=500 * MICROS,
        pricing=PricingTerms(base_cpm_micros=2 * MICROS, max_cpm_micros=4 * MICROS),
        caps=Caps(per_day=5),
    )
    content = content.model_copy(update=changes.pop("content", {}))
    asked = Subject(
        campaign_id="cmp_1",
        now_ms=NOW,
        stage=Stage.APPROVED,
        revision=2,
        revision_hash=HASH,
        content=content,
        flight=FlightDates(),
        pieces=(Piece("crt_1", creative or banner(), verdict or Verdict()),),
        sections=frozenset(Section),
        approval=(),
        categories=(),
        has_rate=True,
        budget_usd_micros=500 * MICROS,
        is_matched=None,
        tasks=(),
    )
    return asked._replace(**changes)


def asked(
    about: Subject, *rules: GateRule, looked: tuple[Looked, ...] = (IN_ORDER,), overrides: tuple[Override, ...] = ()
) -> Report:
    return examine(about, looked, rules=rules, overrides=overrides)


def told(rule: str, severity: BrandSeverity) -> Looked:
    finding = BrandFinding(
        rule=Rule(rule), severity=severity, message="it is red", why="red is not ours", remedy="Use blue."
    )
    return Looked("crt_1", (finding,))


@pytest.mark.parametrize(
    ("html", "codes"),
    [
        ('<a href="${CLICK_URL}">Go</a><a href="https://elsewhere.example/x">Or</a>', {Check.LINK_ELSEWHERE}),
        ("<A HREF=//elsewhere.example>Or</A>", {Check.LINK_ELSEWHERE}),
        ('<a href=" htt&#9;ps:\\\\elsewhere.example">Or</a>', {Check.LINK_ELSEWHERE}),
        ('<a href="https://shop.example@elsewhere.example">Or</a>', {Check.LINK_ELSEWHERE}),
        ('<a href="https://[elsewhere">Or</a>', {Check.LINK_ELSEWHERE}),
        ('<svg><a xlink:href="https://elsewhere.example"/></svg>', {Check.LINK_ELSEWHERE}),
        ('<form action="http://www.shop.example/buy"><button>Buy</button></form>', {Check.LINK_INSECURE}),
        ('<a href="https://www.shop.example/a">A</a><a href="#top">B</a><a href="${CLICK_URL}">C</a>', set()),
        ('<img src="https://cdn.example.net/b.png"><a href="mailto:us@elsewhere.example">Write</a>', set()),
    ],
)
def test_links_inside_a_banners_markup_lead_to_the_advertiser_too(html: str, codes: set[Check]):
    found = asked(subject(creative=banner(html=html))).findings
    assert {one.code for one in found} == codes
    assert {one.where for one in found} <= {"creatives.crt_1.html"}


def test_a_letter_may_link_wherever_it_likes():
    letter = banner(html='<a href="https://elsewhere.example">Or</a> {{ links.unsubscribe }}')
    about = subject(creative=letter, content={"channel": Channel.EMAIL})
    assert Check.LINK_ELSEWHERE not in {one.code for one in asked(about).findings}


def test_what_is_in_order_passes_and_nothing_is_said_of_it():
    assert asked(subject()) == Report(campaign_id="cmp_1", revision=2, revision_hash=HASH, findings=())


LONG_AGO, SOON = NOW - 10_000_000, NOW + 10_000_000
CASES: list[tuple[Check, Severity, Subject]] = [
    (Check.LINK_INSECURE, Severity.BLOCKER, subject(creative=banner(media_url="http://cdn.example.net/b.png"))),
    (Check.LINK_MALFORMED, Severity.BLOCKER, subject(creative=banner(media_url="https://cdn example/b.png"))),
    (
        Check.LINK_ELSEWHERE,
        Severity.BLOCKER,
        subject(creative=banner(landing_url="https://shop.example.evil.net/?utm_source=a")),
    ),
    (
        Check.TRACKER_INSECURE,
        Severity.BLOCKER,
        subject(creative=banner(impression_trackers=("http://count.example/i",))),
    ),
    (
        Check.TRACKER_MACRO,
        Severity.WARNING,
        subject(creative=banner(impression_trackers=("https://count.example/i?r=[CACHEBUSTER]",))),
    ),
    (
        Check.NO_CAMPAIGN_TAG,
        Severity.WARNING,
        subject(creative=banner(landing_url="https://www.shop.example/spring")),
    ),
    (Check.NO_CREATIVES, Severity.BLOCKER, subject(pieces=())),
    (Check.SIZE, Severity.WARNING, subject(creative=banner(width=301))),
    (Check.MEDIUM, Severity.BLOCKER, subject(creative=banner(mime="image/tiff"))),
    (Check.REFUSED, Severity.WARNING, subject(verdict=Verdict(refused_on=("exc_1",)))),
    (
        Check.REFUSED_EVERYWHERE,
        Severity.BLOCKER,
        subject(verdict=Verdict(refused_on=("exc_1",)), content={"targeting": Audience(exchanges=("exc_1",))}),
    ),
    (Check.ENDED, Severity.BLOCKER, subject(flight=FlightDates(ends_at_ms=NOW))),
    (Check.STARTED, Severity.WARNING, subject(flight=FlightDates(starts_at_ms=LONG_AGO))),
    (
        Check.ENDS_BEFORE_START,
        Severity.BLOCKER,
        subject(flight=FlightDates(starts_at_ms=SOON + 1, ends_at_ms=SOON)),
    ),
    (Check.DAY_ABOVE_WHOLE, Severity.BLOCKER, subject(content={"daily_budget_micros": 501 * MICROS})),
    (Check.NO_RATE, Severity.WARNING, subject(has_rate=False)),
    (
        Check.NOBODY_MATCHES,
        Severity.BLOCKER,
        subject(content={"targeting": Audience(segments={"any": [1, 2]}, segments_none=(1, 2, 3))}),
    ),
    (
        Check.NOBODY_MATCHES,
        Severity.BLOCKER,
        subject(content={"targeting": Audience(segments={"all": [7, {"not": [7]}]})}),
    ),
    (
        Check.OUTSIDE_COUNTRIES,
        Severity.WARNING,
        subject(content={"targeting": Audience(countries=("FRA",), cities=("DEU/Berlin",))}),
    ),
    (
        Check.UNUSUAL_LANGUAGE,
        Severity.WARNING,
        subject(creative=banner(language="de-AT"), content={"targeting": Audience(languages=("fr",))}),
    ),
    (Check.MERGE_TAG, Severity.BLOCKER, subject(creative=banner(title="Hello {{ person.first_name }}"))),
    (
        Check.NO_FALLBACK,
        Severity.BLOCKER,
        subject(creative=banner(title="Hello {{ person.first_name }}"), content={"channel": Channel.PUSH}),
    ),
    (
        Check.NO_UNSUBSCRIBE,
        Severity.BLOCKER,
        subject(creative=banner(html="<p>${CLICK_URL}</p>", media_url=""), content={"channel": Channel.EMAIL}),
    ),
    (Check.NO_TRAFFIC, Severity.WARNING, subject(is_matched=False)),
    (Check.REGULATED, Severity.WARNING, subject(categories=("IAB8-5",))),
    (Check.REGULATED, Severity.WARNING, subject(content={"channel": Channel.SMS})),
    (Check.NO_CAP, Severity.WARNING, subject(content={"caps": Caps()})),
    (Check.TASK_OPEN, Severity.BLOCKER, subject(tasks=(OpenTask("tsk_1", "Ask the lawyer", "usr_1"),))),
    *(
        (check, Severity.BLOCKER, subject(approval=(Found(check, "not so", "revision", "Approve it."),)))
        for check in (Check.NOT_APPROVED, Check.EDITED, Check.NOT_AS_APPROVED)
    ),
]


@pytest.mark.parametrize(("check", "severity", "about"), CASES, ids=[str(check) for check, _, _ in CASES])
def test_each_thing_that_is_wrong_is_found_alone_with_its_place_and_a_remedy(check, severity, about):
    (found,) = [one for one in asked(about).findings if one.code is not Check.REFUSED or check is Check.REFUSED]
    assert (found.code, found.severity) == (check, severity)
    assert found.what
    assert found.where
    assert found.remedy
    assert asked(about).passes == (severity is Severity.WARNING)


def test_every_check_has_a_case():
    by_other_ways = {Check.APPROVAL_LAPSED, Check.OFF_BRAND, Check.NOT_JUDGED, Check.BRAND_UNSEEN, Check.CHANNEL}
    assert {check for check, _, _ in CASES} | by_other_ways == set(Check)


@pytest.mark.parametrize(
    "about",
    [
        subject(content={"channel": Channel.PUSH}, creative=banner(title="Hello {{ person.name | default: 'you' }}")),
        subject(
            content={"channel": Channel.EMAIL},
            creative=banner(html="${CLICK_URL} {{ links.unsubscribe }}", media_url=""),
        ),
        subject(content={"targeting": Audience(segments={"any": [1, 2]}, segments_none=(1,))}),
        subject(content={"targeting": Audience(countries=("DEU",), cities=("DEU/Berlin", "US-IL/Springfield"))}),
        subject(stage=Stage.SCHEDULED, flight=FlightDates(starts_at_ms=LONG_AGO)),
        subject(is_matched=True),
    ],
)
def test_what_looks_alike_and_is_in_order_passes_in_silence(about: Subject):
    assert asked(about).findings == ()


def test_an_off_brand_creative_blocks_an_unseen_one_warns_and_one_that_nobody_looked_at_blocks():
    cases = [
        ((told("colour.palette", BrandSeverity.ERROR),), Check.OFF_BRAND, False),
        ((told("creative.unread", BrandSeverity.WARNING),), Check.BRAND_UNSEEN, True),
        ((), Check.NOT_JUDGED, False),
    ]
    for looked, check, passes in cases:
        report = asked(subject(), looked=looked)
        assert ([one.code for one in report.findings], report.passes) == ([check], passes)
    assert asked(subject(), looked=(told("tone.approved", BrandSeverity.NOTE),)).findings == ()


def test_a_tenants_rules_block_warn_and_silence_by_channel_and_budget_the_most_particular_first():
    def rule(check: str, enforcement: str, channels: tuple[Channel, ...] = (), budget: int | None = None) -> GateRule:
        from_micros = None if budget is None else budget * MICROS
        return GateRule(
            name="r",
            check=check,
            enforcement=Enforcement(enforcement),
            channels=channels,
            budget_from_micros=from_micros,
        )

    def made_of(
        check: Check, *rules: GateRule, channel: Channel = Channel.PAID_MEDIA, dollars: int | None = 500
    ) -> str:
        usd = None if dollars is None else dollars * MICROS
        return enforcement_of(check, rules, channel=channel, budget_usd_micros=usd).value

    family, one = rule("link", "off"), rule("link.elsewhere", "warn")
    assert made_of(Check.LINK_ELSEWHERE, family, one) == "warn"
    assert made_of(Check.LINK_INSECURE, family, one) == "off"
    assert made_of(Check.NO_CAP, rule("policy.frequency", "block", (Channel.EMAIL,))) == "warn"
    assert made_of(Check.NO_CAP, rule("policy.frequency", "block", (Channel.EMAIL,)), channel=Channel.EMAIL) == "block"
    large = (rule("policy", "warn"), rule("policy", "block", budget=10_000))
    assert made_of(Check.NO_CAP, *large) == "warn"
    assert made_of(Check.NO_CAP, *large, dollars=10_000) == "block"
    assert made_of(Check.NO_CAP, *large, dollars=None) == "block"
    assert made_of(Check.SIZE, rule("creative", "warn"), rule("creative", "block")) == "block"
    assert {made_of(check) for check in NOT_ASKED} == {"off"}
    forbidden = asked(subject(), rule("policy.channel", "block", (Channel.PAID_MEDIA,)))
    assert [one.code for one in forbidden.blockers] == [Check.CHANNEL]


def test_what_nobody_has_judged_or_approved_is_relaxed_by_no_rule_and_by_no_grant():
    assert {Check.NOT_APPROVED, Check.EDITED, Check.NOT_AS_APPROVED, Check.NOT_JUDGED} == NEVER_OVERRIDDEN
    assert NEVER_OVERRIDDEN | {Check.APPROVAL_LAPSED, Check.OFF_BRAND} == NEVER_RELAXED
    silenced = GateRule(name="r", check="brand", enforcement=Enforcement.OFF)
    [found] = asked(subject(), silenced, looked=()).blockers
    grant = Override("ovr_1", HASH, frozenset({found.name}), NOW + 1)
    assert asked(subject(), silenced, looked=(), overrides=(grant,)).blockers == (found,)


@pytest.mark.parametrize("check", sorted(NEVER_RELAXED))
def test_approval_and_the_brand_are_relaxed_by_no_rule(check: Check):
    with pytest.raises(ValueError, match="always blocks"):
        GateRule(name="r", check=check.value, enforcement=Enforcement.WARN)
    family = GateRule(name="r", check=check.value.partition(".")[0], enforcement=Enforcement.OFF)
    assert enforcement_of(check, [family], channel=Channel.PAID_MEDIA, budget_usd_micros=0) is Enforcement.BLOCK


def test_a_grant_lets_through_what_it_names_of_this_content_until_it_expires():
    about = subject(tasks=(OpenTask("tsk_1", "Ask", ""), OpenTask("tsk_2", "Ask again", "")))
    names = {one.where: one.name for one in asked(about).blockers}
    named = frozenset({names["tasks.tsk_1"]})

    def left(grant: Override) -> list[str]:
        return [one.where for one in asked(about, overrides=(grant,)).blockers]

    assert left(Override("ovr_1", HASH, named, NOW + 1)) == ["tasks.tsk_2"]
    assert len(left(Override("ovr_1", HASH, named, NOW))) == 2
    assert len(left(Override("ovr_1", "b" * 64, named, NOW + 1))) == 2
    both = asked(about, overrides=(Override("ovr_1", HASH, named | {names["tasks.tsk_2"]}, NOW + 1),))
    assert (both.passes, {one.override_id for one in both.findings}) == (True, {"ovr_1"})


def test_a_grant_lets_nothing_else_through_that_is_found_in_the_same_place_later():
    [red] = told("colour.palette", BrandSeverity.ERROR).findings

    def found(*messages: str) -> tuple[Looked]:
        return (Looked("crt_1", tuple(red.model_copy(update={"message": one}) for one in messages)),)

    seen = [f"colour {number} is not ours" for number in range(6)]
    [off] = asked(subject(), looked=found(*seen)).blockers
    grant = Override("ovr_1", HASH, frozenset({off.name}), NOW + 1)
    assert asked(subject(), looked=found(*seen), overrides=(grant,)).passes
    for now in (
        (*seen, "'miracle' is a word we never use"),
        (*seen[:5], "'miracle'"),
        seen[:5],
    ):  # five are spelled out
        assert not asked(subject(), looked=found(*now), overrides=(grant,)).passes


@pytest.mark.parametrize("check", sorted(NEVER_OVERRIDDEN))
def test_no_grant_lets_through_what_was_not_approved(check: Check):
    about = subject(approval=(Found(check, "not so", "revision", "Approve it."),))
    [found] = asked(about).blockers
    grant = Override("ovr_1", HASH, frozenset({found.name}), NOW + 1)
    assert not asked(about, overrides=(grant,)).passes


def test_an_edit_that_needs_no_review_is_asked_about_what_it_changes_alone():
    wrong = {
        "tasks": (OpenTask("tsk_1", "Ask", ""),),
        "content": {"daily_budget_micros": 501 * MICROS},
        "flight": FlightDates(ends_at_ms=NOW),
    }
    report = asked(subject(**wrong, sections=frozenset({Section.BUDGET})), looked=())
    assert [one.code for one in report.blockers] == [Check.DAY_ABOVE_WHOLE]


def test_a_refusal_says_every_reason():
    report = asked(subject(pieces=(), flight=FlightDates(ends_at_ms=NOW)), looked=())
    assert refusal(report) == "2 things keep it from going live: it has nothing to show; its end date has passed"
