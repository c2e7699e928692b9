"""What SQL remembers of a review, and what an approver finds in their list."""

import pytest

from domain.approvals import service
from domain.approvals.tables import ApprovalRuleRow
from domain.approvals.values import ApprovalFacts, Decision, Outcome, Verdict
from domain.campaigns.sections.values import Section
from domain.campaigns.values import Channel
from domain.errors import NotFound
from domain.money import MICROS
from domain.rates.values import shipped_rates
from storage.sql.database import Database

TENANT = "ten_a"

SAID = dict.fromkeys(Section, "0" * 64)


def facts(dollars: int, channel: Channel = Channel.PAID_MEDIA) -> ApprovalFacts:
    return ApprovalFacts(budget_usd_micros=dollars * MICROS, channel=channel)


def approves(who: str, *roles: str, verdict: Verdict = Verdict.APPROVE) -> Decision:
    return Decision(approver_id=who, roles=roles, verdict=verdict, comment="read it", at_ms=50)


async def opened(database: Database, number: int = 1, *, campaign: str = "cmp_1", dollars: int = 30_000, by=("ann",)):
    async with database.tenant(TENANT) as session:
        return await service.open_round(
            session,
            campaign_id=campaign,
            number=number,
            revision=number,
            facts=facts(dollars),
            submitter_ids=by,
            at_ms=number,
            sections=SAID,
            reviewed={},
        )


async def test_opening_the_same_round_again_returns_it_unchanged(database: Database):
    first = await opened(database)
    assert await opened(database, by=("somebody else",)) == first
    assert first.outcome is Outcome.PENDING
    assert first.summary == "0 of 1 manager approvals, 0 of 2 director approvals"


async def test_a_small_budget_opens_approved(database: Database):
    opening = await opened(database, dollars=500)
    assert (opening.outcome, opening.closed_at_ms) == (Outcome.APPROVED, 1)


async def test_the_last_approval_needed_closes_the_round_and_repeating_it_changes_nothing(database: Database):
    await opened(database)
    async with database.tenant(TENANT) as session:
        first = await service.record_decision(
            session, campaign_id="cmp_1", number=1, decision=approves("bob", "manager", "director")
        )
        assert first.summary == "1 of 1 manager approvals, 1 of 2 director approvals"
        for _ in range(2):
            last = await service.record_decision(
                session, campaign_id="cmp_1", number=1, decision=approves("cy", "director")
            )
    assert (last.outcome, last.closed_at_ms, len(last.review.decisions)) == (Outcome.APPROVED, 50, 2)


async def test_a_newer_round_voids_the_older_and_a_closed_one_keeps_its_outcome(database: Database):
    await opened(database)
    await opened(database, 2)
    async with database.tenant(TENANT) as session:
        old = await service.close_round(session, campaign_id="cmp_1", number=1, closed_as=Outcome.REJECTED, at_ms=99)
        newest = await service.current_round(session, "cmp_1")
    assert (old.outcome, old.closed_at_ms) == (Outcome.VOIDED, 2)
    assert (newest.number, newest.outcome) == (2, Outcome.PENDING)


async def test_reminders_are_counted_once_each(database: Database):
    await opened(database)
    async with database.tenant(TENANT) as session:
        for reminder in (1, 1, 2, 1):
            noted = await service.note_reminder(session, campaign_id="cmp_1", number=1, reminder=reminder)
    assert noted.reminders == 2


@pytest.mark.parametrize(
    ("who", "roles", "expected"),
    [
        ("bob", ["director"], ["cmp_1", "cmp_2"]),
        ("bob", ["admin"], ["cmp_1", "cmp_2", "cmp_3"]),
        ("ann", ["manager"], ["cmp_2", "cmp_3"]),
        ("bob", ["compliance"], []),
        ("bob", ["viewer"], []),
        ("dee", ["director"], ["cmp_1"]),
    ],
)
async def test_an_approver_finds_what_they_could_decide_now(
    database: Database, who: str, roles: list[str], expected: list[str]
):
    await opened(database, campaign="cmp_1", by=("ann",))
    await opened(database, campaign="cmp_2", by=("eve",))
    await opened(database, campaign="cmp_3", dollars=5_000, by=("eve",))
    await opened(database, campaign="cmp_4", dollars=500, by=("eve",))
    async with database.tenant(TENANT) as session:
        await service.record_decision(session, campaign_id="cmp_2", number=1, decision=approves("dee", "director"))
        pending = await service.pending_for(session, who, roles)
    assert sorted(one.campaign_id for one in pending) == expected


async def test_another_tenant_sees_none_of_it(database: Database):
    await opened(database)
    async with database.tenant("ten_b") as session:
        assert await service.pending_for(session, "bob", ["director"]) == []
        with pytest.raises(NotFound):
            await service.current_round(session, "cmp_1")


async def test_a_tenants_own_rules_replace_the_shipped_ones(database: Database):
    async with database.tenant(TENANT) as session:
        session.add(
            ApprovalRuleRow(
                tenant_id="",
                id="rul_1",
                name="Everything",
                required_role="compliance",
                min_approvals=1,
                channels=["email"],
            )
        )
    assert (await opened(database)).outcome is Outcome.APPROVED
    async with database.tenant(TENANT) as session:
        mailed = await service.open_round(
            session,
            campaign_id="cmp_9",
            number=1,
            revision=1,
            facts=facts(1, Channel.EMAIL),
            submitter_ids=["ann"],
            at_ms=1,
            sections=SAID,
            reviewed={},
        )
    assert mailed.summary == "0 of 1 compliance approvals"


async def test_a_round_on_an_edit_asks_for_what_changed_and_keeps_earlier_approvals_of_the_rest(database: Database):
    edited = SAID | {Section.BUDGET: "1" * 64}

    async def round_on(number: int, sections, reviewed):
        async with database.tenant(TENANT) as session:
            return await service.open_round(
                session,
                campaign_id="cmp_1",
                number=number,
                revision=number,
                facts=facts(30_000),
                submitter_ids=("ann",),
                at_ms=number,
                sections=sections,
                reviewed=reviewed,
            )

    async def says(number: int, who: str):
        async with database.tenant(TENANT) as session:
            decision = approves(who, "manager", "director")
            return await service.record_decision(session, campaign_id="cmp_1", number=number, decision=decision)

    await round_on(1, SAID, {})
    await says(1, "bob")
    second = await round_on(2, edited, {})
    (stands,) = second.review.standing
    assert (stands.approver_id, set(Section) - set(stands.sections)) == ("bob", {Section.BUDGET})
    assert (await says(2, "cy")).summary == "1 of 1 manager approvals, 1 of 2 director approvals"
    assert (await says(2, "bob")).outcome is Outcome.APPROVED
    third = await round_on(3, SAID, edited)
    assert (third.review.sections, third.review.standing) == ((Section.BUDGET,), ())
    assert third.revision_hash not in {"", second.revision_hash}


@pytest.mark.parametrize(("currency", "known"), [("USD", True), ("EUR", True), ("XXX", False)])
def test_budgets_in_other_currencies_are_weighed_in_dollars(currency: str, known: bool):
    weighed = service.facts_for(
        budget_micros=900 * MICROS,
        currency=currency,
        channel=Channel.EMAIL,
        categories=[],
        rates=shipped_rates(),
    )
    assert (weighed.budget_usd_micros is not None) is known
