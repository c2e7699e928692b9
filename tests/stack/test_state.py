"""The state directory: one owner at a time, private secrets, a reset that spares what is not ours."""

import json
import stat
from pathlib import Path

import pytest

from workers.stack.state import NoPlaceForState, NotOurState, State, StateInUse


@pytest.fixture
def state(tmp_path: Path) -> State:
    state = State(tmp_path / "state")
    state.lock()
    return state


def test_a_second_stack_on_the_same_directory_is_refused_and_told_who_runs(state: State) -> None:
    with pytest.raises(StateInUse, match="already running") as refused:
        State(state.root).lock()
    assert "--state-dir" in (refused.value.remedy or "")


def test_the_directory_is_free_again_once_released(state: State) -> None:
    state.release()
    State(state.root).lock()


def test_reset_empties_it_and_keeps_the_lock(state: State) -> None:
    (state.root / "sql").mkdir()
    (state.root / "sql" / "main.db").write_text("rows")
    before = state.secret("notice-key")

    state.reset()

    assert not (state.root / "sql").exists()
    assert state.secret("notice-key") != before
    with pytest.raises(StateInUse):
        State(state.root).lock()


def test_a_directory_with_somebody_elses_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(NotOurState):
        State(tmp_path).lock()
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_a_place_that_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NoPlaceForState, match="cannot be written: Not a directory"):
        State(tmp_path / "file" / "state").lock()


def test_a_secret_is_made_once_and_readable_by_its_owner_alone(state: State) -> None:
    secret = state.secret("admin-token")
    assert len(secret) >= 32
    assert state.secret("admin-token") == secret
    assert stat.S_IMODE((state.root / "secrets" / "admin-token").stat().st_mode) == 0o600
    assert stat.S_IMODE((state.root / "secrets").stat().st_mode) == 0o700


def test_whoever_reads_where_everything_listens_reads_all_of_it(state: State) -> None:
    state.publish_addresses({"API": "http://127.0.0.1:1"})
    with state.addresses_file.open() as reading:
        state.publish_addresses({"API": "http://127.0.0.1:2"})
        assert json.load(reading) == {"API": "http://127.0.0.1:1"}
    assert json.loads(state.addresses_file.read_text()) == {"API": "http://127.0.0.1:2"}
