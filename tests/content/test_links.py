"""Tokens of links: nobody makes one up, and each opens what it is for, as long as that makes sense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaigns.values import Channel
from domain.content.links.rules import OTHER_SCHEMES, LinkSigner, Rewriter, is_machine, rewrite_text, scope_of
from domain.content.links.values import (
    PREFERENCES_LIFE_MS,
    READING_LIFE_MS,
    UNSUBSCRIBE_LIFE_MS,
    LinkExpired,
    Visit,
)
from domain.errors import Forbidden, InvalidInput

NOW = 1_800_000_000_000
OLD, NEW = "2026:0123456789abcdef", "2027:fedcba9876543210"
SIGNER = LinkSigner([OLD], base_url="https://m.example/")
SCOPE = scope_of("ours", "tpl_1", 1)


def reading(signer=SIGNER) -> str:
    return signer.reading("ours", "msg_1", Channel.EMAIL, SCOPE, NOW)


def choosing(signer=SIGNER) -> str:
    return signer.choosing("ours", "msg_1", Channel.EMAIL, "per_ana", NOW)


@given(st.integers(min_value=0), st.characters(codec="ascii"))
def test_a_token_with_one_character_changed_is_not_believed(at: int, character: str):
    for token, read in (
        (reading(), lambda one: SIGNER.read_reading(one, now_ms=NOW)),
        (choosing(), lambda one: SIGNER.read_choosing(one, now_ms=NOW, to_show=True)),
    ):
        place = at % len(token)
        changed = token[:place] + character + token[place + 1 :]
        said = read(token)
        try:
            # Base 64 has spellings that mean the same; what is said is never another thing.
            assert read(changed) == said
        except Forbidden:
            assert changed != token


def test_a_token_of_one_kind_passes_for_no_other():
    for token in (reading(), SIGNER.link(SCOPE, "https://x.example/")):
        with pytest.raises(Forbidden):
            SIGNER.read_choosing(token, now_ms=NOW, to_show=False)
    with pytest.raises(Forbidden):
        SIGNER.read_click(reading(), choosing(), now_ms=NOW)
    with pytest.raises(Forbidden):
        SIGNER.read_reading(choosing(), now_ms=NOW)


@pytest.mark.parametrize("token", ["", ".", "2026.", "2026.AAAA", "other." + "A" * 60, "2026." + "A" * 5_000, "2026.ä"])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(Forbidden):
        SIGNER.read_reading(token, now_ms=NOW)


def test_links_grow_old_at_different_ages():
    SIGNER.read_reading(reading(), now_ms=NOW + READING_LIFE_MS)
    with pytest.raises(LinkExpired):
        SIGNER.read_reading(reading(), now_ms=NOW + READING_LIFE_MS + 1_000)
    SIGNER.read_choosing(choosing(), now_ms=NOW + UNSUBSCRIBE_LIFE_MS, to_show=False)
    with pytest.raises(LinkExpired):
        SIGNER.read_choosing(choosing(), now_ms=NOW + PREFERENCES_LIFE_MS + 1_000, to_show=True)


def test_links_outlive_the_replacement_of_a_key_and_not_its_removal():
    both = LinkSigner([NEW, OLD], base_url="https://m.example")
    assert both.read_reading(reading(), now_ms=NOW).message_id == "msg_1"
    assert reading(both).startswith("2027.")
    with pytest.raises(Forbidden):
        LinkSigner([NEW], base_url="https://m.example").read_reading(reading(), now_ms=NOW)


@pytest.mark.parametrize("keys", [[], ["short:x"], ["no colon"], ["a.b:0123456789abcdef"]])
def test_keys_that_protect_nothing_are_refused(keys):
    with pytest.raises(InvalidInput):
        LinkSigner(keys, base_url="https://m.example")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://shop.example/", "https://shop.example/?utm_source=ce&utm_medium=e-mail"),
        ("https://shop.example/?a=1#x", "https://shop.example/?a=1&utm_source=ce&utm_medium=e-mail#x"),
        ("https://a.shop.example/?utm_source=own", "https://a.shop.example/?utm_source=own&utm_medium=e-mail"),
        ("https://other.example/", "https://other.example/"),
        ("https://notshop.example/", "https://notshop.example/"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("/relative", "/relative"),
    ],
)
def test_utm_is_added_where_it_belongs_and_replaces_nothing(address, expected):
    rewriter = Rewriter(
        utm={"source": "ce", "medium": "e-mail"}, hosts=("shop.example",), signer=None, scope=b"", reading=""
    )
    assert rewriter.address(address) == expected


@pytest.mark.parametrize("address", ["myapp://cart", "javascript:alert(1)", "JAVASCRIPT://%0aalert(1)"])
def test_a_link_of_another_scheme_is_refused_with_what_may_be_linked_to(address):
    rewriter = Rewriter(utm={}, signer=None, scope=b"", reading="")
    with pytest.raises(InvalidInput) as refused:
        rewriter.address(address)
    remedy = str(refused.value.remedy)
    assert "into an app by an https address" in remedy
    assert all(scheme in remedy for scheme in OTHER_SCHEMES)


def test_addresses_in_a_text_end_before_its_punctuation():
    assert rewrite_text("See https://x.example/a, or (https://y.example).", lambda one: f"<{one}>") == (
        "See <https://x.example/a>, or (<https://y.example>)."
    )


LATER = 60_000


@pytest.mark.parametrize(
    ("visit", "machine"),
    [
        (
            Visit(
                method="GET",
                user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15",
                age_ms=LATER,
            ),
            False,
        ),
        (
            Visit(
                method="GET",
                user_agent="Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
                age_ms=LATER,
            ),
            False,
        ),
        (Visit(method="GET", user_agent="Mozilla/5.0", age_ms=LATER), True),
        (Visit(method="GET", user_agent="", age_ms=LATER), True),
        (Visit(method="HEAD", user_agent="Mozilla/5.0 (X11; Linux)", age_ms=LATER), True),
        (Visit(method="GET", user_agent="Mozilla/5.0 (X11; Linux)", purpose="prefetch;prerender", age_ms=LATER), True),
        (Visit(method="GET", user_agent="Mozilla/5.0 (X11; Linux)", age_ms=500), True),
        (Visit(method="GET", user_agent="python-requests/2.32", age_ms=LATER), True),
        (Visit(method="GET", user_agent="Mozilla/5.0 (compatible; Barracuda Sentinel)", age_ms=LATER), True),
    ],
)
def test_machines_are_told_from_people_by_stated_rules(visit, machine):
    assert is_machine(visit) is machine
