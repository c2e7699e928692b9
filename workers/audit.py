"""``campaign-express audit``: whether the audit log is what was written."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.errors import InvalidInput

if TYPE_CHECKING:
    from domain.audit.values import Head, Verdict
    from workers.settings import Settings

audit = typer.Typer(
    help="The audit log: whether anybody has edited, deleted or reordered what is in it.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


def register(app: typer.Typer, *, panel: str | None = None) -> None:
    """Adds the ``audit`` commands to the console command."""
    app.add_typer(audit, name="audit", rich_help_panel=panel)


@audit.command()
def verify(
    tenant: Annotated[str, typer.Option(help="Only this tenant's chains.", show_default="every tenant's")] = "",
    noted: Annotated[
        list[str] | None,
        typer.Option(help="The end of a chain as it was printed or answered earlier: chain/tenant/sequence/hash."),
    ] = None,
    state_dir: Annotated[
        Path | None, typer.Option(help="Where the embedded stack keeps its data.", show_default=".campaign-express")
    ] = None,
) -> None:
    """Walk every chain from its first entry and name the first one that does not hold; the status is 1 if one is broken.

    Prints where each chain ends. Keep that elsewhere and hand it back later: whoever can write to the database can also take
    the last entries away, or write a chain anew from some entry on, and only an end that was noted before shows that.
    """
    from workers.settings import load_settings

    settings = load_settings()
    if state_dir is not None:
        settings.state_dir = state_dir
    if not asyncio.run(_verified(settings, tenant, noted or [])):
        raise typer.Exit(1)


async def _verified(settings: "Settings", tenant_id: str, noted: Sequence[str]) -> bool:
    from domain.audit import service
    from storage.sql import Database

    stores = _stores(settings)
    ends = _ends(noted, tenant_id)
    is_whole = True
    for store, url in stores.items():
        database = Database.open(url, store=store)
        try:
            async with database.platform_reading() as session:
                known = {*await service.tenants(session, store), *(tenant for chain, tenant in ends if chain == store)}
                for tenant in sorted(known if not tenant_id else {tenant_id}):
                    verdict = await service.verify(session, store, tenant, noted=ends.get((store, tenant), ()))
                    is_whole = is_whole and verdict.broken is None
                    _say(verdict)
        finally:
            await database.close()
    return is_whole


def _stores(settings: "Settings") -> Mapping[str, str]:
    """Where the stores that have a log lie. Raises ``InvalidInput`` where there is none."""
    from domain.records import JOURNEYS_STORE, MAIN_STORE

    if settings.sql.url:
        return {MAIN_STORE: settings.sql.url, JOURNEYS_STORE: settings.sql.journeys_url or settings.sql.url}
    files = {store: settings.state_dir / "sql" / f"{store}.db" for store in (MAIN_STORE, JOURNEYS_STORE)}
    missing = [str(file) for file in files.values() if not file.exists()]
    if missing:
        raise InvalidInput(
            f"there is no {' and no '.join(missing)}",
            field="state_dir",
            remedy="Name the stack's directory with --state-dir, or the database with CAMPAIGN_EXPRESS__SQL__URL.",
        )
    return {store: f"sqlite+aiosqlite:///{file}" for store, file in files.items()}


def _ends(noted: Sequence[str], tenant_id: str) -> Mapping[tuple[str, str], Sequence["Head"]]:
    """What was noted, by chain and tenant. Raises ``InvalidInput``, also for an end that nobody would look at."""
    from domain.audit.rules import read_end

    ends: dict[tuple[str, str], list[Head]] = {}
    for one in noted:
        end = read_end(one, field="noted")
        if tenant_id and end.tenant_id != tenant_id:
            raise InvalidInput(
                f"'{one}' is the end of a chain of '{end.tenant_id}', and only those of '{tenant_id}' are looked at",
                field="noted",
                remedy="Leave out --tenant, or this end.",
            )
        ends.setdefault((end.chain, end.tenant_id), []).append(end.head)
    return ends


def _say(verdict: "Verdict") -> None:
    from domain.audit.rules import written_end

    end = written_end(verdict.chain, verdict.tenant_id, verdict.head)
    if verdict.broken is None:
        typer.echo(f"whole   {end}")
        return
    typer.secho(
        f"BROKEN  {verdict.chain}/{verdict.tenant_id}: entry {verdict.broken.sequence}: {verdict.broken.reason}",
        fg="red",
    )
    typer.echo(f"        whole up to {end}")
