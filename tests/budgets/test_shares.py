"""A share of a budget promised to a platform is nobody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.budgets.rules import Account, grant, promise
from domain.budgets.values import LeaseRefusal
from domain.errors import InvalidInput

MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("promise"), st.sampled_from(["a", "b"]), st.integers(0, 1_200)),
        st.tuples(st.just("lease"), st.just(""), st.integers(1, 400)),
    ),
    max_size=30,
)


@given(moves=MOVES)
def test_what_platforms_were_promised_and_bidders_hold_is_never_more_than_the_budget(moves):
    account = Account(currency="USD", budget_nanos=1_000)
    held = {"a": 0, "b": 0}
    for kind, holder, nanos in moves:
        if kind == "promise":
            try:
                account = promise(account, held_nanos=held[holder], wanted_nanos=nanos)
            except InvalidInput:
                continue
            held[holder] = nanos
        else:
            granted = grant(account, want_nanos=nanos, least_nanos=1, bidders=0)
            if not isinstance(granted, LeaseRefusal):
                account = granted[0]
        assert account.elsewhere_nanos == sum(held.values())
        assert account.spent_nanos + account.outstanding_nanos + account.elsewhere_nanos <= account.budget_nanos


def test_a_share_that_is_not_free_is_refused_with_what_is():
    account = Account(currency="EUR", budget_nanos=10_000_000_000, spent_nanos=4_000_000_000)
    with pytest.raises(InvalidInput) as refused:
        promise(account, held_nanos=1_000_000_000, wanted_nanos=8_000_000_000)
    assert (refused.value.field, "7.00 EUR" in refused.value.remedy) == ("share", True)
