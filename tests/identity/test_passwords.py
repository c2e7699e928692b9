"""Which passwords are taken, what wrong ones cost, and that strangers keep nobody out."""

import asyncio
import threading

import pytest
from argon2 import PasswordHasher

from api.sign_in import SignInDesk
from domain.errors import Forbidden, InvalidInput, TooMany, Unauthenticated
from domain.identity.passwords import service as passwords
from domain.identity.passwords.rules import account_of, check_password, lock_ms
from domain.identity.passwords.service import MOST_STRANGERS, MOST_WAITING, Hasher
from domain.identity.passwords.values import FREE_ATTEMPTS, LONGEST_LOCK_MS, MOST_DEVICES
from domain.identity.vouchers.values import LIFE_MS, Purpose
from tests.identity.conftest import PASSWORD, QUICK, sign_in

WEAK = {
    "too short": "heron-cross",
    "too long": "ab1!" * 51,
    "one letter over and over": "aaaaaaaaaaaaaa",
    "four letters over and over": "abcdabcdabcdabcd",
    "keys in a row": "qwertyuiopasdf",
    "digits in a row": "234567890123456",
    "backwards": "zyxwvutsrqponm",
    "the own address": "ana.lopez@ours.example",
    "the own name with a year": "ana.lopez2027",
    "what everybody takes": "Password 1234",
    "the product": "CampaignExpress1",
}


@pytest.mark.parametrize("password", WEAK.values(), ids=WEAK.keys())
def test_a_password_is_refused_that_is(password):
    with pytest.raises(InvalidInput) as refused:
        check_password(password, email="ana.lopez@ours.example", tenant_id="ours")
    assert refused.value.field == "password"
    assert refused.value.remedy


@pytest.mark.parametrize(
    "password", [PASSWORD, "blaue Wäsche im Märzwind", "正しい馬の電池のホチキスと青い空", "x9$Lk2!pQz7&"]
)
def test_a_password_is_taken_that_nobody_else_would_think_of(password):
    check_password(password, email="ana.lopez@ours.example", tenant_id="ours")


async def test_a_password_is_the_same_however_a_keyboard_composed_it():
    hasher = Hasher(QUICK)
    kept = await hasher.hash("caf\u00e9 au lait at noon")
    assert await hasher.is_right("cafe\u0301 au lait at noon", kept)
    hasher.close()


def test_wrong_ones_cost_a_growing_pause_that_has_an_end():
    pauses = [lock_ms(attempts) for attempts in range(1, 40)]
    assert pauses[: FREE_ATTEMPTS - 1] == [0] * (FREE_ATTEMPTS - 1)
    assert pauses == sorted(pauses)
    assert pauses[FREE_ATTEMPTS - 1] == 30_000
    assert pauses[-1] == LONGEST_LOCK_MS


