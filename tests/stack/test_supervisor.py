"""Children that die, keep dying, never come up, or have children of their own."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.clickhouse import trace_writer
from tests.stack.standins import program
from tests.stack.watching import alive, eventually, pids_in
from workers.banking import settling
from workers.ingesting import counting, profiles
from workers.stack.bond import bond_for_this_platform
from workers.stack.child import Program, StartFailed, Wave, restart_delay_s
from workers.stack.supervisor import GRACE_S, Supervisor


class Notebook:
    """A voice that remembers what was said."""

    def __init__(self) -> None:
        self.said: list[tuple[str, ...]] = []

    def starting(self, program: Program) -> None:
        self.said.append(("starting", program.name))

    def ready(self, program: Program, after_s: float) -> None:
        self.said.append(("ready", program.name))

    def died(self, program: Program, how: str, restart_in_s: float, log: Path, log_tail: str) -> None:
        self.said.append(("died", program.name, how, log_tail))

    def back(self, program: Program) -> None:
        self.said.append(("back", program.name))

    def stopping(self) -> None:
        self.said.append(("stopping",))

    def killed(self, program: Program) -> None:
        self.said.append(("killed", program.name))


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


@pytest.fixture
async def supervisor(tmp_path: Path, notebook: Notebook) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(logs=tmp_path / "logs", bond=bond_for_this_platform(), voice=notebook)
    yield supervisor
    await supervisor.stop()


async def test_a_killed_child_is_restarted_and_said(supervisor: Supervisor, notebook: Notebook, tmp_path: Path) -> None:
    await supervisor.start([program("banker", "steady", tmp_path)])
    (first,) = pids_in(tmp_path / "pids")

    os.kill(first, signal.SIGKILL)

    await eventually(lambda: ("back", "banker") in notebook.said, "the child is back")
    assert ("died", "banker", "was killed by SIGKILL", "") in notebook.said
    assert alive(pids_in(tmp_path / "pids")[1])
    assert supervisor.children["banker"].restarts == 1


async def test_a_child_that_keeps_dying_is_said_with_its_last_words(
    supervisor: Supervisor, notebook: Notebook, tmp_path: Path
) -> None:
    await supervisor.start([program("banker", "relapsing", tmp_path)])
    (tmp_path / "broken").touch()

    def last_words() -> list[str]:
        return [said[3] for said in notebook.said if said[0] == "died" and said[3]]

    await eventually(lambda: bool(last_words()), "the log's end is said")
    assert "the ledger is locked" in last_words()[0]


async def test_a_child_that_never_comes_up_fails_the_start_with_its_log(supervisor: Supervisor, tmp_path: Path) -> None:
    with pytest.raises(StartFailed, match="no such table: budgets"):
        await supervisor.start([program("steady", "steady", tmp_path), program("banker", "failing", tmp_path)])


async def test_a_child_that_never_reports_fails_the_start_when_its_time_is_up(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    with pytest.raises(StartFailed, match="did not get ready"):
        await supervisor.start([program("banker", "silent", tmp_path, within_s=0.2)])


async def test_children_of_children_end_too(supervisor: Supervisor, tmp_path: Path) -> None:
    await supervisor.start([program("family", "parental", tmp_path)])
    family = pids_in(tmp_path / "pids")
    assert len(family) == 2

    await supervisor.stop()

    await eventually(lambda: not any(alive(pid) for pid in family), "parent and child are gone")


async def test_a_second_interrupt_kills_who_would_still_be_waited_for(
    supervisor: Supervisor, notebook: Notebook, tmp_path: Path
) -> None:
    await supervisor.start([program("slow", "stubborn", tmp_path, wave=Wave.EDGE)])

    stopping = asyncio.create_task(supervisor.stop())
    await eventually(lambda: ("stopping",) in notebook.said, "stopping has begun")
    supervisor.hurry()
    await stopping

    assert ("killed", "slow") not in notebook.said
    assert not any(alive(pid) for pid in pids_in(tmp_path / "pids"))


async def test_a_program_meant_to_end_fails_with_its_log_unless_it_succeeds(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    with pytest.raises(StartFailed, match=r"ended with status 3[\s\S]*no such table"):
        await supervisor.run(program("prepare", "failing", tmp_path))


@given(deaths=st.integers(1, 60), chance=st.floats(0, 1, exclude_max=True))
def test_a_restart_waits_longer_after_each_death_but_never_long(deaths: int, chance: float) -> None:
    delay = restart_delay_s(deaths, chance)
    assert 0.1 < delay <= 15
    assert restart_delay_s(deaths + 2, 0) >= min(delay, 7.5)


async def test_a_replaced_child_stays_until_the_new_one_is_ready(
    supervisor: Supervisor, notebook: Notebook, tmp_path: Path
) -> None:
    await supervisor.start([program("bidder-1", "steady", tmp_path)])
    old = supervisor.children["bidder-1"].pid
    await supervisor.roll(["bidder-1"])
    new = supervisor.children["bidder-1"].pid
    assert (old is not None, new is not None, old != new) == (True, True, True)
    assert (alive(old or 0), alive(new or 0)) == (False, True)
    assert ("died", "bidder-1") not in [said[:2] for said in notebook.said]


async def test_where_the_new_one_does_not_come_up_the_old_one_goes_on(supervisor: Supervisor, tmp_path: Path) -> None:
    await supervisor.start([program("bidder-1", "steady", tmp_path)])
    child = supervisor.children["bidder-1"]
    old = child.pid
    child.program = program("bidder-1", "failing", tmp_path)
    with pytest.raises(StartFailed):
        await supervisor.roll(["bidder-1"])
    assert supervisor.children["bidder-1"] is child
    assert alive(old or 0)


@pytest.mark.parametrize("waiting", [counting, profiles, settling, trace_writer], ids=lambda module: module.__name__)
def test_nobody_waits_for_work_until_the_time_to_leave_is_over(waiting) -> None:
    assert min(GRACE_S.values()) / 3 >= waiting.FETCH_WITHIN_S
