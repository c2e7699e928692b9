"""The asset library as people meet it: bringing files, looking for assets, deciding on them, fetching them."""

import hashlib

import pytest

from api.assets import AssetRoom
from storage.files import LocalFiles
from tests.api.conftest import NOW, new_campaign, new_creative
from tests.assets.uploads import picture, svg

ASSETS = "/api/v1/brand/assets"
TEXT = {"Content-Type": "text/plain"}


@pytest.fixture
def library(api, tmp_path):
    """The API with somewhere to keep files."""
    api.state.assets = AssetRoom(files=LocalFiles(tmp_path / "files"), uploads=tmp_path / "uploads", quota_bytes=2**30)
    return api


async def uploaded(client, content: bytes = b"Terms of the sale", kind: str = "text/plain") -> dict:
    answer = await client.post(f"{ASSETS}/files", content=content, headers={"Content-Type": kind})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def new_asset(client, file: dict | None = None, **changes) -> dict:
    file = file or await uploaded(client)
    body = {"name": "Terms", "type": "document", "file": file["sha256"]} | changes
    answer = await client.post(ASSETS, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_picture_from_upload_to_use(library):
    async with library.as_("ours.manager") as manager, library.as_("ours.viewer") as viewer:
        content = picture("JPEG", size=(640, 320))
        file = await uploaded(manager, content, "image/jpeg")
        assert (file["width"], file["height"], file["has_thumbnail"]) == (640, 320, True)
        body = {
            "name": "Frühling",
            "type": "image",
            "tags": ["Spring", "spring", "Sale"],
            "rights": {"holder": "Studio Ana", "licence": "RM-7", "usable_until": "2027-02-01T00:00:00Z"},
            "file": file["sha256"],
        }
        made = await manager.post(ASSETS, json=body)
        asset = made.json()
        assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
        assert (asset["status"], asset["version"], asset["approved_version"]) == ("pending_review", 1, None)
        assert (asset["tags"], asset["rights"]["state"]) == (["sale", "spring"], "expiring")
        at = made.headers["Location"]
        assert (await viewer.get(at)).json() == asset

        fetched = await viewer.get(f"{at}/file")
        assert fetched.content == content
        assert fetched.headers["Content-Type"] == "image/jpeg"
        assert fetched.headers["X-Content-Type-Options"] == "nosniff"
        assert fetched.headers["Content-Disposition"] == "inline; filename*=UTF-8''Fr%C3%BChling.jpg"
        small = await viewer.get(f"{at}/thumbnail")
        assert (small.status_code, small.headers["Content-Type"], small.content[8:12]) == (200, "image/webp", b"WEBP")
        assert len(small.content) < len(content)

        approved = await manager.post(f"{at}/actions/approve", json={})
        assert (approved.json()["status"], approved.json()["approved_version"]) == ("active", 1)
        campaign = await new_campaign(manager)
        used = await manager.post(f"{at}/uses", json={"kind": "campaign", "subject_id": campaign["id"]})
        assert (used.status_code, used.json()["version"]) == (201, 1)
        creative = await new_creative(
            manager, campaign["id"], media_url=f"https://cdn.example.net/{asset['id']}/banner.png"
        )
        uses = (await viewer.get(f"{at}/uses")).json()
        assert [use["subject_id"] for use in uses["noted"]] == [campaign["id"]]
        assert uses["creative_ids"] == [creative["id"]]
        assert (await manager.delete(at)).status_code == 409
        assert (await manager.delete(f"{at}/uses/campaign/{campaign['id']}")).status_code == 204


async def test_the_same_file_twice_is_one_file_and_a_cleaned_one_says_what_went(library):
    async with library.as_("ours.manager") as manager:
        assert (await uploaded(manager))["sha256"] == (await uploaded(manager))["sha256"]
        file = await uploaded(manager, svg('<script>alert(1)</script><rect onload="x"/>'), "image/svg+xml")
        assert file["removed"] == ["<script>", "onload"]
        asset = await new_asset(manager, file, type="logo", name="mark.svg")
        fetched = await manager.get(f"{ASSETS}/{asset['id']}/file")
        assert fetched.content == svg("<rect/>")
        assert hashlib.sha256(fetched.content).hexdigest() == file["sha256"]
        assert fetched.headers["Content-Disposition"] == "attachment; filename*=UTF-8''mark.svg"
        assert "sandbox" in fetched.headers["Content-Security-Policy"]
        assert (await manager.get(f"{ASSETS}/{asset['id']}/thumbnail")).status_code == 404


async def test_a_refused_upload_leaves_nothing_behind(library, tmp_path):
    async with library.as_("ours.manager") as manager:
        refused = await manager.post(f"{ASSETS}/files", content=b"MZ\x90\x00", headers=TEXT)
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, "file")
        lying = await manager.post(f"{ASSETS}/files", content=b"<script>x</script>", headers=TEXT)
        assert lying.json()["error"]["field"] == "Content-Type"
        empty = await manager.post(f"{ASSETS}/files", content=b"", headers=TEXT)
        assert empty.status_code == 422
    assert list((tmp_path / "uploads").iterdir()) == []
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_an_upload_larger_than_any_file_may_be_is_refused_while_it_comes(library, monkeypatch, tmp_path):
    monkeypatch.setattr("api.limits.MAX_STREAM", {f"{ASSETS}/files": 1_000})
    sent = 0

    async def endless():
        nonlocal sent
        while sent < 50_000_000:
            sent += 500
            yield bytes(500)

    async with library.as_("ours.manager") as manager:
        announced = await manager.post(f"{ASSETS}/files", content=bytes(1_001), headers=TEXT)
        assert (announced.status_code, announced.json()["error"]["code"]) == (413, "too_large")
        streamed = await manager.post(f"{ASSETS}/files", content=endless(), headers=TEXT)
        assert (streamed.status_code, streamed.json()["error"]["code"]) == (413, "too_large")
        packed = await manager.post(f"{ASSETS}/files", content=b"x", headers=TEXT | {"Content-Encoding": "gzip"})
        assert packed.status_code == 415
    assert list((tmp_path / "uploads").iterdir()) == []


