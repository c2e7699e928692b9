"""Creatives held against placements and packed for them, as people meet it."""

import hashlib
import io
import json
import zipfile

import pytest

from api.assets import AssetRoom
from domain.assets.files import service as files
from domain.assets.files.service import Address
from domain.assets.inspection.service import look
from domain.assets.inspection.values import CLEANED, SENT
from domain.campaigns import service as campaigns
from domain.campaigns.values import Action, Stage
from domain.creatives import service as creatives
from domain.identity import service as identity
from storage.files import LocalFiles
from tests.api.conftest import NOW, new_campaign, new_creative
from tests.api.test_lapsed_approvals import reviewed
from tests.assets.uploads import film, picture, svg
from tests.golive.passing import approve_on_record

BRAND = "/api/v1/brand"
RECTANGLE = "iab.display.300x250"
DAY_MS = 86_400_000


@pytest.fixture
def library(api, tmp_path):
    api.state.assets = AssetRoom(
        files=LocalFiles(tmp_path / "files"),
        uploads=tmp_path / "uploads",
        quota_bytes=2**30,
        public_url="https://m.example",
    )
    return api


async def asset_of(library, client, directory, content: bytes, **changes) -> dict:
    """An approved asset of a file that was looked at here, without a process of its own."""
    directory.mkdir(exist_ok=True)
    (directory / CLEANED).unlink(missing_ok=True)
    (directory / SENT).write_bytes(content)
    found = look(directory, "application/octet-stream")
    assert found.facts is not None
    kept = directory / CLEANED if (directory / CLEANED).exists() else directory / SENT
    stored = await library.state.assets.files.put("ours", kept)
    async with library.state.main.tenant("ours") as session:
        row = await files.record_file(
            session, Address(*stored), found.facts, thumbnail=Address(), actor_id="usr_ana", now_ms=NOW
        )
    body = {"name": "Spring", "type": "image", "file": row.sha256} | changes
    made = await client.post(f"{BRAND}/assets", json=body)
    assert made.status_code == 201, made.text
    approved = await client.post(f"{BRAND}/assets/{made.json()['id']}/actions/approve", json={})
    assert approved.status_code == 200, approved.text
    return approved.json()


async def approve(library, campaign_id: str) -> None:
    async with library.state.main.tenant("ours") as session:
        campaign = await campaigns.get_campaign(session, campaign_id)
        await campaigns.lock_revision(session, campaign_id, campaign.revision, expected_stage=Stage.DRAFT)
        await campaigns.approve_revision(session, campaign_id, campaign.revision)
        await approve_on_record(session, campaign_id, now_ms=NOW)
        await move(session, campaign_id, Stage.DRAFT, Action.APPROVE, Stage.APPROVED)


async def move(session, campaign_id: str, before: Stage, action: Action, after: Stage) -> None:
    campaign = await campaigns.get_campaign(session, campaign_id)
    await campaigns.record_transition(
        session,
        campaign_id=campaign_id,
        sequence=campaign.last_sequence + 1,
        from_stage=before,
        action=action,
        to_stage=after,
        actor_id="usr_ana",
        actor_role="manager",
        comment="",
        at_ms=NOW,
    )