WRONG = {
    "a wrong password": {"password": "seven herons cross the ocean"},
    "another address": {"email": "ben@ours.example"},
    "another tenant": {"tenant_id": "theirs"},
    "an empty password": {"password": ""},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
async def test_whatever_is_wrong_the_answer_and_the_count_are_the_same(house, wrong):
    with pytest.raises(Unauthenticated) as refused:
        await sign_in(house.desk(), **wrong)
    assert refused.value.message == "tenant, address or password is wrong"
    counted = {"email": "ana@ours.example", "tenant_id": "ours"} | wrong
    async with house.main.platform() as session:
        row = await passwords.repository.attempts(session, account_of(counted["tenant_id"], counted["email"]), "")
    assert row.attempts == 1


async def test_after_five_wrong_ones_the_right_one_counts_for_nothing_until_the_pause_is_over(house):
    desk = house.desk()
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(Unauthenticated):
            await sign_in(desk, "wrong wrong wrong")
    for _ in range(20):  # attempts while it is locked prolong nothing
        with pytest.raises(Unauthenticated):
            await sign_in(desk)
    house.now_ms += 30_000
    assert await sign_in(desk)


async def test_many_guesses_at_once_are_many_guesses(house):
    desk = house.desk()
    guesses = [f"guess number {number}" for number in range(FREE_ATTEMPTS)] + [PASSWORD] * 3
    first = await asyncio.gather(*(sign_in(desk, guess) for guess in guesses[:FREE_ATTEMPTS]), return_exceptions=True)
    rest = await asyncio.gather(*(sign_in(desk, guess) for guess in guesses[FREE_ATTEMPTS:]), return_exceptions=True)
    assert all(isinstance(answer, Unauthenticated) for answer in (*first, *rest))


async def test_strangers_who_fail_all_day_keep_nobody_out_who_signed_in_from_here_before(house):
    desk = house.desk()
    device = (await sign_in(desk)).device
    for _ in range(40):
        with pytest.raises(Unauthenticated):
            await sign_in(desk, "wrong wrong wrong")
        house.now_ms += 10_000
        again = await sign_in(desk, device=device)
        assert again.device == device
    with pytest.raises(Unauthenticated):
        await sign_in(desk)


async def test_a_device_that_is_known_has_no_more_free_attempts_than_others(house):
    desk = house.desk()
    device = (await sign_in(desk)).device
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(Unauthenticated):
            await sign_in(desk, "wrong wrong wrong", device=device)
    with pytest.raises(Unauthenticated):
        await sign_in(desk, device=device)


async def test_a_made_up_device_or_another_accounts_is_a_stranger(house):
    desk = house.desk()
    for number in range(FREE_ATTEMPTS):
        with pytest.raises(Unauthenticated):
            await sign_in(desk, "wrong wrong wrong", device=f"ced_made-up-{number}")
    with pytest.raises(Unauthenticated):
        await sign_in(desk, device="ced_made-up-99")


async def test_of_an_accounts_devices_the_newest_are_kept(house):
    desk = house.desk()
    first = (await sign_in(desk)).device
    for _ in range(MOST_DEVICES):
        house.now_ms += 1
        await sign_in(desk)
    house.now_ms += 1
    assert (await sign_in(desk, device=first)).device != first


async def test_a_voucher_lets_in_whom_strangers_keep_out_and_is_good_once(house):
    desk = house.desk()
    earlier = await sign_in(desk)
    for _ in range(30):
        with pytest.raises(Unauthenticated):
            await sign_in(desk, "wrong wrong wrong")
    voucher = await house.invite(Purpose.RESET)
    with pytest.raises(InvalidInput):
        await desk.choose_password(voucher, "too short", user_agent="")
    chosen = await desk.choose_password(voucher, "nine otters under the bridge", user_agent="")
    assert (await desk.identify(chosen.tokens.access_token)).user_id == house.user_id
    with pytest.raises(Unauthenticated):
        await desk.choose_password(voucher, "ten otters under the bridge", user_agent="")
    with pytest.raises(Unauthenticated):
        await desk.refresh(earlier.refresh_token)
    assert await sign_in(desk, "nine otters under the bridge", device=chosen.device)


async def test_a_voucher_expires_and_a_newer_one_ends_it(house):
    desk = house.desk()
    older, newer = await house.invite(Purpose.RESET), await house.invite(Purpose.RESET)
    with pytest.raises(Unauthenticated):
        await desk.choose_password(older, "nine otters under the bridge", user_agent="")
    house.now_ms += LIFE_MS[Purpose.RESET]
    with pytest.raises(Unauthenticated):
        await desk.choose_password(newer, "nine otters under the bridge", user_agent="")


async def test_of_many_who_spend_a_voucher_at_once_one_does(house):
    desk, voucher = house.desk(), await house.invite()
    chosen = await asyncio.gather(
        *(desk.choose_password(voucher, f"otters {number} under the bridge", user_agent="") for number in range(5)),
        return_exceptions=True,
    )
    assert sum(not isinstance(one, Exception) for one in chosen) == 1


async def test_another_password_needs_the_current_one_and_ends_the_other_sessions(house):
    desk = house.desk()
    here, there = await sign_in(desk), await sign_in(desk)
    caller = await desk.identify(here.access_token)
    with pytest.raises(Forbidden):
        await desk.change_password(caller, "wrong wrong wrong", "nine otters under the bridge")
    await desk.change_password(caller, PASSWORD, "nine otters under the bridge")
    assert await desk.refresh(here.refresh_token)
    with pytest.raises(Unauthenticated):
        await desk.refresh(there.refresh_token)
    with pytest.raises(Unauthenticated):
        await sign_in(desk)
    assert await sign_in(desk, "nine otters under the bridge")


async def test_strangers_do_not_keep_somebody_inside_from_changing_the_password_nor_is_guessing_free_there(house):
    desk = house.desk()
    caller = await desk.identify((await sign_in(desk)).access_token)
    for _ in range(FREE_ATTEMPTS + 1):
        with pytest.raises(Unauthenticated):
            await sign_in(desk, "wrong wrong wrong")
    await desk.change_password(caller, PASSWORD, "nine otters under the bridge")
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(Forbidden):
            await desk.change_password(caller, "wrong wrong wrong", PASSWORD)
    with pytest.raises(Forbidden):
        await desk.change_password(caller, "nine otters under the bridge", PASSWORD)


async def test_a_password_kept_with_weaker_parameters_is_kept_anew_by_signing_in(house):
    stronger = SignInDesk(
        house.main,
        house.sealer,
        Hasher(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)),
        lambda: house.now_ms,
    )
    await sign_in(stronger)
    async with house.main.platform_reading() as session:
        assert "m=16,t=2" in await passwords.kept(session, house.user_id)
    assert await sign_in(stronger)
    stronger.close()