async def test_who_may_not_upload_is_told_so_and_their_file_is_read_to_its_end(library):
    async with library.as_("ours.viewer") as viewer:
        assert (await viewer.post(f"{ASSETS}/files", content=bytes(3_000_000), headers=TEXT)).status_code == 403
    async with library.anonymous() as stranger:
        assert (await stranger.post(f"{ASSETS}/files", content=bytes(3_000_000), headers=TEXT)).status_code == 401


async def test_an_api_without_files_says_so(api):
    async with api.as_("ours.manager") as manager:
        answer = await manager.post(f"{ASSETS}/files", content=b"x", headers=TEXT)
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "turned_off")


async def test_a_full_library_takes_no_more(library):
    async with library.as_("ours.manager") as manager:
        await uploaded(manager)
        library.state.assets.quota_bytes = 5
        assert (await manager.post(f"{ASSETS}/files", content=b"y", headers=TEXT)).status_code == 409


async def test_a_full_library_takes_more_once_what_nobody_needs_has_waited_a_day(library):
    async with library.as_("ours.manager") as manager:
        for number in range(12):
            await uploaded(manager, str(number).encode())
        library.state.assets.quota_bytes = 1
        refused = await manager.post(f"{ASSETS}/files", content=b"y", headers=TEXT)
        assert refused.status_code == 409
        library.state.clock_ms = lambda: NOW + 2 * 86_400_000
        await uploaded(manager, b"y")
        refused = await manager.post(f"{ASSETS}/files", content=b"z", headers=TEXT)
        assert refused.status_code == 409


async def test_a_file_is_taken_also_while_old_ones_cannot_be_removed(library, tmp_path):
    async with library.as_("ours.manager") as manager:
        old = (await uploaded(manager))["sha256"]
        place = next((tmp_path / "files").rglob(old))
        place.unlink()
        place.mkdir()  # which no store removes as a file
        library.state.clock_ms = lambda: NOW + 2 * 86_400_000
        await uploaded(manager, b"y")


class ContestedFiles(LocalFiles):
    """Where somebody's removal of the same bytes comes to its end just after they were put."""

    contested = 2

    async def put(self, tenant_id, source):
        stored = await super().put(tenant_id, source)
        if self.contested:
            self.contested -= 1
            await self.remove(tenant_id, stored.sha256)
        return stored


async def test_an_upload_does_not_lose_its_bytes_to_a_removal_that_ends_under_it(library, tmp_path):
    library.state.assets.files = ContestedFiles(tmp_path / "files")
    async with library.as_("ours.manager") as manager:
        content = picture()
        asset = await new_asset(manager, await uploaded(manager, content, "image/png"), type="image")
        assert (await manager.get(f"{ASSETS}/{asset['id']}/file")).content == content
        assert (await manager.get(f"{ASSETS}/{asset['id']}/thumbnail")).status_code == 200