async def test_a_creative_from_check_to_package(library, tmp_path):
    async with library.as_("ours.manager") as manager, library.as_("ours.viewer") as viewer:
        rights = {"holder": "Studio Ana", "licence": "RM-7", "usable_until": "2027-02-01T00:00:00Z"}
        content = picture("PNG", size=(300, 250))
        asset = await asset_of(library, manager, tmp_path / "up", content, rights=rights)
        model = await new_campaign(manager)
        first = await new_creative(
            manager, model["id"], media_url=f"https://m.example/v1/media/ours/{asset['id']}/1", mime="image/png"
        )
        campaign = (await manager.post(f"/api/v1/management/campaigns/{model['id']}/copy", json={})).json()
        [creative] = (await manager.get("/api/v1/management/creatives", params={"campaign_id": campaign["id"]})).json()[
            "items"
        ]
        asked = {"creative_id": creative["id"], "placements": [RECTANGLE, "iab.display.728x90"]}

        early = (await viewer.post(f"{BRAND}/placements/check", json=asked)).json()
        assert [one["outcome"] for one in early["placements"]] == ["passes", "fails"]
        assert [one["fault"] for one in early["placements"][1]["findings"]] == ["size"]
        assert (early["can_leave"], early["kept_here_by"][0]["message"]) == (False, "its campaign is a draft")
        export = {"creative_id": creative["id"], "placements": [RECTANGLE]}
        refused = await manager.post(f"{BRAND}/exports", json=export)
        assert (refused.status_code, refused.json()["error"]["field"]) == (409, "campaign")
        assert (await viewer.post(f"{BRAND}/exports", json=export)).status_code == 403

        await approve(library, campaign["id"])
        refused = await manager.post(f"{BRAND}/exports", json=asked)
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, "placements")
        key = {"Idempotency-Key": "k"}
        made = await manager.post(f"{BRAND}/exports", json=export, headers=key)
        assert made.status_code == 201, made.text
        assert (await manager.post(f"{BRAND}/exports", json=export, headers=key)).json() == made.json()
        reused = await manager.post(f"{BRAND}/exports", json=asked, headers=key)
        assert (reused.status_code, reused.json()["error"]["field"]) == (409, "Idempotency-Key")
        again = (await manager.post(f"{BRAND}/exports", json=export)).json()
        at = made.headers["Location"]

        package = await manager.get(f"{at}/package")
        assert package.headers["Content-Length"] == str(len(package.content)) == str(made.json()["size_bytes"])
        assert (await manager.get(f"{at}/package")).content == package.content
        assert (await manager.get(f"{BRAND}/exports/{again['id']}/package")).content == package.content
        with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
            path = f"files/{asset['id']}-v1.png"
            assert (archive.namelist(), archive.testzip()) == (["manifest.json", path], None)
            assert archive.read(path) == content
            manifest = archive.read("manifest.json")
        assert hashlib.sha256(manifest).hexdigest() == made.json()["manifest_sha256"]
        assert (await viewer.get(f"{at}/manifest")).content == manifest
        said = json.loads(manifest)
        assert (said["subject"]["id"], said["subject"]["version"]) == (creative["id"], 1)
        assert [(one["id"], one["version"], one["outcome"]) for one in said["placements"]] == [(RECTANGLE, 1, "passes")]
        lineage, [file] = said["lineage"], said["files"]
        assert lineage["copied_from"] == {"creative_id": first["id"], "version": 1}
        assert lineage["campaign"]["id"] == campaign["id"]
        assert lineage["approval"]["revision"] == lineage["campaign"]["revision"]
        assert lineage["brand_kit"] == {"id": None, "version": 0}
        assert (file["sha256"], file["path"]) == (hashlib.sha256(content).hexdigest(), path)
        assert file["asset"]["approved_by"] == asset["created_by"]
        assert (file["upload"]["uploaded_by"], file["upload"]["is_derived"]) == ("usr_ana", False)
        assert file["rights"]["licence"] == "RM-7"
        assert said["usable_until"] == "2027-02-01T00:00:00.000Z"

        listed = (await viewer.get(f"{BRAND}/exports", params={"creative_id": creative["id"], "limit": 1})).json()
        assert [one["id"] for one in listed["items"]] == [again["id"]]
        older = await viewer.get(f"{BRAND}/exports", params={"cursor": listed["next_cursor"]})
        assert [(one["id"], one["fetches"]) for one in older.json()["items"]] == [(made.json()["id"], 2)]
    async with library.as_("ours.admin") as admin:
        entries = (await admin.get("/api/v1/audit/entries", params={"subject_id": made.json()["id"]})).json()["items"]
    assert [one["action"] for one in entries] == [*["creative_export.change"] * 2, "creative_export.create"]


