"""Write a migration from what the table classes say now: ``python -m storage.sql.revise main "add a colour"``.

The newest migrations are run on a scratch SQLite file first, and the difference becomes the next one. Read what it wrote:
row-level security of new tables (``row_security.protect``) is yours to add, and so is data.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from domain.records import STORES
from storage.sql.engines import open_engines, read_url
from storage.sql.migrate import configuration, upgrade


def _revise(connection: Connection, store: str, message: str) -> None:
    upgrade(connection, store)
    config = configuration(connection, store)
    config.set_section_option("post_write_hooks", "hooks", "format")
    config.set_section_option("post_write_hooks", "format.type", "exec")
    config.set_section_option("post_write_hooks", "format.executable", str(Path(sys.executable).with_name("ruff")))
    config.set_section_option("post_write_hooks", "format.options", "format REVISION_SCRIPT_FILENAME")
    number = sum(1 for _ in ScriptDirectory.from_config(config).walk_revisions()) + 1
    config.attributes["alters"] = number > 1  # SQLite alters a table by copying it, which Alembic calls a batch
    command.revision(config, message=message, autogenerate=True, rev_id=f"{number:04}")


async def _main(store: str, message: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        writers, readers = open_engines(read_url(f"sqlite:///{directory}/scratch.db"), durable=False)
        try:
            async with writers.begin() as connection:
                await connection.run_sync(_revise, store, message)
        finally:
            await writers.dispose()
            await readers.dispose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", choices=STORES)
    parser.add_argument("message")
    chosen = parser.parse_args()
    asyncio.run(_main(chosen.store, chosen.message))