async def test_a_part_of_a_file_is_served_as_http_has_it(library):
    async with library.as_("ours.manager") as manager:
        asset = await new_asset(manager, await uploaded(manager, b"0123456789"))
        at = f"{ASSETS}/{asset['id']}/versions/1/file"
        for asked, status, content, told in (
            ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
            ("bytes=7-", 206, b"789", "bytes 7-9/10"),
            ("bytes=-2", 206, b"89", "bytes 8-9/10"),
            ("bytes=5-500", 206, b"56789", "bytes 5-9/10"),
            ("bytes=10-", 416, b"", "bytes */10"),
            ("bytes=0-1,3-4", 200, b"0123456789", None),
            ("bytes=5-2", 200, b"0123456789", None),
            ("lines=1-2", 200, b"0123456789", None),
            ("bytes=-", 200, b"0123456789", None),
        ):
            answer = await manager.get(at, headers={"Range": asked})
            assert (answer.status_code, answer.content) == (status, content), asked
            assert answer.headers.get("Content-Range") == told
        whole = await manager.get(at)
        same = await manager.get(at, headers={"If-None-Match": whole.headers["ETag"]})
        assert (same.status_code, same.content) == (304, b"")


async def test_files_whose_rights_have_ended_are_not_handed_out(library):
    async with library.as_("ours.manager") as manager:
        asset = await new_asset(manager, rights={"usable_until": "2027-01-16T00:00:00Z"})
        at = f"{ASSETS}/{asset['id']}"
        etag = (await manager.get(f"{at}/file")).headers["ETag"]
        library.state.clock_ms = lambda: NOW + 86_400_000
        for path in (f"{at}/file", f"{at}/versions/1/file"):
            refused = await manager.get(path, headers={"If-None-Match": etag})
            assert (refused.status_code, refused.json()["error"]["field"]) == (409, "rights.usable_until")
        expired = (await manager.get(ASSETS, params={"rights": "expired"})).json()["items"]
        assert [item["id"] for item in expired] == [asset["id"]]
        longer = await manager.patch(at, json={"rights": {"usable_until": None}})
        assert longer.json()["rights"]["state"] == "unlimited"
        assert (await manager.get(f"{at}/file")).status_code == 200
        contradiction = {"rights": {"usable_from": "2028-01-01T00:00:00Z", "usable_until": "2027-01-01T00:00:00Z"}}
        refused = await manager.patch(at, json=contradiction)
        assert (refused.status_code, refused.json()["error"]["field"]) == (422, "rights")


async def test_a_new_version_waits_while_the_old_one_is_fetched_by_its_number(library):
    async with library.as_("ours.manager") as manager:
        asset = await new_asset(manager, await uploaded(manager, b"one"))
        at = f"{ASSETS}/{asset['id']}"
        await manager.post(f"{at}/actions/approve", json={})
        two = await uploaded(manager, b"two")
        stale = await manager.post(f"{at}/versions", json={"file": two["sha256"]}, headers={"If-Match": '"1"'})
        assert stale.status_code == 409
        added = await manager.post(f"{at}/versions", json={"file": two["sha256"], "note": "Corrected"})
        assert added.status_code == 201
        assert (added.json()["version"], added.json()["approved_version"]) == (2, 1)
        assert [one["note"] for one in (await manager.get(f"{at}/versions")).json()] == ["Corrected", ""]
        assert (await manager.get(f"{at}/versions/1/file")).content == b"one"
        assert (await manager.get(f"{at}/file")).content == b"two"
        assert (await manager.get(f"{at}/versions/3/file")).status_code == 404
        wrong = await manager.post(f"{at}/versions", json={"file": "0" * 64})
        assert wrong.status_code == 404


async def test_only_who_decides_on_campaigns_decides_on_assets(library):
    async with library.as_("ours.manager") as manager, library.as_("ours.director") as director:
        at = f"{ASSETS}/{(await new_asset(manager))['id']}"
        assert (await director.post(f"{at}/actions/reject", json={"note": "Blurred"})).json()["status"] == "rejected"
        assert (await director.post(f"{at}/actions/request_review", json={})).status_code == 403
        assert (await manager.post(f"{at}/actions/request_review", json={})).status_code == 200
        refused = await manager.post(f"{at}/actions/restore", json={})
        assert (refused.status_code, refused.json()["error"]["remedy"]) == (
            409,
            "Possible now: approve, reject, archive.",
        )
        assert (await manager.post(f"{at}/actions/reject", json={})).status_code == 422
    async with library.as_("ours.operator") as operator:
        assert (await operator.post(f"{at}/actions/approve", json={})).status_code == 403