async def test_what_may_not_leave_is_kept_here_also_after_it_was_packed(library, tmp_path):
    async with library.as_("ours.manager") as manager:

        async def kept_here(body: dict) -> str:
            refused = await manager.post(f"{BRAND}/exports", json=body | {"placements": [RECTANGLE]})
            assert refused.status_code == 409, refused.text
            return refused.json()["error"]["message"].removeprefix("the package may not leave: ")

        rights = {"usable_until": "2027-01-16T00:00:00Z"}
        drawn = svg('<script>x</script><rect width="5" height="5"/>', 'viewBox="0 0 300 250"')
        asset = await asset_of(library, manager, tmp_path / "up", picture("PNG", size=(300, 250)), rights=rights)
        logo = await asset_of(library, manager, tmp_path / "up", drawn, type="logo")
        wish = {"asset_ids": [asset["id"], logo["id"]], "placements": [RECTANGLE]}
        key = {"Idempotency-Key": "k"}
        made = await manager.post(f"{BRAND}/exports", json=wish, headers=key)
        assert made.status_code == 201, made.text
        reworded = await manager.post(f"{BRAND}/exports", json=wish | {"texts": {"title": "Spring"}}, headers=key)
        assert (reworded.status_code, reworded.json()["error"]["field"]) == (409, "Idempotency-Key")
        at = made.headers["Location"]
        [cleaned] = [one for one in (await manager.get(f"{at}/manifest")).json()["files"] if one["role"] == "icon"]
        assert cleaned["upload"]["is_derived"]
        assert cleaned["upload"]["sent_sha256"] == hashlib.sha256(drawn).hexdigest() != cleaned["sha256"]

        campaign = await new_campaign(manager)
        media = f"https://m.example/v1/media/ours/{asset['id']}/1"
        creative = await new_creative(manager, campaign["id"], media_url=media, mime="image/png")
        await approve(library, campaign["id"])
        shown = await manager.post(f"{BRAND}/exports", json={"creative_id": creative["id"], "placements": [RECTANGLE]})
        assert shown.status_code == 201, shown.text
        async with library.state.main.tenant("ours") as session:
            _, content = await creatives.get_creative(session, creative["id"], for_update=True)
            content = content.model_copy(update={"title": "Now in spring"})
            await creatives.edit_creative(
                session, creative["id"], content, expected_version=None, actor_id="usr_ana", now_ms=NOW
            )
        assert await kept_here({"creative_id": creative["id"]}) == "the creative is at version 2, and 1 was approved"
        assert (await manager.get(f"{shown.headers['Location']}/package")).status_code == 200

        async with library.state.main.tenant("ours") as session:
            await move(session, campaign["id"], Stage.APPROVED, Action.ARCHIVE, Stage.ARCHIVED)
        refused = await manager.get(f"{shown.headers['Location']}/package")
        assert (refused.status_code, refused.json()["error"]["field"]) == (409, "campaign")
        assert (await manager.get(f"{at}/package")).status_code == 200
        await manager.post(f"{BRAND}/assets/{logo['id']}/actions/archive", json={})
        assert await kept_here({"asset_ids": [logo["id"]]}) == "the asset 'Spring' is archived"
        assert (await manager.get(f"{at}/package")).status_code == 409
        await manager.post(f"{BRAND}/assets/{logo['id']}/actions/restore", json={})
        assert (await manager.get(f"{at}/package")).status_code == 200
        assert await library.state.assets.files.remove("ours", logo["file"]["sha256"])
        assert (await manager.get(f"{at}/package")).status_code == 409
        library.state.clock_ms = lambda: NOW + 2 * DAY_MS
        assert await kept_here({"asset_ids": [asset["id"]]}) == "the rights to use 'Spring' have ended"
        refused = await manager.get(f"{at}/package")
        assert (refused.status_code, refused.json()["error"]["field"]) == (409, f"assets.{asset['id']}")


