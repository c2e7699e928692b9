"""Second factors: RFC 6238's own examples, codes that are good once, and a way out for those who lost theirs."""

import asyncio

import pytest

from api.sign_in import CodeNeeded
from domain.errors import Conflict, Forbidden, Unauthenticated
from domain.identity.passwords.values import FREE_ATTEMPTS
from domain.identity.second_factors import service as second_factors
from domain.identity.second_factors.rules import STEP_MS, code_at, provisioning_uri, step_of
from domain.identity.vouchers.values import Purpose
from tests.identity.conftest import PASSWORD, sign_in

SECRET = b"12345678901234567890"
RFC_6238 = {59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"}


@pytest.mark.parametrize(("at_s", "code"), RFC_6238.items())
def test_codes_are_those_of_rfc_6238(at_s, code):
    assert code_at(SECRET, at_s * 1_000 // STEP_MS) == code


def test_a_code_is_good_in_its_half_minute_and_its_neighbours_and_not_before_or_again():
    now_ms = 1_800_000_000_000
    step = now_ms // STEP_MS
    for later, taken in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        found = step_of(SECRET, code_at(SECRET, step + later), after_step=0, now_ms=now_ms)
        assert found == (step + later if taken else None)
    assert step_of(SECRET, code_at(SECRET, step), after_step=step, now_ms=now_ms) is None
    assert step_of(SECRET, code_at(SECRET, step - 1), after_step=step, now_ms=now_ms) is None


def test_an_authenticator_learns_whose_code_it_shows():
    uri = provisioning_uri(SECRET, tenant_id="ours", email="ana+x@ours.example")
    assert uri.startswith("otpauth://totp/Campaign%20Express:ana%2Bx%40ours.example%20%28ours%29?secret=GEZDGNBV")
    assert "issuer=Campaign%20Express&algorithm=SHA1&digits=6&period=30" in uri


class Authenticator:
    def __init__(self, house, secret: str) -> None:
        import base64

        self._house = house
        self._secret = base64.b32decode(secret + "=" * (-len(secret) % 8))

    def code(self) -> str:
        return code_at(self._secret, self._house.now_ms // STEP_MS)


async def with_a_second_factor(house):
    """A desk, Ana's authenticator, and her recovery codes."""
    desk = house.desk()
    caller = await desk.identify((await sign_in(desk)).access_token)
    with pytest.raises(Forbidden):
        await desk.set_up_second_factor(caller, "wrong wrong wrong")
    made = await desk.set_up_second_factor(caller, PASSWORD)
    authenticator = Authenticator(house, made.secret)
    assert await sign_in(desk), "it counts for nothing before it is confirmed"
    with pytest.raises(Forbidden):
        await desk.confirm_second_factor(caller, "000000" if authenticator.code() != "000000" else "111111")
    recovery = await desk.confirm_second_factor(caller, authenticator.code())
    house.now_ms += STEP_MS
    return desk, authenticator, recovery


async def test_the_password_alone_lets_nobody_in_any_more_and_a_code_is_good_once(house):
    desk, authenticator, _ = await with_a_second_factor(house)
    with pytest.raises(CodeNeeded):
        await sign_in(desk)
    code = authenticator.code()
    assert await sign_in(desk, code=f"{code[:3]} {code[3:]}")
    with pytest.raises(CodeNeeded):
        await sign_in(desk, code=code)
    house.now_ms += STEP_MS
    assert await sign_in(desk, code=authenticator.code())


async def test_to_be_asked_for_a_code_is_no_failed_attempt(house):
    desk, authenticator, _ = await with_a_second_factor(house)
    for _ in range(FREE_ATTEMPTS - 1):
        with pytest.raises(Unauthenticated):
            await sign_in(desk, "wrong wrong wrong")
    for _ in range(3):
        with pytest.raises(CodeNeeded, match="is needed"):
            await sign_in(desk)
    assert await sign_in(desk, code=authenticator.code())


async def test_to_be_asked_for_a_code_makes_no_wrong_code_forgotten(house):
    desk, authenticator, _ = await with_a_second_factor(house)
    for guess in range(FREE_ATTEMPTS):
        with pytest.raises(CodeNeeded, match="the code is wrong"):
            await sign_in(desk, code=f"wrong{guess}")
        if guess < FREE_ATTEMPTS - 1:
            with pytest.raises(CodeNeeded, match="is needed"):
                await sign_in(desk)
    with pytest.raises(Unauthenticated) as refused:
        await sign_in(desk, code=authenticator.code())
    assert not isinstance(refused.value, CodeNeeded)


async def test_a_wrong_password_is_told_nothing_of_the_second_factor(house):
    desk, authenticator, _ = await with_a_second_factor(house)
    with pytest.raises(Unauthenticated) as refused:
        await sign_in(desk, "wrong wrong wrong", code=authenticator.code())
    assert not isinstance(refused.value, CodeNeeded)
    assert await sign_in(desk, code=authenticator.code()), "its code was not spent"


async def test_of_many_who_bring_the_same_code_at_once_one_gets_in(house):
    desk, authenticator, _ = await with_a_second_factor(house)
    code = authenticator.code()
    answers = await asyncio.gather(*(sign_in(desk, code=code) for _ in range(4)), return_exceptions=True)
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1


async def test_guessing_codes_is_paused_as_guessing_passwords_is(house):
    desk, authenticator, _ = await with_a_second_factor(house)
    for guess in range(FREE_ATTEMPTS):
        with pytest.raises(Unauthenticated):
            await sign_in(desk, code=f"{guess:06}")
    with pytest.raises(Unauthenticated):
        await sign_in(desk, code=authenticator.code())


async def test_a_recovery_code_is_good_once_however_it_is_typed(house):
    desk, _, recovery = await with_a_second_factor(house)
    assert len(set(recovery)) == 10
    assert await sign_in(desk, code=recovery[3].upper().replace("-", " "))
    with pytest.raises(CodeNeeded):
        await sign_in(desk, code=recovery[3])
    assert await sign_in(desk, code=recovery[4])


async def test_a_voucher_gives_another_password_and_goes_round_no_second_factor(house):
    desk, authenticator, _ = await with_a_second_factor(house)
    voucher = await house.invite(Purpose.RESET)
    chosen = await desk.choose_password(voucher, "nine otters under the bridge", user_agent="")
    assert chosen.tokens is None
    with pytest.raises(CodeNeeded):
        await sign_in(desk, "nine otters under the bridge", device=chosen.device)
    assert await sign_in(desk, "nine otters under the bridge", code=authenticator.code(), device=chosen.device)


async def test_it_is_taken_away_with_password_and_code_and_set_up_once(house):
    desk, authenticator, _ = await with_a_second_factor(house)
    caller = await desk.identify((await sign_in(desk, code=authenticator.code())).access_token)
    with pytest.raises(Conflict):
        await desk.set_up_second_factor(caller, PASSWORD)
    with pytest.raises(Forbidden, match="the code is wrong"):
        await desk.remove_second_factor(caller, PASSWORD, authenticator.code())
    house.now_ms += STEP_MS
    await desk.remove_second_factor(caller, PASSWORD, authenticator.code())
    assert await sign_in(desk)


async def test_neither_its_secret_nor_its_recovery_codes_are_in_the_database(house):
    _, authenticator, recovery = await with_a_second_factor(house)
    async with house.main.platform_reading() as session:
        row = await second_factors.repository.second_factor(session, house.user_id)
    kept = repr(row.model_dump())
    assert authenticator._secret.hex() not in kept
    assert [code for code in recovery if code in kept or code.replace("-", "") in kept] == []


async def test_wrong_codes_from_inside_cost_a_pause_though_the_password_is_right_and_chosen_again(house):
    desk, authenticator, _ = await with_a_second_factor(house)
    caller = await desk.identify((await sign_in(desk, code=authenticator.code())).access_token)
    house.now_ms += STEP_MS
    for guess in range(FREE_ATTEMPTS):
        await desk.change_password(caller, PASSWORD, PASSWORD)
        with pytest.raises(Forbidden, match="the code is wrong"):
            await desk.remove_second_factor(caller, PASSWORD, f"wrong{guess}")
    with pytest.raises(Forbidden, match="too many codes"):
        await desk.remove_second_factor(caller, PASSWORD, authenticator.code())
    house.now_ms += 60_000
    await desk.remove_second_factor(caller, PASSWORD, authenticator.code())


async def test_guessing_the_first_code_is_paused_too(house):
    desk = house.desk()
    caller = await desk.identify((await sign_in(desk)).access_token)
    authenticator = Authenticator(house, (await desk.set_up_second_factor(caller, PASSWORD)).secret)
    for guess in range(FREE_ATTEMPTS):
        with pytest.raises(Forbidden):
            await desk.confirm_second_factor(caller, f"wrong{guess}")
    with pytest.raises(Forbidden):
        await desk.confirm_second_factor(caller, authenticator.code())
    house.now_ms += 60_000
    assert await desk.confirm_second_factor(caller, authenticator.code())


async def test_what_was_set_up_waits_ten_minutes_for_its_first_code(house):
    desk = house.desk()
    caller = await desk.identify((await sign_in(desk)).access_token)
    await desk.set_up_second_factor(caller, PASSWORD)
    house.now_ms += second_factors.PENDING_LIFE_MS - 1
    authenticator = Authenticator(house, (await desk.set_up_second_factor(caller, PASSWORD)).secret)
    house.now_ms += second_factors.PENDING_LIFE_MS
    with pytest.raises(Conflict):
        await desk.confirm_second_factor(caller, authenticator.code())
