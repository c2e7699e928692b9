"""Somebody with a password, over each of the two databases."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from argon2 import PasswordHasher

from api.sign_in import SignInDesk, Tokens
from domain.identity import service as identity
from domain.identity.passwords.service import Hasher
from domain.identity.values import NewTenant, NewUser, Role
from domain.identity.vouchers import service as vouchers
from domain.identity.vouchers.values import Purpose
from domain.sealing import Sealer
from storage.sql import Database

NOW = 1_800_000_000_000
PASSWORD = "seven herons cross the ice"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Argon2id that costs nothing."""


@dataclass
class House:
    """A tenant with Ana in it, and a clock that stands still unless it is moved."""

    main: Database
    sealer: Sealer = field(default_factory=lambda: Sealer(["test:a-key-of-sixteen-chars"]))
    now_ms: int = NOW
    user_id: str = ""
    desks: list[SignInDesk] = field(default_factory=list)

    def desk(self) -> SignInDesk:
        """Another process of the API."""
        self.desks.append(SignInDesk(self.main, self.sealer, Hasher(QUICK), lambda: self.now_ms))
        return self.desks[-1]

    async def invite(self, purpose: Purpose = Purpose.INVITATION) -> str:
        async with self.main.platform() as session:
            user = await identity.get_user(session, self.user_id)
            return (await vouchers.issue(session, user, purpose, now_ms=self.now_ms)).secret


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    house = House(database)
    async with database.platform() as session:
        await identity.create_tenant(session, NewTenant(id="ours", name="Ours"), now_ms=NOW)
        new = NewUser(email="Ana@Ours.example", name="Ana", roles=(Role.MANAGER,))
        house.user_id = (await identity.create_user(session, new, tenant_id="ours", now_ms=NOW)).id
    await house.desk().choose_password(await house.invite(), PASSWORD, user_agent="")
    yield house
    for desk in house.desks:
        desk.close()


async def sign_in(
    desk: SignInDesk,
    password: str = PASSWORD,
    *,
    email: str = "ana@ours.example",
    tenant_id: str = "ours",
    code: str = "",
    device: str = "",
    scopes=None,
) -> Tokens:
    return await desk.sign_in(tenant_id, email, password, code=code, device=device, scopes=scopes, user_agent="a test")
