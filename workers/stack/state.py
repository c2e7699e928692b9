"""The directory that holds everything a stack remembers: data, logs, secrets, addresses."""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from domain.errors import CampaignExpressError

_LOCK = "lock"
_MARK = ".campaign-express-state"


class StateInUse(CampaignExpressError):
    """Another stack runs on this directory."""

    code = "state_in_use"


class NotOurState(CampaignExpressError):
    """The directory holds things that no stack has put there."""

    code = "not_our_state"


class NoPlaceForState(CampaignExpressError):
    """The directory cannot be made or written."""

    code = "no_place_for_state"


class State:
    """One stack's directory, held exclusively between ``lock`` and ``release``."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._held: TextIO | None = None

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """Readiness files of the running processes."""
        return self.root / "run"

    @property
    def metrics(self) -> Path:
        return self.root / "metrics"

    @property
    def rolled_file(self) -> Path:
        """What became of the last replacement of the bidders; absent while one is going on."""
        return self.root / "run" / "rolled.json"

    @property
    def addresses_file(self) -> Path:
        return self.root / "addresses.json"

    def lock(self) -> None:
        """Take the directory, making it when it is not there. Raises ``StateInUse``, ``NotOurState`` and ``NoPlaceForState``.

        The kernel drops the lock with the process, however it ends, so a stale one cannot stay behind.
        """
        if self.root.is_dir() and any(self.root.iterdir()) and not (self.root / _MARK).exists():
            raise NotOurState(
                f"{self.root} is not empty and was not made by campaign-express",
                field="state_dir",
                remedy="Name an empty or a new directory.",
            )
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            (self.root / _MARK).touch()
        except OSError as error:
            raise NoPlaceForState(
                f"{self.root} cannot be written: {error.strerror}",
                field="state_dir",
                remedy="Name a directory that you may write with --state-dir.",
            ) from error
        file = (self.root / _LOCK).open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            owner = file.read().strip()
            file.close()
            raise StateInUse(
                f"a stack is already running on {self.root} (process {owner or 'unknown'})",
                field="state_dir",
                remedy="Stop it with Ctrl-C, or give this one a directory of its own with --state-dir.",
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._held = file

    def owner(self) -> int | None:
        """The process that runs a stack here, if one does."""
        try:
            file = (self.root / _LOCK).open("r", encoding="utf-8")
        except FileNotFoundError:
            return None
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                pid = file.read().strip()
                return int(pid) if pid.isdigit() else None
        return None

    def release(self) -> None:
        if self._held:
            self._held.close()
            self._held = None

    def reset(self) -> None:
        """Empty it, data, logs and secrets alike. The lock must be held."""
        if self._held is None:
            raise RuntimeError("reset needs the lock")
        for entry in self.root.iterdir():
            if entry.name in (_LOCK, _MARK):
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def fresh(self, directory: Path) -> Path:
        """``directory``, emptied: what a former run left there means nothing now."""
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        return directory

    def secret(self, name: str) -> str:
        """The secret of that name, made once and readable by its owner alone."""
        path = self.root / "secrets" / name
        try:
            return path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            value = secrets.token_urlsafe(32)
            write_private(path, value)
            return value

    def publish_addresses(self, addresses: Mapping[str, str]) -> None:
        """Where everything listens now, for people and scripts, who find the file whole or not at all."""
        draft = self.addresses_file.with_suffix(".draft")
        draft.write_text(json.dumps(addresses, indent=2) + "\n", encoding="utf-8")
        draft.replace(self.addresses_file)


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody but its owner can read, whole or not at all."""
    draft = path.with_name(f"{path.name}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
