"""Usual ports, taken ports, and what is said about them."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from workers.stack.ports import allocate, is_free, starting_alone


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_free_port_is_taken_as_wanted() -> None:
    free = allocate({"API": 0})["API"].number
    port = allocate({"API": free})["API"]
    assert port.number == free
    assert not port.stepped_around


def test_a_taken_port_is_stepped_around_and_said(taken: int) -> None:
    port = allocate({"API": taken})["API"]
    assert port.number > taken
    assert port.stepped_around
    assert is_free(port.number)


def test_stepping_around_one_port_does_not_move_the_neighbour_who_wants_the_next(taken: int) -> None:
    ports = allocate({"API": taken, "bidders": taken + 1})
    assert ports["API"].number not in (taken, taken + 1)


def test_a_listener_on_every_address_takes_the_port() -> None:
    with socket.socket() as listener:
        listener.bind(("0.0.0.0", 0))
        listener.listen()
        assert not is_free(listener.getsockname()[1])


def test_no_two_names_share_a_port() -> None:
    ports = allocate(dict.fromkeys(["API", "bidders", "gRPC", "metrics", "NATS", "Redis"], 0))
    assert len({port.number for port in ports.values()}) == 6


async def test_a_second_stack_picks_its_ports_only_when_the_first_has_opened_its_own(tmp_path: Path) -> None:
    happened: list[str] = []
    asked = asyncio.Event()

    def say_waiting() -> None:
        happened.append("second waits")
        asked.set()

    async def second() -> None:
        async with starting_alone(say_waiting, tmp_path):
            happened.append("second")

    async with starting_alone(asked.set, tmp_path):
        waiting = asyncio.create_task(second())
        await asked.wait()
        happened.append("first is done")
    await waiting
    assert happened == ["second waits", "first is done", "second"]