async def test_folders_and_tags_are_found_where_they_were_put(library):
    async with library.as_("ours.manager") as manager:
        folder = (await manager.post(f"{ASSETS}/folders", json={"name": "Legal"})).json()
        below = (await manager.post(f"{ASSETS}/folders", json={"name": "2027", "parent_id": folder["id"]})).json()
        assert below["path"] == "/Legal/2027"
        asset = await new_asset(manager, folder_id=below["id"], tags=["terms"])
        found = (await manager.get(ASSETS, params={"folder_id": folder["id"], "with_subfolders": True})).json()["items"]
        assert [item["id"] for item in found] == [asset["id"]]
        renamed = await manager.patch(f"{ASSETS}/folders/{folder['id']}", json={"name": "Law"})
        assert renamed.json()["path"] == "/Law"
        assert [one["path"] for one in (await manager.get(f"{ASSETS}/folders")).json()] == ["/Law", "/Law/2027"]
        assert (await manager.delete(f"{ASSETS}/folders/{below['id']}")).status_code == 409
        moved = await manager.patch(f"{ASSETS}/{asset['id']}", json={"folder_id": "", "tags": ["terms", "2027"]})
        assert (moved.json()["folder_id"], moved.json()["tags"]) == ("", ["2027", "terms"])
        assert (await manager.delete(f"{ASSETS}/folders/{below['id']}")).status_code == 204
        assert (await manager.get(f"{ASSETS}/tags")).json()[0]["assets"] == 1
        for params in ({"tag": ["TERMS", "2027"]}, {"text": "ter"}, {"type": "document", "status": "pending_review"}):
            assert len((await manager.get(ASSETS, params=params)).json()["items"]) == 1
        assert (await manager.post(f"{ASSETS}/folders", json={"name": "a/b"})).status_code == 422
        gone = await manager.delete(f"{ASSETS}/{asset['id']}")
        assert (gone.status_code, (await manager.get(f"{ASSETS}/{asset['id']}")).status_code) == (204, 404)


async def test_another_tenants_library_looks_as_if_it_were_empty(library):
    async with library.as_("theirs.admin") as theirs, library.as_("ours.admin") as ours:
        file = await uploaded(theirs)
        asset = await new_asset(theirs, file)
        folder = (await theirs.post(f"{ASSETS}/folders", json={"name": "Legal"})).json()["id"]
        at = f"{ASSETS}/{asset['id']}"
        mine = {"name": "Mine", "type": "document", "file": file["sha256"]}
        calls = [
            ("GET", at, None),
            ("PATCH", at, {"name": "Mine"}),
            ("DELETE", at, None),
            ("GET", f"{at}/file", None),
            ("GET", f"{at}/versions", None),
            ("GET", f"{at}/versions/1/file", None),
            ("GET", f"{at}/thumbnail", None),
            ("GET", f"{at}/uses", None),
            ("POST", f"{at}/uses", {"kind": "other", "subject_id": "x"}),
            ("DELETE", f"{at}/uses/other/x", None),
            ("POST", f"{at}/versions", {"file": file["sha256"]}),
            ("POST", f"{at}/actions/approve", {}),
            ("POST", ASSETS, mine),
            ("GET", f"{ASSETS}?folder_id={folder}", None),
            ("PATCH", f"{ASSETS}/folders/{folder}", {"name": "Mine"}),
            ("DELETE", f"{ASSETS}/folders/{folder}", None),
            ("POST", f"{ASSETS}/folders", {"name": "Below", "parent_id": folder}),
        ]
        for method, path, body in calls:
            answer = await ours.request(method, path, json=body)
            assert answer.status_code == 404, f"{method} {path}: {answer.text}"
        for path in ("", "/tags", "/folders"):
            listed = (await ours.get(f"{ASSETS}{path}")).json()
            assert (listed["items"] if path == "" else listed) == []


async def test_a_file_that_became_no_asset_is_gone_after_a_day(library, tmp_path):
    def kept() -> int:
        return sum(path.is_file() for path in (tmp_path / "files").rglob("*"))

    async with library.as_("ours.manager") as manager:
        file = await uploaded(manager, picture(), "image/png")
        assert kept() == 2
        library.state.clock_ms = lambda: NOW + 86_400_001
        await uploaded(manager, b"another")
        assert kept() == 1
        body = {"name": "Late", "type": "image", "file": file["sha256"]}
        assert (await manager.post(ASSETS, json=body)).status_code == 404
