"""An approval is worth what its givers' accounts are worth when the campaign is to go live."""

from domain.approvals import service as approvals
from domain.approvals.values import ApprovalFacts, Decision, Outcome, Verdict
from domain.campaigns import service as campaigns
from domain.campaigns.sections.values import Section
from domain.campaigns.values import Stage
from domain.golive.tables import GateOverride
from domain.identity import service as identity
from domain.money import MICROS
from tests.api.conftest import NOW, Api, new_campaign, new_creative


async def reviewed(api: Api, campaign_id: str, number: int, approver_id: str):
    """A round on the newest revision, which asks for one manager, decided by ``approver_id``."""
    async with api.state.main.tenant("ours") as session:
        campaign = await campaigns.get_campaign(session, campaign_id)
        facts = await campaigns.lock_revision(
            session, campaign_id, campaign.revision, expected_stage=Stage(campaign.stage)
        )
        reviewed_before = (await approvals.rounds_of(session, campaign_id))[-1:]
        opened = await approvals.open_round(
            session,
            campaign_id=campaign_id,
            number=number,
            revision=facts.revision,
            facts=ApprovalFacts(budget_usd_micros=5_000 * MICROS, channel=facts.channel),
            submitter_ids=(),
            at_ms=NOW,
            sections=facts.sections,
            reviewed=reviewed_before[0].sections if reviewed_before else {},
        )
        decision = Decision(approver_id=approver_id, roles=("manager",), verdict=Verdict.APPROVE, at_ms=NOW)
        closed = await approvals.record_decision(session, campaign_id=campaign_id, number=number, decision=decision)
        assert closed.outcome is Outcome.APPROVED
        await campaigns.approve_revision(session, campaign_id, facts.revision)
    return opened


async def test_what_somebody_approved_who_is_locked_out_is_read_again_before_it_goes_live(api: Api):
    async with api.state.main.reading("ours") as session:
        manager = await identity.find_user(session, "ours", "manager@ours.example")
        admin_id = (await identity.find_user(session, "ours", "admin@ours.example")).id
    async with api.as_("ours.admin") as admin:
        campaign_id = (await new_campaign(admin))["id"]
        await new_creative(admin, campaign_id)
        await reviewed(api, campaign_id, 1, manager.id)

        async def asked() -> list[str]:
            report = await admin.get(f"/api/v1/workflows/campaigns/{campaign_id}/preflight")
            assert report.status_code == 200, report.text
            said = [one for one in report.json()["findings"] if one["code"] == "approval.lapsed"]
            return [f"{one['severity']}: {one['what']}" for one in said]

        async def becomes(**change):
            answer = await admin.patch(f"/api/v1/platform/users/{manager.id}", json=change)
            assert answer.status_code == 200, answer.text

        assert await asked() == []
        await becomes(roles=["viewer"])
        assert await asked() == []  # they were a manager when they said so
        await becomes(roles=["manager"], disabled=True)
        [said] = await asked()
        assert said.startswith("blocker: its approval does not hold any more: of brief, ")
        assert said.endswith(f"it is 0 of 1 manager approvals without {manager.id}, locked out since")
        await becomes(disabled=False)
        assert await asked() == []
        await becomes(disabled=True)
        edited = await admin.patch(f"/api/v1/management/campaigns/{campaign_id}", json={"budget": "900.00"})
        assert edited.status_code == 200, edited.text
        again = await reviewed(api, campaign_id, 2, admin_id)
        assert set(again.review.sections) == set(Section)
        assert again.review.standing == ()
        assert await asked() == []


async def test_what_somebody_let_through_the_gate_is_held_back_while_they_are_locked_out(api: Api):
    async with api.state.main.reading("ours") as session:
        director = await identity.find_user(session, "ours", "director@ours.example")
    async with api.as_("ours.admin") as admin:
        campaign_id = (await new_campaign(admin))["id"]
        gate = f"/api/v1/workflows/campaigns/{campaign_id}"
        assert (await admin.post(f"{gate}/tasks", json={"title": "Ask the lawyer"})).status_code == 201

        async def found() -> tuple[dict, str]:
            report = (await admin.get(f"{gate}/preflight")).json()
            [task] = [one for one in report["findings"] if one["code"] == "task.open"]
            return task, report["revision_hash"]

        task, revision_hash = await found()
        async with api.state.main.tenant("ours") as session:
            session.add(
                GateOverride(
                    id="ovr_1", tenant_id="ours", campaign_id=campaign_id, revision=1, revision_hash=revision_hash,
                    findings=[task["name"]], reason="It goes out today", granted_by=director.id, granted_at_ms=NOW,
                    expires_at_ms=NOW + 86_400_000,
                )
            )  # fmt: skip
        for is_locked_out, let_through_by in ((False, "ovr_1"), (True, None), (False, "ovr_1")):
            changed = await admin.patch(f"/api/v1/platform/users/{director.id}", json={"disabled": is_locked_out})
            assert changed.status_code == 200, changed.text
            assert (await found())[0]["override_id"] == let_through_by
