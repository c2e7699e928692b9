"""Who competes in a request's name: the draw against its plain form, and people against what campaigns ask of them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bidding.index.draw import MOST_CANDIDATES, Draw, compiled, refused_octets
from bidding.openrtb.no_bid import NoBid
from tests.bidding.stand import campaign, new_index, targeting

CAPACITY = 512
numbers = st.integers(0, CAPACITY - 1)


def bitmap(rows) -> int:
    return sum(1 << row for row in rows)


@given(
    rows=st.lists(numbers, min_size=1, max_size=200, unique=True),
    refused=st.sets(numbers),
    start=st.integers(0, 2**33),
    tenant_of=st.lists(st.integers(0, 3), min_size=CAPACITY, max_size=CAPACITY),
)
def test_the_turn_goes_round_among_those_who_are_admitted(rows, refused, start, tenant_of):
    tenant = np.array(tenant_of, np.int32)
    places = np.array([3, 1, 0, 2], np.int32)
    octets = refused_octets(bitmap(refused), CAPACITY)
    drawn = Draw(*compiled()(np.array(rows, np.int32), octets, start, tenant, places))
    admitted = [row for row in rows if row not in refused]
    turn = start % len(admitted) if admitted else 0
    expected = (admitted + admitted)[turn : turn + min(len(admitted), MOST_CANDIDATES)]
    assert drawn.rows.tolist() == expected
    assert drawn.tenant_of_row.tolist() == [places[tenant_of[row]] for row in expected]


segments = st.sets(st.integers(0, 5), max_size=3)
memberships = st.none() | st.sets(st.integers(0, 7), max_size=5)


@given(
    asked=st.lists(st.tuples(st.sampled_from(["acme", "globex"]), segments, segments), min_size=1, max_size=8),
    acme=memberships,
    globex=memberships,
)
def test_segments_admit_whom_each_campaign_asks_for(asked, acme, globex):
    index = new_index()
    index.replace_all(
        campaign(
            f"cmp_{number}",
            tenant_id=tenant,
            targeting=targeting(segments_any=tuple(wanted), segments_none=tuple(unwanted)),
        )
        for number, (tenant, wanted, unwanted) in enumerate(asked)
    )
    known = {"acme": acme, "globex": globex}
    admission = index.admissions.of(
        tuple(known), tuple(None if one is None else tuple(one) for one in known.values()), caps_known=True
    )
    for number, (tenant, wanted, unwanted) in enumerate(asked):
        [row] = index.campaign(f"cmp_{number}").numbers
        membership = known[tenant]
        if membership is None:
            expected = NoBid.PERSON_UNKNOWN if wanted else None
        else:
            matches = (not wanted or wanted & membership) and not unwanted & membership
            expected = None if matches else NoBid.SEGMENT_NOT_MATCHED
        assert [code for code, rows in admission.turned_away if rows >> row & 1] == ([expected] if expected else [])
        assert admission.refused >> row & 1 == (expected is not None)