async def test_when_too_many_sign_in_at_once_the_next_is_told_to_come_again():
    hasher = Hasher(QUICK)
    answers = await asyncio.gather(*(hasher.hash(PASSWORD) for _ in range(MOST_WAITING + 3)), return_exceptions=True)
    assert sum(isinstance(answer, TooMany) for answer in answers) == 3
    assert await hasher.is_right(PASSWORD, answers[0])
    hasher.close()


class Slow(PasswordHasher):
    """Argon2id that takes until it is let go on."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.go_on = threading.Event()

    def verify(self, *given):
        self.go_on.wait()
        return super().verify(*given)


async def test_strangers_leave_room_for_whoever_is_known_and_their_attempts_are_not_counted_unjudged(house):
    known = await sign_in(house.desk())
    slow = Slow()
    hasher = Hasher(slow)
    desk = SignInDesk(house.main, house.sealer, hasher, lambda: house.now_ms)
    strangers = [asyncio.create_task(hasher.is_right("?", None, is_stranger=True)) for _ in range(MOST_STRANGERS)]
    await asyncio.sleep(0)
    for _ in range(FREE_ATTEMPTS + 1):
        with pytest.raises(TooMany):
            await sign_in(desk)
    coming_back = asyncio.create_task(sign_in(desk, device=known.device))
    slow.go_on.set()
    await asyncio.gather(*strangers)
    assert await coming_back
    assert await sign_in(desk), "nothing was counted against the account"
    desk.close()


async def test_what_was_let_begin_under_an_earlier_password_is_not_finished_under_a_later_one(house):
    desk = house.desk()
    caller = await desk.identify((await sign_in(desk)).access_token)
    changes = await asyncio.gather(
        *(desk.change_password(caller, PASSWORD, f"otters {number} under the bridge") for number in range(4)),
        return_exceptions=True,
    )
    assert sum(change is None for change in changes) == 1, changes


async def test_a_voucher_forgives_what_was_guessed_from_inside(house):
    desk = house.desk()
    caller = await desk.identify((await sign_in(desk)).access_token)
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(Forbidden):
            await desk.change_password(caller, "wrong wrong wrong", PASSWORD)
    chosen = await desk.choose_password(await house.invite(Purpose.RESET), PASSWORD, user_agent="")
    caller = await desk.identify(chosen.tokens.access_token)
    await desk.change_password(caller, PASSWORD, "nine otters under the bridge")


async def test_whoever_asks_for_a_reset_ends_nobodys_invitation_and_another_password_ends_both(house):
    desk = house.desk()
    invitation = await house.invite()
    reset = await house.invite(Purpose.RESET)
    chosen = await desk.choose_password(invitation, "nine otters under the bridge", user_agent="")
    with pytest.raises(Unauthenticated):
        await desk.choose_password(reset, PASSWORD, user_agent="")
    outstanding = await house.invite(Purpose.RESET)
    caller = await desk.identify(chosen.tokens.access_token)
    await desk.change_password(caller, "nine otters under the bridge", PASSWORD)
    with pytest.raises(Unauthenticated):
        await desk.choose_password(outstanding, "ten otters under the bridge", user_agent="")
