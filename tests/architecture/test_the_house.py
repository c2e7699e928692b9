"""The rules of the house that a machine can hold: arrows, SQL, determinism, vendor names, line counts."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.xdist_group("house")  # each file is read once

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("activities", "api", "bidding", "connectors", "domain", "storage", "workers", "workflows")
STATEMENTS = {"select", "insert", "update", "delete", "text", "union", "union_all"}
VENDORS = re.compile(
    r"sendgrid|twilio|stripe|chargebee|salesforce|hightouch|tealium|mparticle|zeotap|bynder|aprimo|dv360|trade_?desk|xandr|appnexus",
    re.IGNORECASE,
)
NOT_DETERMINISTIC = {
    "random",
    "secrets",
    "uuid",
    "os",
    "time",
    "threading",
    "socket",
    "requests",
    "httpx2",
    "subprocess",
}


class Source(NamedTuple):
    """What the rules of the house ask of a file."""

    path: Path
    lines: int
    tree: ast.Module
    imports: tuple[tuple[str, str], ...]
    """(module, name) for every import, at any depth of the file."""
    names: frozenset[str]
    environment: tuple[int, ...]
    """Lines that read the environment."""


def sources(*rooms: str) -> Iterator[Source]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            if not path.name.endswith(("_pb2.py", "_pb2_grpc.py")):
                yield read(path)


@cache
def read(path: Path) -> Source:
    text = path.read_text()
    tree = ast.parse(text)
    imports, names, environment = [], set(), []
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module)):
                imports += [(module, alias.name) for alias in node.names]
            case ast.Import():
                imports += [(alias.name, "") for alias in node.names]
            case ast.Attribute(value=ast.Name(id="os"), attr="environ" | "getenv"):
                environment.append(node.lineno)
        name = getattr(node, "id", None) or getattr(node, "name", None) or getattr(node, "attr", None)
        if isinstance(name, str):
            names.add(name)
    lines = len(text.splitlines())
    return Source(path.relative_to(ROOT), lines, tree, tuple(imports), frozenset(names), tuple(environment))


def test_every_import_follows_the_arrows():
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_sql_is_written_only_in_storage_and_repositories():
    offenders = [
        f"{source.path}: {module}.{name}"
        for source in sources("activities", "api", "bidding", "domain", "workers", "workflows")
        if source.path.name != "repository.py"
        for module, name in source.imports
        if module.split(".")[0] in {"sqlalchemy", "sqlmodel"} and name in STATEMENTS
    ]
    assert not offenders, "move the statement to the context's repository.py:\n" + "\n".join(offenders)


def test_workflows_use_nothing_that_differs_between_replays():
    offenders = [
        f"{source.path}: {module}"
        for source in sources("workflows")
        for module, _ in source.imports
        if module.split(".")[0] in NOT_DETERMINISTIC
    ]
    clocks = [
        f"{source.path}:{node.lineno}: {ast.unparse(node)}"
        for source in sources("workflows")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and re.search(r"datetime\.(now|utcnow|today)|date\.today", ast.unparse(node.func))
    ]
    assert not offenders + clocks, "use workflow.now(), workflow.random() or an activity:\n" + "\n".join(
        offenders + clocks
    )


def test_only_the_workers_room_reads_settings_or_the_environment():
    offenders = [
        f"{source.path}:{line}"
        for source in sources("activities", "api", "bidding", "domain", "storage", "workflows")
        for line in source.environment
    ]
    assert not offenders, "take the value as an argument; workers hand it over:\n" + "\n".join(offenders)


def test_vendors_are_named_in_connectors_alone():
    offenders = [
        f"{source.path}: {name}"
        for source in sources("activities", "api", "bidding", "domain", "storage", "workers", "workflows")
        for name in sorted(source.names)
        if VENDORS.search(name)
    ]
    assert not offenders, "\n".join(offenders)


def contexts() -> list[Path]:
    """Every context, and every room below one."""
    return sorted(path for path in (ROOT / "domain").rglob("*") if path.is_dir() and not path.name.startswith("__"))


@pytest.mark.parametrize("context", contexts(), ids=lambda path: str(path.relative_to(ROOT / "domain")))
def test_a_context_repeats_the_known_file_names_and_says_what_it_owns(context: Path):
    known = {"__init__.py", "values.py", "rules.py", "tables.py", "repository.py", "service.py"}
    files = {path.name for path in context.glob("*.py")}
    assert files <= known, (
        f"{context.name} has {sorted(files - known)}: give it one of the known names or a room of its own below"
    )
    assert (context / "README.md").exists(), f"{context}/README.md must say what it owns and what it does not"


def test_no_file_grows_past_one_subject():
    long = {str(source.path): source.lines for source in sources(*ROOMS) if source.lines > 500}
    assert not long, f"split by subject: {long}"
