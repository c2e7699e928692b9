"""Nothing in ``workflows/`` may differ between two replays of one history."""

import ast
from pathlib import Path

import pytest

WORKFLOWS = Path(__file__).resolve().parents[2] / "workflows"
MODULES = {
    *("random", "secrets", "uuid", "os", "time", "threading", "socket", "subprocess", "pathlib", "io", "structlog"),
    *("logging", "requests", "httpx", "httpx2", "aiohttp", "concurrent"),
}
CALLS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"),
    *(
        "asyncio.sleep",
        "asyncio.wait",
        "asyncio.as_completed",
        "asyncio.to_thread",
        "open",
        "input",
        "print",
        "set.pop",
    ),
}


def what_differs(source: str) -> list[str]:
    """Imports and calls that a replay would not repeat, as ``line: what``."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names if alias.name.split(".")[0] in MODULES]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in MODULES:
            found.append((node.lineno, node.module))
        elif isinstance(node, ast.ImportFrom) and node.module == "domain.ids":
            found.append((node.lineno, "domain.ids"))
        elif isinstance(node, ast.Call) and _called(node) in CALLS:
            found.append((node.lineno, _called(node)))
        elif isinstance(node, ast.For | ast.comprehension) and isinstance(node.iter, ast.Set):
            found.append((node.iter.lineno, "the order of a set"))
    return [f"{line}: {what}" for line, what in sorted(found)]


def _called(node: ast.Call) -> str:
    """``datetime.now`` of ``datetime.datetime.now(UTC)``."""
    return ".".join(ast.unparse(node.func).split(".")[-2:])


@pytest.mark.parametrize("path", sorted(WORKFLOWS.rglob("*.py")), ids=lambda path: str(path.relative_to(WORKFLOWS)))
def test_a_replay_repeats_everything(path: Path):
    found = what_differs(path.read_text())
    assert not found, f"{path.name}: use workflow.now(), workflow.random() or an activity instead of {found}"


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "from os import environ",
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "from datetime import datetime\ndatetime.utcnow()",
        "import asyncio\nasyncio.wait([])",
        "from domain.ids import new_id",
        "for one in {1, 2}: pass",
        "open('x')",
    ],
)
def test_what_a_replay_would_not_repeat_is_found(source: str):
    assert what_differs(source)
