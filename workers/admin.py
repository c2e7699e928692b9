"""``campaign-express admin``: the first administrator, and a way back in for people who lost theirs."""

import asyncio
import getpass
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from storage.sql import Database
    from workers.settings import Settings

admin = typer.Typer(
    help="People who let others in: make an administrator, or give somebody a way back in.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Email = Annotated[str, typer.Option(help="Their address, by which they sign in.")]
Tenant = Annotated[str, typer.Option(help="Whose people they belong to; `platform` runs the product.")]
Ask = Annotated[bool, typer.Option("--ask", help="Ask for their password here instead of printing a voucher.")]
StateDir = Annotated[
    Path | None, typer.Option(help="Where the embedded stack keeps its data.", show_default=".campaign-express")
]


def register(app: typer.Typer, *, panel: str | None = None) -> None:
    """Adds the ``admin`` commands to the console command."""
    app.add_typer(admin, name="admin", rich_help_panel=panel)


@admin.command()
def create(
    email: Email,
    name: Annotated[str, typer.Option(help="What they are called.", show_default="their address")] = "",
    tenant: Tenant = "platform",
    *,
    ask: Ask = False,
    state_dir: StateDir = None,
) -> None:
    """Make an administrator. Prints a voucher, good once and for a week, with which they choose a password.

    The tenant `platform` is made where there is none; any other one must exist.
    """
    password = _asked() if ask else None
    asyncio.run(_create(_settings(state_dir), email, name or email, tenant, password))


@admin.command()
def invite(email: Email, tenant: Tenant = "platform", *, ask: Ask = False, state_dir: StateDir = None) -> None:
    """Give somebody who exists a way back in, also where an identity provider is the only one and does not work.

    Their second factor is taken away, identity providers know them no more, and their sessions end.
    """
    password = _asked() if ask else None
    asyncio.run(_invite(_settings(state_dir), email, tenant, password))


def _asked() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _settings(state_dir: Path | None) -> "Settings":
    from workers.settings import load_settings

    settings = load_settings()
    if state_dir is not None:
        settings.state_dir = state_dir
    return settings


async def _create(settings: "Settings", email: str, name: str, tenant_id: str, password: str | None) -> None:
    from pydantic import ValidationError

    from domain.identity import service
    from domain.identity.values import PLATFORM_TENANT, NewTenant, NewUser, Role

    try:
        new = NewUser(email=email, name=name, roles=(Role.ADMIN,))
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise InvalidInput(
            f"'{email if field == 'email' else name}' does not do as {field}", field=field, remedy="Check its spelling."
        ) from error
    _act_as_whoever_types()
    async with _main_store(settings) as main:
        now_ms = time.time_ns() // 1_000_000
        async with main.platform() as session:
            if tenant_id == PLATFORM_TENANT and not await service.has_tenant(session, PLATFORM_TENANT):
                await service.create_tenant(session, NewTenant(id=PLATFORM_TENANT, name="Platform"), now_ms=now_ms)
            user = await service.create_user(session, new, tenant_id=tenant_id, now_ms=now_ms)
            said = await _let_in(session, user.id, password, now_ms)
    typer.echo(f"{email} administers the tenant {tenant_id}.")
    typer.echo(said)


async def _invite(settings: "Settings", email: str, tenant_id: str, password: str | None) -> None:
    from domain.identity import service
    from domain.identity.second_factors import service as second_factors
    from domain.identity.sessions import service as sessions
    from domain.identity.sessions.values import Ending
    from domain.identity.sign_on import service as sign_on

    _act_as_whoever_types()
    async with _main_store(settings) as main:
        now_ms = time.time_ns() // 1_000_000
        async with main.platform() as session:
            user = await service.find_user(session, tenant_id, email)
            if user is None:
                raise NotFound(
                    f"the tenant '{tenant_id}' has nobody with the address {email}",
                    field="email",
                    remedy="Make them with campaign-express admin create.",
                )
            await second_factors.remove(session, user.id)
            await sign_on.unlink_all(session, user.id, now_ms=now_ms)
            await sessions.end_all(session, user.id, why=Ending.REVOKED, now_ms=now_ms)
            said = await _let_in(session, user.id, password, now_ms)
    typer.echo(f"{email} of the tenant {tenant_id} may come back in.")
    typer.echo(said)


def _act_as_whoever_types() -> None:
    """The audit log names whose shell it was, or their number where the machine has no name for them."""
    from domain.acting import act_as

    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container's user need not be in its passwd file
        name = str(os.getuid())
    act_as(f"system:console:{name}"[:64])


async def _let_in(session: "AsyncSession", user_id: str, password: str | None, now_ms: int) -> str:
    """What somebody has to be told. Raises ``InvalidInput`` for a weak password."""
    from domain.identity import service
    from domain.identity.passwords import service as passwords
    from domain.identity.passwords.rules import check_password
    from domain.identity.vouchers import service as vouchers
    from domain.identity.vouchers.values import Purpose

    user = await service.get_user(session, user_id)
    if password is None:
        issued = await vouchers.issue(session, user, Purpose.INVITATION, now_ms=now_ms)
        return f"voucher: {issued.secret}\nGood once, for a week: POST it to /api/v1/session/password/chosen with a password."
    check_password(password, email=user.email, tenant_id=user.tenant_id)
    hasher = passwords.Hasher()
    try:
        await passwords.keep(session, user, await hasher.hash(password), now_ms=now_ms)
        await passwords.forgive(session, user)
        await vouchers.withdraw(session, user.id)
    finally:
        hasher.close()
    return "Sign in at /api/v1/session/sign-in."


@asynccontextmanager
async def _main_store(settings: "Settings") -> AsyncIterator["Database"]:
    """Its tables brought up to date. Raises ``InvalidInput`` where there is none."""
    from storage.sql import Database

    file = settings.state_dir / "sql" / "main.db"
    if not settings.sql.url and not file.exists():
        raise InvalidInput(
            f"there is no {file}",
            field="state_dir",
            remedy="Name the stack's directory with --state-dir, or the database with CAMPAIGN_EXPRESS__SQL__URL.",
        )
    main = Database.open(settings.sql.url or f"sqlite+aiosqlite:///{file}")
    try:
        await main.migrate()
        yield main
    finally:
        await main.close()
