"""Who competes in a request's name: the draw against its plain form, and people against what campaigns ask of them."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bidding.index.plans.draw import MOST_CANDIDATES, compiled
from bidding.index.plans.kinds import PASSED
from bidding.index.postings import as_octets
from bidding.openrtb.no_bid import NoBid
from tests.bidding.stand import campaign, new_index, targeting

HIGHEST = 300
numbers = st.integers(0, HIGHEST - 1)
PLACES = np.array([3, 1, 0, 2], np.int32)


def drawn(turns, admitted, start, passing_rows):
    """Rows drawn, and their tenants' places, where campaign n has the rows ``passing_rows[n]`` tells of: passing or not."""
    return drawing(turns, admitted, passing_rows)(start)


def drawing(turns, admitted, passing_rows):
    """The same for any start."""
    counts = [len(rows) for rows in passing_rows]
    first = np.concatenate([[0], np.cumsum(counts)])[:-1].astype(np.int32)
    kinds = np.array([kind for rows in passing_rows for kind in rows] or [0], np.int32)
    tenant = np.array([number % 4 for number in range(HIGHEST)], np.int32)
    turns = np.array(turns, np.int32)
    octets = as_octets(sum(1 << number for number in admitted), HIGHEST)
    number_of_rows, passes = np.array(counts, np.int32), np.array([0, PASSED], np.uint8)

    def draw(start):
        rows, places = compiled()(turns, octets, start, first, number_of_rows, kinds, passes, PASSED, tenant, PLACES)
        owners = (np.searchsorted(first, rows, side="right") - 1).tolist()
        while_empty = [number for number in owners if not counts[number]]
        assert not while_empty
        assert places.tolist() == [PLACES[number % 4] for number in owners]
        assert all(kinds[rows])
        return rows.tolist(), owners

    return draw


@given(
    turns=st.lists(numbers, min_size=1, max_size=200, unique=True),
    refused=st.sets(numbers),
    start=st.integers(0, 2**33),
    creatives=st.lists(
        st.lists(st.booleans(), min_size=1, max_size=5).map(lambda one: [*one, True]), min_size=1, max_size=7
    ),
)
def test_turns_go_round_among_the_admitted_and_each_sends_a_creative_before_any_sends_two(
    turns, refused, start, creatives
):
    passing = [[int(one) for one in creatives[number % len(creatives)]] for number in range(HIGHEST)]
    admitted = [number for number in turns if number not in refused]
    rows, owners = drawn(turns, set(turns) - refused, start, passing)
    assert len(set(rows)) == len(rows) == min(MOST_CANDIDATES, sum(sum(passing[number]) for number in admitted))
    first_round = owners[: min(len(admitted), MOST_CANDIDATES)]
    if first_round:
        begin = admitted.index(first_round[0])
        assert first_round == (admitted[begin:] + admitted[:begin])[: len(first_round)]
    sent = Counter(owners)
    for number in sent:
        behind = [other for other in sent if sent[other] < sent[number] - 1 and sent[other] < sum(passing[other])]
        assert not behind


def test_every_campaign_and_each_of_its_creatives_has_its_share_whoever_is_refused():
    chance = np.random.default_rng(7)
    turns = chance.permutation(HIGHEST).tolist()
    admitted = {number for number in range(HIGHEST) if number % 30 < 9}
    passing = [[1, 0, 1, 1] for _ in range(HIGHEST)]
    begun: Counter[int] = Counter()
    sent: Counter[int] = Counter()
    draw = drawing(turns, admitted, passing)
    for start in chance.integers(0, 2**32, 30_000):
        rows, owners = draw(int(start))
        begun[owners[0]] += 1
        sent.update(row % 4 for row in rows)
    assert set(begun) == admitted
    assert max(begun.values()) < 1.3 * 30_000 / len(admitted)
    assert min(begun.values()) > 0.7 * 30_000 / len(admitted)
    assert max(sent.values()) < 1.02 * min(sent.values())


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
        bit = index.campaign(f"cmp_{number}").bitmap
        membership = known[tenant]
        if membership is None:
            expected = NoBid.PERSON_UNKNOWN if wanted else None
        else:
            matches = (not wanted or wanted & membership) and not unwanted & membership
            expected = None if matches else NoBid.SEGMENT_NOT_MATCHED
        assert [code for code, campaigns in admission.turned_away if campaigns & bit] == (
            [expected] if expected else []
        )
        assert bool(admission.refused & bit) == (expected is not None)
