"""How long somebody is taken for whom they were a moment ago."""

from api.callers import FOR_MS, MOST, RecentCallers
from domain.identity.values import Identity

NOW = 1_800_000_000_000
ANA = Identity(tenant_id="acme", user_id="usr_1", token_id="tok_1", roles=(), grants=(), permissions=frozenset())


def test_a_caller_is_known_for_a_second_and_then_looked_up_again():
    recent = RecentCallers()
    assert recent.find("ana's token", now_ms=NOW) is None
    recent.remember("ana's token", ANA, now_ms=NOW)
    assert recent.find("ana's token", now_ms=NOW + FOR_MS - 1) is ANA
    assert recent.find("another token", now_ms=NOW) is None
    assert recent.find("ana's token", now_ms=NOW + FOR_MS) is None


def test_a_clock_that_was_set_back_prolongs_nothing():
    recent = RecentCallers()
    recent.remember("ana's token", ANA, now_ms=NOW)
    assert recent.find("ana's token", now_ms=NOW - 1) is None


def test_nobody_is_known_once_somebodys_rights_have_changed():
    recent = RecentCallers()
    recent.remember("ana's token", ANA, now_ms=NOW)
    recent.forget()
    assert recent.find("ana's token", now_ms=NOW) is None


def test_however_many_tokens_are_shown_few_are_kept():
    recent = RecentCallers()
    for number in range(MOST + 1):
        recent.remember(f"token {number}", ANA, now_ms=NOW)
    assert recent.find("token 0", now_ms=NOW) is None
    assert recent.find(f"token {MOST}", now_ms=NOW) is ANA
