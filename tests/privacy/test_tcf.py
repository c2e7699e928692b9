"""TC strings, as published with the IAB Tech Lab's own encoder and as an encoder of the tests' own writes them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.privacy.bits import Unreadable
from bidding.privacy.tcf import TcfString, read_tcf
from tests.privacy import writer

MANY_VENDORS = (
    "CPi8wgAPi8wgAAOACBENCuCoAP_AAEfAACiQJHNd_H__bX9n-f7_6ft0eY1f9_r37uQzDhfNk-8F3L_W_LwX_2E7NF36tq4KmR4ku1LBIUNtHMn"
    "UDUmxaokVrzHsak2cpzNKJ_BkknsZe2dYGF9vm5tj-QKZ7_5_d3f52T_9_9v-39z33913v3d93-_13LjdV5_9H_v9fR_b8_Kf9_5-_4v8_____3_"
    "e______8AEEggCTDVuIAuxLHAm0DCKBECMKwkKoFABBQDC0QGADg4KdlYBPrCBAAgFAEYEQIcAUYEAgAAAgCQiACQIsEAAAIgEAAIAEQiEABAwCC"
    "gAsDAIAAQDQMUQoABAkIMiAiKUwICIEggJbKhBKC6Q0wgCrLACgkRsFAAiAAAUgACAsHAMESAlYsECTFG-QAjBCgFEqFaAGGgAwABBI4RABgACCR"
    "wqADAAEEjgA"
)
FEW_VENDORS = "COv_eg6Ov_eg6AOADBENAaCgAP_AAH_AACiQAVEUQQoAIQAqIoghAAQgAA.YAAAAAAAAAAAAAAAAAA"
RANGES_AND_A_RESTRICTION = "COoC-kUOoC-kUAHABAENAwCoAIAAAELAAAwIF5wAoAAgAGAvMACX_ABBAAQAFA"
DISCLOSED = (
    "CPcqBNJPcqBNJNwAAAENAwCAAAAAAAAAAAAAAAAAAAAA.YAAAAAAAAAA.QGLtV_T9fb2vj-_Z99_tkeYwf95y3p-wzhheMs-8NyZeH_B4Wv2Myv"
    "BX4JiQKGRgksjLBAQdtHGlcTQgBwIlViTLMYk2MjzNKJrJEilsbO2dYGD9Pn8HT3ZCY70-vv__7v3ff_3g.IGLtV_T9fb2vj-_Z99_tkeYwf95y"
    "3p-wzhheMs-8NyZeH_B4Wv2MyvBX4JiQKGRgksjLBAQdtHGlcTQgBwIlViTLMYk2MjzNKJrJEilsbO2dYGD9Pn8HT3ZCY70-vv__7v3ff_3g"
)
"""The four: examples of iabgpp-java's tests (Apache-2.0), whose decoded values they assert."""


def purposes(bits: int) -> list[int]:
    return [purpose for purpose in range(1, 25) if bits >> purpose - 1 & 1]


def whom(text: str, said: str, among: int = 1_200) -> list[int]:
    return [vendor for vendor in range(1, among) if getattr(read_tcf(text, vendor), said)]


def test_a_published_string_with_vendors_as_bits_reads_as_published():
    read = read_tcf(MANY_VENDORS, 1)
    assert (read.cmp_id, read.cmp_version, read.language, read.vendor_list_version) == (14, 2, "EN", 174)
    assert (read.policy_version, read.is_service_specific, read.publisher_country) == (2, True, "US")
    assert purposes(read.consented_purposes) == list(range(1, 11))
    assert purposes(read.legitimate_purposes) == [2, 6, 7, 8, 9, 10]
    assert read.special_features == 1
    assert len(whom(MANY_VENDORS, "vendor_consent")) == 772
    assert len(whom(MANY_VENDORS, "vendor_legitimate_interest")) == 280


