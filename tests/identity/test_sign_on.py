"""What two sign-ons at the same moment come to, on each of the two databases."""

import asyncio

import pytest

from api.sign_in import SignOnNeeded
from domain.errors import Conflict, Unauthenticated
from domain.identity import service as identity
from domain.identity.sessions import service as sessions
from domain.identity.sign_on import service as sign_on
from domain.identity.sign_on.admission import service as admission
from domain.identity.sign_on.rules import SignOnRefused
from domain.identity.sign_on.values import (
    MOST_PROVIDERS,
    Joining,
    NewProvider,
    OpenIdProvider,
    Provider,
    ProviderChange,
    Told,
)
from domain.identity.tables import User
from domain.identity.values import Role
from domain.identity.vouchers.values import Purpose
from tests.identity.conftest import NOW, PASSWORD, House, sign_in


async def believed(house: House) -> Provider:
    providers = sign_on.Providers(house.sealer)
    new = NewProvider(
        name="Customer",
        email_domains=("customer.example", "ours.example"),
        openid=OpenIdProvider(issuer="https://login.customer.example", client_id="c", client_secret="hush"),
        joining=Joining.JUST_IN_TIME,
        default_role=Role.VIEWER,
    )
    async with house.main.tenant("ours") as session:
        return providers.opened(await providers.create(session, new, actor_id="usr_1", now_ms=NOW))


async def admitted(house: House, provider: Provider, told: Told) -> User | Exception:
    try:
        async with house.main.tenant("ours") as session:
            return await admission.admit(session, provider, told, now_ms=NOW)
    except (Conflict, SignOnRefused) as refused:
        return refused


def told(**more: object) -> Told:
    said = {"issuer": "https://login.customer.example", "subject": "s", "email": "ben@customer.example"}
    return Told(**(said | {"is_verified": True} | more))


async def test_whoever_comes_by_two_ways_at_once_joins_once(house):
    provider = await believed(house)
    came = await asyncio.gather(*(admitted(house, provider, told()) for _ in range(4)))
    came.append(await admitted(house, provider, told()))
    assert {type(one) for one in came} <= {User, Conflict}
    [user_id] = {one.id for one in came if isinstance(one, User)}
    async with house.main.reading("ours") as session:
        people = [one.email for one in await identity.list_users(session, after="", limit=50)]
        assert people.count("ben@customer.example") == 1
        assert len(await sign_on.links_of(session, user_id)) == 1


async def test_of_one_assertion_that_comes_many_times_at_once_one_lets_in(house):
    provider = await believed(house)
    assert isinstance(await admitted(house, provider, told()), User)
    once = told(once="assertion id-1", once_until_ms=NOW + 60_000)
    came = await asyncio.gather(*(admitted(house, provider, once) for _ in range(4)))
    assert [isinstance(one, User) for one in came].count(True) == 1
    assert [isinstance(one, SignOnRefused) for one in came].count(True) == 3


async def test_whoever_comes_by_a_provider_alone_has_no_password_until_an_administrator_says_otherwise(house):
    desk, invitation = house.desk(), await house.invite()
    before = await sign_in(desk)
    provider = await believed(house)
    ana = await admitted(house, provider, told(email="ana@ours.example"))
    assert ana.id == house.user_id
    with pytest.raises(SignOnNeeded, match="Customer"):
        await sign_in(desk)
    with pytest.raises(Unauthenticated, match="tenant, address or password"):
        await sign_in(desk, "another password than hers")
    for purpose in Purpose:
        with pytest.raises(Conflict, match="Customer"):
            await house.invite(purpose)
    with pytest.raises(Unauthenticated, match="good no more"):
        await desk.choose_password(invitation, "eight storks cross the snow", user_agent="")
    with pytest.raises(Unauthenticated):
        await desk.refresh(before.refresh_token)
    providers = sign_on.Providers(house.sealer)
    for change in (ProviderChange(only_way_in=False), ProviderChange(only_way_in=True, enabled=False)):
        async with house.main.tenant("ours") as session:
            await providers.change(session, provider.provider_id, change, now_ms=NOW)
        assert (await sign_in(desk)).access_token
    assert isinstance(await admitted(house, provider, told(email="ana@ours.example")), SignOnRefused)
    async with house.main.tenant("ours") as session:
        await providers.change(session, provider.provider_id, ProviderChange(enabled=True), now_ms=NOW)
    with pytest.raises(SignOnNeeded):
        await sign_in(desk)
    async with house.main.tenant("ours") as session:
        await sign_on.unlink(session, house.user_id, provider.provider_id, now_ms=NOW)
    chosen = await desk.choose_password(await house.invite(), PASSWORD, user_agent="")
    assert chosen.tokens is not None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_tenant_has_so_many_providers_and_no_more(house):
    providers = sign_on.Providers(house.sealer)
    openid = OpenIdProvider(issuer="https://login.customer.example", client_id="c")
    async with house.main.tenant("ours") as session:
        for number in range(MOST_PROVIDERS + 1):
            new = NewProvider(name=f"Customer {number}", email_domains=("customer.example",), openid=openid)
            making = providers.create(session, new, actor_id="usr_1", now_ms=NOW)
            if number < MOST_PROVIDERS:
                await making
        with pytest.raises(Conflict, match="at most"):
            await making


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_who_is_unlinked_is_signed_out_where_they_came_by_the_provider_and_nobody_else_is(house):
    provider = await believed(house)
    people = [await admitted(house, provider, told(subject=one, email=f"{one}@ours.example")) for one in ("ana", "ben")]
    async with house.main.platform() as session:
        tenant = await identity.get_tenant(session, "ours")
        for user, by in ((people[0], provider.provider_id), (people[1], provider.provider_id), (people[0], "")):
            await sessions.start(session, user, tenant, scopes=None, user_agent="", provider_id=by, now_ms=NOW + 1)
    async with house.main.tenant("ours") as session:
        before = [len(await sessions.open_ones(session, user.id, now_ms=NOW + 3)) for user in people]
        await sign_on.unlink(session, people[0].id, provider.provider_id, now_ms=NOW + 2)
        after = [len(await sessions.open_ones(session, user.id, now_ms=NOW + 3)) for user in people]
    assert (before[0] - after[0], before[1] - after[1]) == (1, 0)
