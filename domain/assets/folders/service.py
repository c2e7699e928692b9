"""Use cases of folders on a tenant's session."""

from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.assets import repository
from domain.assets.tables import AssetFolder
from domain.assets.values import MAX_FOLDER_DEPTH, MAX_FOLDERS
from domain.errors import Conflict, InvalidInput, NotFound
from domain.ids import new_id
from domain.records import alone, tenant_of

TOP: Final = ""
FOLDERS: Final = "asset_folders"
"""What those who add, move or remove folders wait for."""


class Placed(NamedTuple):
    """A folder, and its path as people read it: ``/Brand/Logos``."""

    folder: AssetFolder
    path: str


async def list_folders(session: AsyncSession) -> list[Placed]:
    """All of them, by path."""
    rows = {row.id: row for row in await repository.folders(session)}
    return sorted((_placed(row, rows) for row in rows.values()), key=lambda placed: placed.path)


async def create_folder(session: AsyncSession, name: str, *, parent_id: str, actor_id: str, now_ms: int) -> Placed:
    """Raises ``NotFound`` for an unknown parent, ``Conflict`` for a name that is taken there, ``InvalidInput`` below ten others."""
    await alone(session, FOLDERS)
    rows = {row.id: row for row in await repository.folders(session)}
    if len(rows) >= MAX_FOLDERS:
        raise Conflict(f"a library has at most {MAX_FOLDERS} folders", field="name", remedy="Remove some first.")
    parent = _known(rows, parent_id, field="parent_id")
    _refuse_taken(rows, name, parent_id=parent_id)
    folder_id = new_id("fld")
    folder = AssetFolder(
        id=folder_id,
        tenant_id=tenant_of(session),
        parent_id=parent_id,
        name=name,
        lineage=_below(parent, folder_id),
        created_by=actor_id,
        created_at_ms=now_ms,
    )
    _refuse_deep(folder.lineage)
    session.add(folder)
    await session.flush()
    return _placed(folder, rows | {folder_id: folder})


async def change_folder(session: AsyncSession, folder_id: str, *, name: str | None, parent_id: str | None) -> Placed:
    """Rename or move a folder with all below it. Raises as ``create_folder``, and ``Conflict`` for a move into itself."""
    await alone(session, FOLDERS)
    rows = {row.id: row for row in await repository.folders(session)}
    folder = _known(rows, folder_id, field="folder_id")
    if folder is None:
        raise InvalidInput("the library's top has no name", field="folder_id", remedy="Name a folder.")
    name = folder.name if name is None else name
    parent_id = folder.parent_id if parent_id is None else parent_id
    parent = _known(rows, parent_id, field="parent_id")
    if parent is not None and parent.lineage.startswith(folder.lineage):
        raise Conflict("a folder cannot lie in itself", field="parent_id", remedy="Name a folder outside of it.")
    _refuse_taken(rows, name, parent_id=parent_id, but=folder_id)
    before, now = folder.lineage, _below(parent, folder_id)
    for row in rows.values():
        if before != now and row.lineage.startswith(before):
            row.lineage = now + row.lineage.removeprefix(before)
            _refuse_deep(row.lineage)
            session.add(row)
    folder.name, folder.parent_id = name, parent_id
    session.add(folder)
    await session.flush()
    return _placed(folder, rows)


async def remove_folder(session: AsyncSession, folder_id: str) -> None:
    """Raises ``Conflict`` for a folder that something lies in, ``NotFound`` for an unknown one."""
    await alone(session, FOLDERS)
    folder = await repository.folder(session, folder_id, for_update=True)
    if folder is None:
        raise _unknown(folder_id, "folder_id")
    if not await repository.is_empty(session, folder_id):
        raise Conflict("the folder is not empty", field="folder_id", remedy="Move or remove what lies in it first.")
    await session.delete(folder)
    await session.flush()


async def existing(session: AsyncSession, folder_id: str) -> None:
    """Raise ``NotFound`` unless there is such a folder, which stays until the transaction ends."""
    if folder_id != TOP and await repository.folder(session, folder_id, for_update=True) is None:
        raise _unknown(folder_id, "folder_id")


async def within(session: AsyncSession, folder_id: str, *, with_subfolders: bool) -> list[str]:
    """The folder itself, and with ``with_subfolders`` all below it. Raises ``NotFound``."""
    if folder_id == TOP and not with_subfolders:
        return [TOP]
    rows = {row.id: row for row in await repository.folders(session)}
    folder = _known(rows, folder_id, field="folder_id")
    if not with_subfolders:
        return [folder_id]
    above = "/" if folder is None else folder.lineage
    below = [row.id for row in rows.values() if row.lineage.startswith(above)]
    return [TOP, *below] if folder is None else below


def _known(rows: dict[str, AssetFolder], folder_id: str, *, field: str) -> AssetFolder | None:
    """None is the library's top."""
    if folder_id == TOP:
        return None
    if folder_id not in rows:
        raise _unknown(folder_id, field)
    return rows[folder_id]


def _unknown(folder_id: str, field: str) -> NotFound:
    return NotFound(f"there is no folder '{folder_id}'", field=field)


def _below(parent: AssetFolder | None, folder_id: str) -> str:
    return f"{parent.lineage if parent else '/'}{folder_id}/"


def _refuse_taken(rows: dict[str, AssetFolder], name: str, *, parent_id: str, but: str = "") -> None:
    if any(row.name == name and row.parent_id == parent_id and row.id != but for row in rows.values()):
        raise Conflict(f"there is a folder '{name}' already", field="name", remedy="Take another name, or that folder.")


def _refuse_deep(lineage: str) -> None:
    if lineage.count("/") - 1 > MAX_FOLDER_DEPTH:
        raise InvalidInput(
            f"folders nest at most {MAX_FOLDER_DEPTH} deep", field="parent_id", remedy="Name one further up."
        )


def _placed(folder: AssetFolder, rows: dict[str, AssetFolder]) -> Placed:
    ids = folder.lineage.strip("/").split("/")
    return Placed(folder, "/" + "/".join(rows[one].name for one in ids))
