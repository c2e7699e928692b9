"""A server that a setting names, and that does not answer."""

import asyncio
import io
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.console import Console

from workers.settings import Settings
from workers.stack import session
from workers.stack.probes import NotReady, until_ready


@contextmanager
def _refusing() -> Iterator[int]:
    yield 9


@contextmanager
def _silent() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.mark.parametrize("server", [_refusing, _silent], ids=["refuses", "takes the connection and says nothing"])
def test_it_is_said_with_its_setting(server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_NAMED_READY_WITHIN_S", 0.3)
    written = io.StringIO()
    with server() as port:
        monkeypatch.setenv("CAMPAIGN_EXPRESS__NATS__URL", f"nats://127.0.0.1:{port}")
        status = session.run_stack(
            Settings(state_dir=tmp_path / "state"), _never, console=Console(file=written, width=200)
        )
    assert status == 1
    assert "NATS does not answer" in written.getvalue()
    assert "CAMPAIGN_EXPRESS__NATS__URL" in written.getvalue()


async def _never(_stack: session.Stack) -> int:
    raise AssertionError("the stack is not up")


async def test_who_keeps_us_waiting_keeps_us_no_longer_than_was_said() -> None:
    async def forever() -> None:
        await asyncio.Event().wait()

    with pytest.raises(NotReady, match="no answer within"):
        await until_ready(forever, within_s=0.01)
