"""What the pages tell people to run, call and watch is there."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi.routing import iter_route_contexts

from api.app import ROUTERS
from tests.docs.pages import PAGES, ROOT, code, name
from tests.system.journeys.run import PROOFS
from tests.system.run import NAMES
from workers.cli import app

TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
ROUTES = [
    (method, re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/?]+", re.escape(route.path))))
    for router in ROUTERS
    for route in iter_route_contexts(router.routes)
    for method in route.methods or ()
]
OWN_OPENAPI = ("GET", re.compile(re.escape("/api/v1/openapi.json")))
"""Answered by the app itself, not by a router."""

pytestmark = pytest.mark.parametrize("page", PAGES, ids=name)


def test_every_make_target_exists(page: Path):
    named = {found[1] for words in code(page) if (found := re.match(r"make ([a-z]+)", words))}
    assert named <= TARGETS


def test_every_proof_that_make_is_asked_for_exists(page: Path):
    asked = re.findall(r'PROOFS=(?:"([^"]+)"|(\w+))', page.read_text(encoding="utf-8"))
    assert {proof for several, one in asked for proof in (several or one).split()} <= {*NAMES, *PROOFS}


def test_every_command_exists_with_its_options(page: Path):
    for words in code(page):
        for command, rest in re.findall(r"(?<![\w.-])campaign-express ([a-z]+)([^|;]*)", words):
            assert command in COMMANDS, f"there is no campaign-express {command}"
            known = options_of(COMMANDS[command])
            assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= known, words


def options_of(command: Any) -> set[str]:
    """Its own, and those of the commands below it."""
    below = [option for one in getattr(command, "commands", {}).values() for option in options_of(one)]
    return {*below, *(option for each in command.params for option in (*each.opts, *each.secondary_opts))}


def test_every_module_that_is_run_exists(page: Path):
    for words in code(page):
        for module in re.findall(r"python -m ([\w.]+)", words):
            assert importlib.util.find_spec(module), f"there is no module {module}"


def test_every_rest_path_is_a_route(page: Path):
    for words in code(page):
        for found in re.finditer(r"(?:-X )?(GET|POST|PATCH|PUT|DELETE)?[^/]*?(/api/v1/[\w\-/${}.]+)", words):
            path = re.sub(r"\$\w+|\{[^}]*\}", "x", found[2]).rstrip("/.")
            methods = {method for method, pattern in (*ROUTES, OWN_OPENAPI) if pattern.fullmatch(path)}
            prefix = any(pattern.pattern.startswith(re.escape(path)) for _, pattern in ROUTES)
            assert methods or prefix, f"there is no {path}"
            said = found[1]
            assert not said or prefix or said in methods, f"{path} takes {sorted(methods)}, not {said}"


def test_every_metric_that_is_named_is_counted(page: Path):
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "workers").rglob("*.py"))
    for words in code(page):
        for metric in re.findall(r"^campaign_express_(\w+)$", words):
            bare = metric.removesuffix("_total")
            assert f'"campaign_express_{bare}"' in sources or f'"{bare}"' in sources, f"nobody counts {metric}"
