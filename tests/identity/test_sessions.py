"""Refresh tokens are good once, sessions end when they should, and access tokens follow."""

import asyncio

import pytest

from domain.errors import Unauthenticated
from domain.identity import service as identity
from domain.identity.sessions import service as sessions
from domain.identity.sessions.values import (
    ACCESS_LIFE_MS,
    IDLE_LIFE_MS,
    KEY_LIFE_MS,
    REPEATED_WITHIN_MS,
    SESSION_LIFE_MS,
    Ending,
)
from domain.identity.values import Permission, Role
from tests.identity.conftest import sign_in

DAY_MS = 86_400_000


async def test_a_refresh_token_is_good_once_and_each_gives_the_next(house):
    desk = house.desk()
    held = await sign_in(desk)
    for _ in range(3):
        newer = await desk.refresh(held.refresh_token)
        assert newer.refresh_token != held.refresh_token
        assert newer.session_id == held.session_id
        held = newer
    assert (await desk.identify(held.access_token)).user_id == house.user_id


async def test_a_refresh_token_that_comes_again_ends_the_session_for_thief_and_robbed_alike(house):
    desk, other = house.desk(), house.desk()
    stolen = await sign_in(desk)
    elsewhere = await sign_in(desk)
    newest = await desk.refresh(stolen.refresh_token)
    assert await other.identify(newest.access_token)
    house.now_ms += REPEATED_WITHIN_MS + 1
    with pytest.raises(Unauthenticated):
        await desk.refresh(stolen.refresh_token)
    with pytest.raises(Unauthenticated):
        await desk.refresh(newest.refresh_token)
    with pytest.raises(Unauthenticated):
        await desk.identify(newest.access_token)
    house.now_ms += 1_000
    with pytest.raises(Unauthenticated):
        await other.identify(newest.access_token)
    assert (await desk.refresh(elsewhere.refresh_token)).session_id == elsewhere.session_id


async def test_all_who_refresh_with_the_same_token_at_once_get_the_same_next_one(house):
    desk = house.desk()
    held = await sign_in(desk)
    answers = await asyncio.gather(*(desk.refresh(held.refresh_token) for _ in range(6)))
    [next_one] = {answer.refresh_token for answer in answers}
    assert next_one != held.refresh_token
    assert await desk.refresh(next_one)


async def test_a_refresh_whose_answer_was_lost_is_answered_again_for_some_seconds_and_only_the_last(house):
    desk = house.desk()
    first = await sign_in(desk)
    second = await desk.refresh(first.refresh_token)
    house.now_ms += REPEATED_WITHIN_MS
    again = await desk.refresh(first.refresh_token)
    assert again.refresh_token == second.refresh_token
    assert (await desk.identify(again.access_token)).user_id == house.user_id
    await desk.refresh(second.refresh_token)
    with pytest.raises(Unauthenticated):
        await desk.refresh(first.refresh_token)
    with pytest.raises(Unauthenticated):
        await desk.identify(again.access_token)


@pytest.mark.parametrize("made_up", ["", "cer_", "cer_nobody.nothing", ".", "a" * 200])
async def test_a_made_up_refresh_token_opens_and_ends_nothing(house, made_up):
    desk = house.desk()
    held = await sign_in(desk)
    with pytest.raises(Unauthenticated):
        await desk.refresh(made_up)
    assert await desk.refresh(held.refresh_token)


async def test_a_session_ends_after_a_quiet_week_and_after_a_busy_month(house):
    desk = house.desk()
    quiet, busy = await sign_in(desk), await sign_in(desk)
    while house.now_ms + 6 * DAY_MS < 1_800_000_000_000 + SESSION_LIFE_MS:
        house.now_ms += 6 * DAY_MS
        busy = await desk.refresh(busy.refresh_token)
    with pytest.raises(Unauthenticated):
        await desk.refresh(quiet.refresh_token)
    house.now_ms = 1_800_000_000_000 + SESSION_LIFE_MS
    with pytest.raises(Unauthenticated):
        await desk.refresh(busy.refresh_token)
    assert IDLE_LIFE_MS > 6 * DAY_MS


async def test_other_roles_are_felt_by_access_tokens_that_are_out_already(house):
    desk, other = house.desk(), house.desk()
    held = await sign_in(desk)
    assert Permission.CAMPAIGN_WRITE in (await other.identify(held.access_token)).permissions
    async with house.main.tenant("ours") as session:
        await identity.change_user(session, house.user_id, roles=(Role.VIEWER,), now_ms=house.now_ms)
    house.now_ms += 1_000
    with pytest.raises(Unauthenticated):
        await other.identify(held.access_token)
    newer = await desk.refresh(held.refresh_token)
    assert Permission.CAMPAIGN_WRITE not in (await other.identify(newer.access_token)).permissions


async def test_somebody_locked_out_is_out_everywhere(house):
    desk, other = house.desk(), house.desk()
    held = await sign_in(desk)
    assert await other.identify(held.access_token)
    async with house.main.tenant("ours") as session:
        await identity.change_user(session, house.user_id, disabled=True, now_ms=house.now_ms)
    house.now_ms += 1_000
    for attempt in (other.identify(held.access_token), desk.refresh(held.refresh_token), sign_in(desk)):
        with pytest.raises(Unauthenticated):
            await attempt


async def test_a_session_of_narrow_scopes_stays_narrow_when_it_is_refreshed(house):
    desk = house.desk()
    held = await sign_in(desk, scopes=(Permission.CAMPAIGN_READ, Permission.SYSTEM_WRITE))
    newer = await desk.refresh(held.refresh_token)
    for tokens in (held, newer):
        assert (await desk.identify(tokens.access_token)).permissions == {Permission.CAMPAIGN_READ}


async def test_sessions_are_listed_and_ended_one_by_one_and_not_another_persons(house):
    desk = house.desk()
    held = [await sign_in(desk) for _ in range(3)]
    async with house.main.tenant("ours") as session:
        await sessions.end_one(session, house.user_id, held[1].session_id, why=Ending.REVOKED, now_ms=house.now_ms)
        assert await sessions.end_all(session, "usr_nobody", why=Ending.REVOKED, now_ms=house.now_ms) == 0
        rows = await sessions.open_ones(session, house.user_id, now_ms=house.now_ms)
    assert {held[0].session_id, held[2].session_id} <= {row.id for row in rows}
    assert held[1].session_id not in {row.id for row in rows}


async def test_a_new_key_signs_after_a_month_and_what_the_old_one_signed_stays_good(house):
    desk, other = house.desk(), house.desk()
    house.now_ms += KEY_LIFE_MS - 1
    old = await sign_in(desk)
    house.now_ms += 1
    new = await sign_in(desk)
    async with house.main.platform_reading() as session:
        assert len(await sessions.verifying_keys(session)) == 2
    for tokens in (old, new):
        assert (await other.identify(tokens.access_token)).user_id == house.user_id
    house.now_ms += KEY_LIFE_MS + ACCESS_LIFE_MS
    await sign_in(desk)
    async with house.main.platform_reading() as session:
        assert len(await sessions.verifying_keys(session)) == 2


async def test_the_private_half_of_a_key_is_not_in_the_database(house):
    await sign_in(house.desk())
    async with house.main.platform_reading() as session:
        key = await sessions.signing_key(session, house.sealer, now_ms=house.now_ms)
        rows = await sessions.repository.keys(session)
    private = key.as_dict(private=True)["d"]
    assert rows
    assert all(private not in str(row.model_dump()) for row in rows)