async def test_a_creative_leaves_as_it_is_approved_now_by_accounts_that_are_not_locked_out(library):
    async with library.state.main.reading("ours") as session:
        approver_id = (await identity.find_user(session, "ours", "manager@ours.example")).id
    async with library.as_("ours.admin") as admin:
        campaign = await new_campaign(admin)
        creative, _other = [await new_creative(admin, campaign["id"]) for _ in range(2)]
        await reviewed(library, campaign["id"], 1, approver_id)
        async with library.state.main.tenant("ours") as session:
            await move(session, campaign["id"], Stage.DRAFT, Action.APPROVE, Stage.APPROVED)
        wish = {"creative_id": creative["id"], "placements": [RECTANGLE]}

        async def exported() -> str:
            made = await admin.post(f"{BRAND}/exports", json=wish)
            assert made.status_code == 201, made.text
            return f"{made.headers['Location']}/package"

        async def kept_here(package: str) -> str:
            refused = await admin.get(package)
            assert refused.status_code == 409, refused.text
            return refused.json()["error"]["message"].removeprefix("the package may not leave: ")

        first = await exported()
        for is_locked_out, status in ((True, 409), (False, 200)):
            changed = await admin.patch(f"/api/v1/platform/users/{approver_id}", json={"disabled": is_locked_out})
            assert changed.status_code == 200, changed.text
            assert (await admin.get(first)).status_code == status
            check = (await admin.post(f"{BRAND}/placements/check", json=wish)).json()
            assert check["can_leave"] is not is_locked_out
            assert all(f"without {approver_id}, locked out" in one["message"] for one in check["kept_here_by"])

        async with library.state.main.tenant("ours") as session:
            _, content = await creatives.get_creative(session, creative["id"], for_update=True)
            content = content.model_copy(update={"title": "As it has to be said"})
            await creatives.edit_creative(
                session, creative["id"], content, expected_version=None, actor_id="usr_ana", now_ms=NOW
            )
        assert (await admin.get(first)).status_code == 200
        await reviewed(library, campaign["id"], 2, approver_id)
        assert await kept_here(first) == "the creative is at version 1, and 2 was approved"
        second = await exported()
        assert (await admin.get(second)).status_code == 200
        async with library.state.main.tenant("ours") as session:
            await creatives.remove_creative(session, creative["id"], actor_id="usr_ana", now_ms=NOW)
        await reviewed(library, campaign["id"], 3, approver_id)
        assert await kept_here(second) == "nobody has approved the creative"


async def test_only_what_lies_where_the_library_is_shown_from_is_told_as_a_file_of_it(library, tmp_path):
    async with library.as_("ours.manager") as manager:
        asset = await asset_of(library, manager, tmp_path / "up", picture("PNG", size=(300, 250)))
        ours = f"https://m.example/v1/media/ours/{asset['id']}/1"
        campaign = await new_campaign(manager)
        for address, outcome in (
            (ours, "passes"),
            (f"{ours}?fresh=1", "passes"),
            (f"https://elsewhere.example/a.png?of={asset['id']}/1", "unknown"),
            (f"https://elsewhere.example/v1/media/ours/{asset['id']}/1", "unknown"),
            (f"https://m.example.elsewhere.example/v1/media/ours/{asset['id']}/1", "unknown"),
            (f"https://m.example/v1/media/theirs/{asset['id']}/1", "unknown"),
            (f"{ours}/2", "unknown"),
        ):
            creative = await new_creative(manager, campaign["id"], media_url=address, mime="image/png")
            wish = {"creative_id": creative["id"], "placements": [RECTANGLE]}
            [verdict] = (await manager.post(f"{BRAND}/placements/check", json=wish)).json()["placements"]
            file = asset["file"]["sha256"] if outcome == "passes" else None
            assert (verdict["outcome"], verdict["file"]) == (outcome, file), address


async def test_assets_are_looked_at_before_they_are_a_creative(library, tmp_path):
    async with library.as_("ours.manager") as manager:
        spot = await asset_of(library, manager, tmp_path / "up", film(15), type="video")
        assert (spot["file"]["duration_ms"], spot["file"]["video_codec"], spot["file"]["width"]) == (
            15_000,
            "h264",
            1280,
        )
        answer = (await manager.post(f"{BRAND}/placements/check", json={"asset_ids": [spot["id"]]})).json()
        passing = [one["placement"] for one in answer["placements"] if one["outcome"] == "passes"]
        assert passing == ["iab.video.instream.15s"]
        listed = (await manager.get(f"{BRAND}/placements", params={"format": "video"})).json()
        assert "iab.video.vertical.6s" in [one["id"] for one in listed]
        nothing = await manager.post(f"{BRAND}/placements/check", json={})
        unknown = await manager.post(
            f"{BRAND}/placements/check", json={"asset_ids": [spot["id"]], "placements": ["iab.display.1x1"]}
        )
        assert (nothing.status_code, unknown.json()["error"]["field"]) == (422, "placements")
