import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bidding.inference import grid, layout
from bidding.inference.layout import Context
from bidding.simulated_exchange.world import World
from domain.profiles.values import Profile, TenantProfile
from domain.serving.values import CampaignSnapshot, CreativeFormat


@pytest.fixture(scope="module")
def world():
    return World(people=50)


def whole(person=None, candidate=None, context=None):
    """One 256-feature row from parts; parts not given are zero."""
    blank = np.zeros
    return layout.assemble(
        blank(layout.PERSON_FEATURES, np.float32) if person is None else person,
        blank((1, layout.CANDIDATE_FEATURES), np.float32) if candidate is None else candidate[None],
        blank(layout.CONTEXT_FEATURES, np.float32) if context is None else context,
    )[0]


def test_the_parts_fill_the_row_without_touching_each_other():
    ones = [
        whole(person=np.ones(layout.PERSON_FEATURES, np.float32)),
        whole(candidate=np.ones(layout.CANDIDATE_FEATURES, np.float32)),
        whole(context=np.ones(layout.CONTEXT_FEATURES, np.float32)),
    ]
    together = np.sum(ones, axis=0)
    assert together[:232].tolist() == [1.0] * 232
    assert not together[232:].any()


def test_a_person_is_where_the_origin_put_them():
    member = TenantProfile(segments=(3, 65), tier="reserve", qualifying_stars=2_500)
    profile = Profile("p", interests=(0.25, 0.5), recency=0.75, tenants={"t": member})
    row = whole(person=layout.person_features(profile, member, month=1))
    assert row[:3].tolist() == [0.25, 0.5, 0.0]
    assert np.flatnonzero(row[64:128]).tolist() == [1, 3]
    assert row[128] == 1.0
    assert row[130] == 1.0
    assert row[136:138].tolist() == [0.75, 0.0]


def test_whoever_refused_personal_advertising_looks_like_nobody(world):
    profile = world.profile(7, "t")
    refused = TenantProfile(segments=(1,), tier="reserve", personalised_ads=False)
    nobody = layout.person_features(None, None, month=5)
    assert np.array_equal(layout.person_features(profile, refused, month=5), nobody)
    assert not np.array_equal(layout.person_features(profile, profile.tenants["t"], month=5), nobody)


def test_creatives_of_one_campaign_differ_in_their_features(world):
    campaign = world.campaign(3)
    rows = [layout.candidate_features(campaign.snapshot, creative.served) for creative in campaign.creatives]
    assert len({row.tobytes() for row in rows}) == len(rows)
    first = whole(candidate=rows[0])
    assert first[140:172] == pytest.approx(campaign.creatives[0].served.embedding, abs=1 / 512)
    assert first[196:200].tolist() == [1, 0, 0, 0]


def test_a_tombstone_has_no_features(world):
    creative = world.campaign(0).creatives[0].served
    with pytest.raises(ValueError, match="tombstone"):
        layout.candidate_features(
            CampaignSnapshot(tenant_id="t", campaign_id="c", revision=2, tombstone=True), creative
        )


def test_surroundings_are_where_the_layout_says():
    context = Context(
        formats=(CreativeFormat.BANNER, CreativeFormat.NATIVE),
        width=960,
        height=480,
        hour_of_week=24 + 6,
        exchange_id="ex",
        country="DEU",
        device_type=4,
        position=1,
        in_app=True,
        deal=True,
    )
    row = whole(context=layout.context_features(context))
    assert row[138:140].tolist() == [0.5, 1.0]
    assert row[204:208].tolist() == [1, 0, 0, 1]
    assert row[208:210].tolist() == [0.5, 0.25]
    assert row[210:212].tolist() == [1.0, 0.0]
    assert row[214:218].sum() == row[218:226].sum() == 1
    assert row[226:230].tolist() == [1, 0, 0, 1]


@given(arrays(np.float32, 40, elements=st.floats(width=32)))
def test_every_feature_ends_on_the_grid_whatever_was_sent(wild):
    snapped = grid.snap(wild)
    assert np.abs(snapped).max() <= 1
    assert grid.on_grid(snapped, grid.FEATURE_STEPS)
    assert np.array_equal(grid.snap(snapped), snapped)


def test_a_number_of_any_length_is_a_feature():
    context = Context(
        exchange_id="e", width=10**400, height=-(10**400), device_type=10**400, hour_of_week=0, formats=()
    )
    assert np.isfinite(layout.context_features(context)).all()


def test_a_person_met_for_several_tenants_at_once_is_to_each_what_they_are_alone():
    known = TenantProfile(segments=(3, 67, 130), tier="gold", stars_balance=900, days_since_redeem=4)
    refused = TenantProfile(segments=(1,), personalised_ads=False)
    members = (known, refused, None, TenantProfile())
    for profile in (Profile("p", interests=(0.1, 0.77, float("nan"), 5.0), recency=0.3), Profile("p"), None):
        together = grid.snap(layout.features_by_tenant(profile, members, month=5))
        alone = [layout.person_features(profile if member else None, member, month=5) for member in members]
        assert np.array_equal(together, np.stack(alone))
