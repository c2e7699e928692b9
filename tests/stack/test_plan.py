"""What a stack will consist of, worked out from settings."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.files import BucketAccess, open_files
from workers.settings import Accountability, Settings
from workers.stack.plan import plan
from workers.stack.state import State


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(tmp_path / "state")
    state.lock()
    yield state
    state.release()


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("CAMPAIGN_EXPRESS__NATS__URL", "nats://nats.example:4222")
    monkeypatch.setenv("CAMPAIGN_EXPRESS__TEMPORAL__ADDRESS", "temporal.example:7233")
    monkeypatch.setenv("CAMPAIGN_EXPRESS__REDIS__COUNTERS_URL", "redis://counters.example:6379/3")
    return Settings()


def test_everything_is_embedded_when_nothing_is_named(state: State) -> None:
    planned = plan(Settings(), state)
    assert [server.name for server in planned.servers] == ["nats", "redis", "temporal"]
    assert [program.name for program in planned.processes] == ["banker", "api", "ingest", "worker", "bidder-1"]
    assert planned.named == ()


def test_named_servers_are_used_instead_and_only_what_is_missing_is_embedded(named: Settings, state: State) -> None:
    planned = plan(named, state)
    assert [server.name for server in planned.servers] == ["redis"]
    assert {server.address for server in planned.named} == {
        "nats://nats.example:4222",
        "temporal.example:7233",
        "redis://counters.example:6379/3",
    }
    assert planned.environment["CAMPAIGN_EXPRESS__REDIS__COUNTERS_URL"] == "redis://counters.example:6379/3"
    assert planned.environment["CAMPAIGN_EXPRESS__REDIS__PROFILES_URL"].startswith("redis://127.0.0.1:")


def test_a_taken_port_moves_the_address_that_every_process_is_handed(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        taken = listener.getsockname()[1]
        monkeypatch.setenv("CAMPAIGN_EXPRESS__API__HTTP_PORT", str(taken))
        planned = plan(Settings(), state)

    port = planned.ports["API"]
    assert port.stepped_around
    assert planned.addresses["API"] == f"http://127.0.0.1:{port.number}"
    assert planned.environment["CAMPAIGN_EXPRESS__API__HTTP_PORT"] == str(port.number)


def test_every_bidder_is_a_process_with_a_name_of_its_own(state: State) -> None:
    settings = Settings()
    settings.bidder.count = 3
    planned = plan(settings, state)
    bidders = [program for program in planned.processes if program.name.startswith("bidder")]
    assert [bidder.name for bidder in bidders] == ["bidder-1", "bidder-2", "bidder-3"]
    assert len({bidder.environment["CAMPAIGN_EXPRESS__NODE_ID"] for bidder in bidders}) == 3


def test_secrets_do_not_show_when_a_plan_is_printed(state: State) -> None:
    assert state.secret("notice-key") not in repr(plan(Settings(), state))


@pytest.mark.parametrize(
    ("settings", "sampled"),
    [
        (Settings(), ("1000", "1000")),
        (Settings(demo=True), ("10", "4")),
        (Settings(demo=True, accountability=Accountability(trace_every=0)), ("0", "4")),
    ],
)
def test_a_demonstration_samples_enough_to_show_unless_told_otherwise(
    settings: Settings, sampled: tuple[str, str], state: State
) -> None:
    environment = plan(settings, state).environment
    chosen = [environment[f"CAMPAIGN_EXPRESS__ACCOUNTABILITY__{which}_EVERY"] for which in ("TRACE", "RECORD")]
    assert tuple(chosen) == sampled


def test_uploaded_files_lie_in_the_state_directory_unless_a_setting_says_where(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded = plan(Settings(), state).environment["CAMPAIGN_EXPRESS__FILES__URL"]
    open_files(embedded, BucketAccess())
    assert [path.name for path in state.root.iterdir() if path.name == "files"] == ["files"]
    monkeypatch.setenv("CAMPAIGN_EXPRESS__FILES__URL", "s3://elsewhere/ours")
    assert plan(Settings(), state).environment["CAMPAIGN_EXPRESS__FILES__URL"] == "s3://elsewhere/ours"
