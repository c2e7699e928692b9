"""What ``campaign-express models`` does at the registry."""

import asyncio
import getpass
import time
from collections.abc import Awaitable, Callable, Collection
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table

from bidding.inference.layout import LAYOUT_VERSION
from bidding.inference.model_file import read_model
from domain.errors import InvalidInput
from domain.inference.values import SHIPPED, ModelRoles, ModelVersion, VersionName
from storage.nats.connection import connect
from storage.nats.models import Models
from storage.nats.streams import ensure_streams
from workers.settings import load_settings
from workers.traffic.drive import addresses_of

Told = TypeVar("Told")
Decide = Callable[[ModelRoles, Collection[str], str, int], ModelRoles]
"""Roles, known versions, who asks, and when, to the roles that follow."""


def show_models(nats: str) -> None:
    roles, versions = asyncio.run(_at(nats, lambda models: models.all()))
    table = Table("version", "role", "published", "by", "figures", "notes")
    table.add_row(SHIPPED, _role(SHIPPED, roles), "", "", "", "in this release's own files")
    for version in versions.values():
        figures = ", ".join(f"{name} {value:g}" for name, value in sorted(version.metrics.items()))
        published = time.strftime("%Y-%m-%d %H:%M", time.gmtime(version.published_at_ms / 1_000))
        table.add_row(
            version.version, _role(version.version, roles), published, version.published_by, figures, version.notes
        )
    Console().print(table)


def publish_model(nats: str, file: Path, name: str, notes: str) -> None:
    """Raises ``InvalidInput`` for a file that is no model, ``Conflict`` for a name that is taken."""
    model = file.read_bytes()
    network = read_model(model)
    version = ModelVersion(
        version=_name(name),
        sha256=sha256(model).hexdigest(),
        size_bytes=len(model),
        layout_version=network.notes.get("layout", LAYOUT_VERSION),
        trained_at_ms=int(file.stat().st_mtime * 1_000),
        published_at_ms=_now_ms(),
        published_by=getpass.getuser(),
        metrics={key: float(value) for key, value in network.notes.items() if key.startswith("held_out_")},
        notes=notes,
    )
    asyncio.run(_at(nats, lambda models: models.publish(version, model)))
    Console().print(f"[bold]{version.version}[/] is in the registry: {len(model):,} bytes, SHA-256 {version.sha256}")


def change_roles(nats: str, decide: Decide) -> None:
    """Raises what ``decide`` does."""

    async def change(models: Models) -> ModelRoles:
        _, versions = await models.all()
        return await models.change(lambda roles: decide(roles, versions, getpass.getuser(), _now_ms()))

    roles = asyncio.run(_at(nats, change))
    beside = f", [bold]{roles.shadow}[/] beside it on {roles.shadow_share:.1%} of requests" if roles.shadow else ""
    Console().print(f"live: [bold]{roles.live}[/]{beside}")


async def _at(nats: str, ask: Callable[[Models], Awaitable[Told]]) -> Told:
    connection = await connect(nats or addresses_of(load_settings()).nats_url, "models")
    try:
        await ensure_streams(connection.jetstream())
        return await ask(Models(connection.jetstream()))
    finally:
        await connection.close()


def _name(given: str) -> str:
    try:
        return str(TypeAdapter(VersionName).validate_python(given))
    except ValidationError as error:
        raise InvalidInput(
            f"a model cannot be called {given!r}",
            field="version",
            remedy="Use at most 40 lower-case letters, digits, - and _.",
        ) from error


def _role(version: str, roles: ModelRoles) -> str:
    if version == roles.live:
        return "live"
    return f"shadow, {roles.shadow_share:.1%}" if version == roles.shadow else ""


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
