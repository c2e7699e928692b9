"""``campaign-express admin`` makes the first administrator of a bare installation, and lets people back in."""

import asyncio
import getpass
import re
import sqlite3
import time

import pytest
from typer.testing import CliRunner

from api.sign_in import SignInDesk, SignOnNeeded
from domain.errors import CampaignExpressError, Conflict, InvalidInput, NotFound
from domain.identity.passwords.service import Hasher
from domain.identity.sign_on import service as sign_on
from domain.identity.sign_on.admission import service as admission
from domain.identity.sign_on.values import NewProvider, OpenIdProvider, Told
from domain.identity.values import PLATFORM_TENANT, Permission
from domain.sealing import Sealer
from storage.sql import Database
from tests.identity.conftest import PASSWORD, QUICK
from workers.cli import app


@pytest.fixture
def state_dir(tmp_path):
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "main.db").touch()
    return tmp_path


def admin(state_dir, *arguments: str, typed: str | None = None):
    return CliRunner().invoke(app, ["admin", *arguments, "--state-dir", str(state_dir)], input=typed)


def signed_in(state_dir, *, voucher: str = "", tenant_id: str = PLATFORM_TENANT, email: str = "ana@here.example"):
    """Who somebody turns out to be, by a voucher or by their password."""

    async def enter():
        main = Database.open(f"sqlite:///{state_dir / 'sql' / 'main.db'}")
        desk = SignInDesk(
            main, Sealer(["test:a-key-of-sixteen-chars"]), Hasher(QUICK), lambda: time.time_ns() // 1_000_000
        )
        try:
            if voucher:
                tokens = (await desk.choose_password(voucher, PASSWORD, user_agent="")).tokens
            else:
                tokens = await desk.sign_in(tenant_id, email, PASSWORD, code="", device="", scopes=None, user_agent="")
            return await desk.identify(tokens.access_token)
        finally:
            desk.close()
            await main.close()

    return asyncio.run(enter())


def voucher_in(output: str) -> str:
    return re.search(r"^voucher: (cev_\S+)$", output, re.MULTILINE)[1]


def test_the_first_administrator_of_a_bare_installation_gets_in_by_a_voucher_that_is_good_once(state_dir):
    made = admin(state_dir, "create", "--email", "Ana@here.example")
    assert made.exit_code == 0, made.output
    voucher = voucher_in(made.output)
    ana = signed_in(state_dir, voucher=voucher)
    assert (ana.tenant_id, Permission.TENANT_WRITE in ana.permissions) == (PLATFORM_TENANT, True)
    assert signed_in(state_dir).user_id == ana.user_id
    with pytest.raises(CampaignExpressError):
        signed_in(state_dir, voucher=voucher)


def test_a_password_is_asked_for_twice_and_never_shown(state_dir):
    made = admin(state_dir, "create", "--email", "ana@here.example", "--ask", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    assert PASSWORD not in made.output
    assert "voucher" not in made.output
    assert signed_in(state_dir).tenant_id == PLATFORM_TENANT


def test_a_weak_password_makes_nobody(state_dir):
    weak = admin(state_dir, "create", "--email", "ana@here.example", "--ask", typed="short\nshort\n")
    assert isinstance(weak.exception, InvalidInput)
    assert admin(state_dir, "create", "--email", "ana@here.example").exit_code == 0


def test_whoever_lost_everything_is_let_back_in(state_dir):
    first = voucher_in(admin(state_dir, "create", "--email", "ana@here.example").output)
    ana = signed_in(state_dir, voucher=first)
    again = admin(state_dir, "invite", "--email", "ana@here.example")
    assert signed_in(state_dir, voucher=voucher_in(again.output)).user_id == ana.user_id


def test_whoever_comes_by_a_provider_alone_that_is_broken_is_let_back_in(state_dir):
    first = voucher_in(admin(state_dir, "create", "--email", "ana@here.example").output)
    ana = signed_in(state_dir, voucher=first)

    async def come_by_provider() -> None:
        main = Database.open(f"sqlite:///{state_dir / 'sql' / 'main.db'}")
        providers = sign_on.Providers(Sealer(["test:a-key-of-sixteen-chars"]))
        new = NewProvider(
            name="Ours",
            email_domains=("here.example",),
            openid=OpenIdProvider(issuer="https://login.here.example", client_id="c"),
        )
        told = Told(issuer="https://login.here.example", subject="s", email="ana@here.example", is_verified=True)
        async with main.tenant(PLATFORM_TENANT) as session:
            provider = providers.opened(await providers.create(session, new, actor_id=ana.user_id, now_ms=1))
            await admission.admit(session, provider, told, now_ms=1)
        await main.close()

    asyncio.run(come_by_provider())
    with pytest.raises(SignOnNeeded):
        signed_in(state_dir)
    again = admin(state_dir, "invite", "--email", "ana@here.example")
    assert signed_in(state_dir, voucher=voucher_in(again.output)).user_id == ana.user_id
    assert signed_in(state_dir).user_id == ana.user_id


def test_a_password_that_is_typed_ends_the_voucher_that_was_printed(state_dir):
    voucher = voucher_in(admin(state_dir, "create", "--email", "ana@here.example").output)
    typed = admin(state_dir, "invite", "--email", "ana@here.example", "--ask", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert typed.exit_code == 0, typed.output
    with pytest.raises(CampaignExpressError):
        signed_in(state_dir, voucher=voucher)


def test_the_log_names_whose_shell_it_was(state_dir):
    admin(state_dir, "create", "--email", "ana@here.example")
    with sqlite3.connect(state_dir / "sql" / "main.db") as store:
        actors = {actor for (actor,) in store.execute("SELECT actor_id FROM audit_entries WHERE action LIKE 'user%'")}
    store.close()
    assert actors == {f"system:console:{getpass.getuser()}"}


REFUSED = {
    "no address": (("create", "--email", "nobody"), InvalidInput),
    "a tenant that is not there": (("create", "--email", "a@b.example", "--tenant", "nowhere"), NotFound),
    "somebody who is there already": (("create", "--email", "ana@here.example"), Conflict),
    "nobody to let back in": (("invite", "--email", "ben@here.example"), NotFound),
}


@pytest.mark.parametrize(("arguments", "refusal"), REFUSED.values(), ids=REFUSED.keys())
def test_the_command_refuses(state_dir, arguments, refusal):
    admin(state_dir, "create", "--email", "ana@here.example")
    assert isinstance(admin(state_dir, *arguments).exception, refusal)


def test_without_a_store_it_says_where_it_looked(tmp_path):
    refused = admin(tmp_path, "create", "--email", "ana@here.example").exception
    assert isinstance(refused, InvalidInput)
    assert "main.db" in refused.message
