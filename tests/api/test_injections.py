"""What people write stays text: in files for spreadsheets, in headers, and in our own log."""

import csv
import io
import re
from pathlib import Path

import pytest
import structlog

from api.assets import AssetRoom
from api.sheets import csv_line
from storage.files.local import LocalFiles
from workers.process import PROCESSORS

ROOT = Path(__file__).resolve().parents[2]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]
FORGED = "Spring\r\nX-Forged: yes\r\n\r\n<script>"
WRITERS = {
    "activities/personal/archives.py": "what an export holds of a person, each cell through no_formula",
    "api/sheets.py": "the guard of everything the API exports",
    "domain/contacts/files/rules.py": "rows that were refused, each cell through no_formula",
}
"""Everything of ours that writes CSV. Nothing of ours writes XLSX."""


@pytest.mark.parametrize("written", FORMULAS)
def test_no_cell_of_an_export_is_a_formula(written: str):
    [cells] = csv.reader(io.StringIO(csv_line([written, 7, None, "plain"]), newline=""))
    assert cells == [f"'{written}", "7", "", "plain"]


async def test_an_id_that_a_member_of_a_segment_came_with_is_no_formula(api):
    async with api.as_("ours.manager") as client:
        person = {"identities": {"external_id": '=HYPERLINK("http://evil.example")'}}
        person_id = (await client.post("/api/v1/contacts", json=person)).json()["contact"]["person_id"]
        made = (await client.post("/api/v1/segments", json={"name": "F", "members": {"kind": "list"}})).json()
        await client.post(f"/api/v1/segments/{made['id']}/members", json={"add": [person_id]})
        exported = (await client.get(f"/api/v1/segments/{made['id']}/members.csv")).text
    assert "'=HYPERLINK" in exported
    assert not re.search(r'(^|,)"?[=+@-]', exported, re.MULTILINE)


def test_every_place_that_writes_spreadsheets_is_known():
    rooms = ("activities", "api", "connectors", "domain", "storage", "workflows")
    writes = re.compile(r"csv\.(?:Dict)?[wW]riter\(|openpyxl|xlsxwriter|to_excel")
    found = {
        str(path.relative_to(ROOT))
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        if writes.search(path.read_text())
    }
    assert found == set(WRITERS), "write it by api.sheets, or name it here with what keeps formulas out"


async def test_no_name_ends_the_header_it_is_put_into(api, tmp_path):
    api.state.assets = AssetRoom(files=LocalFiles(tmp_path / "f"), uploads=tmp_path / "u", quota_bytes=2**30)
    async with api.as_("ours.manager") as client:
        text = {"Content-Type": "text/plain"}
        file = (await client.post("/api/v1/brand/assets/files", content=b"Terms", headers=text)).json()
        body = {"name": FORGED, "type": "document", "file": file["sha256"]}
        assert (await client.post("/api/v1/brand/assets", json=body)).status_code == 422
        made = await client.post("/api/v1/brand/assets", json=body | {"name": 'a"; filename="b.exe; é'})
        told = (await client.get(f"{made.headers['Location']}/file")).headers["Content-Disposition"]
        assert told.endswith("filename*=UTF-8''a_%3B%20filename%3D_b.exe%3B%20%C3%A9.txt")
        echoed = await client.get("/api/v1/platform/me", headers={"X-Request-ID": "a\tb"})
        assert "\t" not in echoed.headers["X-Request-ID"]


async def test_no_field_of_a_sender_adds_a_header_to_a_mail(api):
    async with api.as_("ours.manager") as client:
        sender = {"channel": "email", "name": "Shop", "address": "news@shop.example", "postal_address": "1 High St"}
        for field in ("name", "address", "reply_to"):
            refused = await client.post("/api/v1/senders", json=sender | {field: FORGED})
            assert refused.status_code == 422, field


def test_no_text_of_others_begins_a_line_of_the_log_or_orders_a_terminal_about():
    written = io.StringIO()
    log = structlog.wrap_logger(structlog.PrintLogger(written), processors=list(PROCESSORS))
    log.info("request", path="/\x1b[2J\x9b31m\n2027-01-15T08:00:00Z [info] forged", agent="a\r\u2028b")
    log.error("refused\n2027-01-15T08:00:00Z [info] forged")
    lines = written.getvalue().splitlines()
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)


def test_a_traceback_is_set_in_and_orders_no_terminal_about():
    written = io.StringIO()
    log = structlog.wrap_logger(structlog.PrintLogger(written), processors=list(PROCESSORS))
    try:
        raise ValueError("\x1b[2J\n2027-01-15T08:00:00Z [info] forged")  # noqa: TRY301 -- for its traceback
    except ValueError:
        log.exception("a request failed")
    first, *others = written.getvalue().split("\n")
    assert "a request failed" in first
    assert all(line == "" or line.startswith("  ") for line in others)
    assert "\x1b" not in written.getvalue()