def test_a_published_string_names_exactly_its_vendors():
    assert whom(FEW_VENDORS, "vendor_consent") == [2, 6, 8, 12, 18, 23, 25, 37, 42]
    assert whom(FEW_VENDORS, "vendor_legitimate_interest") == [2, 6, 8, 12, 18, 23, 37, 42]


def test_a_published_string_with_ranges_and_a_restriction_reads_as_published():
    read = read_tcf(RANGES_AND_A_RESTRICTION, 10)
    assert (read.cmp_id, read.vendor_list_version, read.publisher_country) == (7, 48, "GB")
    assert read.created_ds == 15_704_254_740
    assert purposes(read.legitimate_purposes) == [2, 7, 9, 10]
    assert whom(RANGES_AND_A_RESTRICTION, "vendor_consent") == [1, 2, 3, 755]
    assert whom(RANGES_AND_A_RESTRICTION, "vendor_legitimate_interest") == list(range(1, 10))
    assert read.restrictions == ((1, 0),)
    assert read_tcf(RANGES_AND_A_RESTRICTION, 9).restrictions == ()


def test_a_published_segment_of_disclosed_vendors_is_read_wherever_it_stands():
    disclosed = whom(DISCLOSED, "is_disclosed")
    assert len(disclosed) == 434
    assert disclosed[:10] == [1, 2, 4, 6, 8, 10, 11, 12, 13, 14]
    assert disclosed[-5:] == [786, 788, 789, 790, 791]
    assert read_tcf(FEW_VENDORS, 2).is_disclosed is None


vendor_sets = st.frozensets(st.integers(1, 1_500), max_size=60)
purpose_sets = st.frozensets(st.integers(1, 24))


@given(
    wanted=st.builds(
        dict,
        purposes=purpose_sets,
        interests=purpose_sets,
        vendor_consents=vendor_sets,
        vendor_interests=vendor_sets,
        special_features=st.frozensets(st.integers(1, 12)),
        restrictions=st.lists(st.tuples(st.integers(1, 24), st.integers(0, 2), vendor_sets), max_size=4),
        disclosed=st.none() | vendor_sets,
        service_specific=st.booleans(),
        as_ranges=st.booleans(),
    ),
    vendor=st.integers(1, 1_500),
)
def test_whatever_is_written_is_read_back(wanted: dict, vendor: int):
    read = read_tcf(writer.tcf(**wanted), vendor)
    assert purposes(read.consented_purposes) == sorted(wanted["purposes"])
    assert purposes(read.legitimate_purposes) == sorted(wanted["interests"])
    assert read.vendor_consent == (vendor in wanted["vendor_consents"])
    assert read.vendor_legitimate_interest == (vendor in wanted["vendor_interests"])
    assert purposes(read.special_features) == sorted(wanted["special_features"])
    assert read.restrictions == tuple((p, kind) for p, kind, who in wanted["restrictions"] if vendor in who)
    assert read.is_disclosed == (None if wanted["disclosed"] is None else vendor in wanted["disclosed"])
    assert read.is_service_specific == wanted["service_specific"]
    assert (read.language, read.publisher_country, read.created_ds) == ("DE", "FR", 17_000_000_000)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "z",
        "C",
        "CP",
        "not base 64!",
        "CPi8wgAPi8wg",
        FEW_VENDORS[:40],
        "B" + FEW_VENDORS[1:],
        "é" * 60,
        "C" * 20_000,
    ],
)
def test_what_is_no_tc_string_is_unreadable(text: str):
    with pytest.raises(Unreadable):
        read_tcf(text, 2)


@given(st.text(max_size=120) | st.text(alphabet=writer.ALPHABET + ".~=", max_size=400).map("C".__add__))
def test_garbage_is_read_or_unreadable_and_nothing_else(text: str):
    with contextlib.suppress(Unreadable):
        assert isinstance(read_tcf(text, 755), TcfString)
