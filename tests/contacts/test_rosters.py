"""Who turns out to be who, in whatever order it is said."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaigns.values import Channel
from domain.contacts.rosters.rules import Roster, merged
from domain.contacts.values import Consent, Contact, ContactChange, MergeCause
from domain.delivery.values import ConsentState, Purpose
from domain.errors import InvalidInput


def roster(*people):
    """An empty one, or one of people who each are known by what they are given."""
    made = Roster(contacts={}, owners={}, new_id=map("p{}".format, count(1)).__next__)
    for claims in people:
        made.person(claims, now_ms=1)
    return made


X, Y = ("external_id", "x"), ("external_id", "y")
ANA, BO = ("email", "ana@x.example"), ("email", "bo@x.example")
PHONE = ("phone", "+14155550100")
D1, D2 = ("anonymous_id", "d1"), ("anonymous_id", "d2")


def test_somebody_unknown_is_somebody_new_and_known_from_then_on():
    people = roster()
    who = people.person([D1], now_ms=1)
    assert people.person([D1], now_ms=2) == who
    assert people.created == {who}


def test_whoever_logs_in_has_been_the_visitor_all_along():
    people = roster([D1], [X])
    assert people.person([X, D1], now_ms=2) == "p2"
    assert (people.now("p1"), people.contacts.keys()) == ("p2", {"p2"})
    assert [(each.absorbed_id, each.cause) for each in people.merges] == [("p1", MergeCause.SHARED_IDENTITY)]


def test_a_browser_belongs_to_whoever_logged_in_last():
    people = roster([X, D1])
    second = people.person([Y, D1], now_ms=2)
    assert second != "p1"
    assert people.person([D1], now_ms=3) == second
    assert not people.merges
    assert D1[1] not in people.contacts["p1"].identities.get("anonymous_id", ())


def test_an_address_stays_with_whom_it_belongs_to():
    people = roster([X, ANA])
    second = people.person([Y, ANA], now_ms=2)
    assert people.owners[ANA] == "p1"
    assert [(claim.identity, claim.owner_id) for claim in people.refused] == [(ANA, "p1")]
    assert "email" not in people.contacts[second].identities


def test_a_newcomer_with_an_id_takes_the_place_of_a_subscriber_without():
    people = roster([ANA])
    assert people.person([X, ANA], now_ms=2) == "p1"
    assert people.contacts["p1"].identities == {"email": (ANA[1],), "external_id": ("x",)}


def test_three_records_become_one_by_one_message():
    people = roster([ANA], [PHONE], [D1])
    who = people.person([ANA, PHONE, D1], now_ms=2)
    assert {people.now(each) for each in ("p1", "p2", "p3")} == {who} == {"p1"}


def test_an_alias_makes_one_of_two_whatever_their_ids_say():
    people = roster([X, ANA], [Y, BO])
    survivor = people.merge("p1", "p2", MergeCause.ALIAS, now_ms=2)
    assert people.contacts[survivor].identities == {"external_id": ("x", "y"), "email": (ANA[1], BO[1])}
    assert people.person([Y], now_ms=3) == survivor


def test_the_address_named_last_is_the_one_that_is_written_to():
    people = roster([X, ANA])
    people.person([X, BO], now_ms=2)
    assert people.contacts["p1"].identities["email"] == (BO[1], ANA[1])
    people.person([X, ANA], now_ms=3)
    assert people.contacts["p1"].identities["email"] == (ANA[1], BO[1])


def test_nobody_keeps_more_browsers_than_fifty_and_the_oldest_goes():
    people = roster([X])
    for number in range(60):
        people.person([X, ("anonymous_id", f"d{number}")], now_ms=number)
    kept = people.contacts["p1"].identities["anonymous_id"]
    assert (len(kept), kept[0], kept[-1]) == (50, "d59", "d10")
    assert people.claimed["anonymous_id", "d0"] == ""


def test_the_survivors_word_stands_and_gaps_are_filled():
    old = Contact(person_id="a", attributes={"city": "Lima", "age": 3}, locale="es", created_at_ms=1)
    new = Contact(person_id="b", attributes={"city": "Madrid"}, time_zone="Europe/Madrid", created_at_ms=5)
    both = merged(new, old, now_ms=9)
    assert both.attributes == {"city": "Madrid", "age": 3}
    assert (both.person_id, both.locale, both.time_zone, both.created_at_ms) == ("b", "es", "Europe/Madrid", 1)


def attributes(prefix, number):
    return {f"{prefix}{n}": n for n in range(number)}


def test_a_change_that_is_refused_brings_nobody_together_and_claims_nothing():
    people = roster([ANA], [PHONE])
    people.change("p1", ContactChange(attributes=attributes("a", 250)), now_ms=2)
    people.change("p2", ContactChange(attributes=attributes("b", 40)), now_ms=2)
    people.dirty.clear()
    too_much = ContactChange(identities=(ANA, PHONE, BO), attributes=attributes("c", 11))
    with pytest.raises(InvalidInput):
        people.change("", too_much, now_ms=3)
    assert (people.became, people.merges, people.refused, people.dirty) == ({}, [], [], set())
    assert people.owners == {ANA: "p1", PHONE: "p2"}
    assert people.change("", ContactChange(identities=(ANA, PHONE), attributes={"c0": 1}), now_ms=4) == "p1"
    assert len(people.contacts["p1"].attributes) == 291


def test_somebody_who_has_too_much_through_a_merge_can_be_changed_but_given_no_more():
    people = roster([ANA], [PHONE])
    people.change("p1", ContactChange(attributes=attributes("a", 200)), now_ms=2)
    people.change("p2", ContactChange(attributes=attributes("b", 200)), now_ms=2)
    who = people.person([ANA, PHONE], now_ms=3)
    people.change(who, ContactChange(attributes={"a0": None, "b0": "new"}), now_ms=4)
    assert len(people.contacts[who].attributes) == 399
    with pytest.raises(InvalidInput):
        people.change(who, ContactChange(attributes={"c": 1}), now_ms=5)


CLAIMS = st.lists(
    st.frozensets(
        st.sampled_from(
            [ANA, BO, PHONE, D1, D2, ("email", "c@x.example"), ("phone", "+34600000000"), ("exchange_id", "e")]
        ),
        min_size=1,
        max_size=4,
    ),
    max_size=12,
)


def parties(messages):
    """Union-find done the slow way: the groups of identities that some chain of messages connects."""
    groups = []
    for message in messages:
        touching = [group for group in groups if group & message]
        groups = [group for group in groups if not group & message] + [frozenset(message).union(*touching)]
    return set(groups)


@given(CLAIMS, st.randoms(use_true_random=False))
def test_without_ids_that_contradict_who_is_who_does_not_depend_on_the_order(messages, random):
    shuffled = list(messages)
    random.shuffle(shuffled)
    for told in (messages, shuffled, [*messages, *messages]):
        people = roster(*told)
        found = {}
        for identity, owner in people.owners.items():
            found.setdefault(people.now(owner), set()).add(identity)
        assert {frozenset(group) for group in found.values()} == parties(messages)
        assert not people.refused


MESSAGES = st.lists(
    st.tuples(
        st.sampled_from([None, X, Y, ("external_id", "z")]),
        st.frozensets(st.sampled_from([ANA, BO, PHONE, D1, D2]), max_size=3),
    )
    .map(lambda pair: [*([pair[0]] if pair[0] else []), *pair[1]])
    .filter(bool),
    max_size=15,
)


@given(MESSAGES)
def test_an_identity_is_one_persons_and_both_sides_agree(messages):
    people = roster(*messages)
    held = {
        (kind, value): person_id
        for person_id, contact in people.contacts.items()
        for kind, values in contact.identities.items()
        for value in values
    }
    assert held == {identity: people.now(owner) for identity, owner in people.owners.items()}
    assert sum(len(values) for each in people.contacts.values() for values in each.identities.values()) == len(held)
    assert {identity: people.now(owner) for identity, owner in people.claimed.items() if owner} == held


@given(MESSAGES)
def test_two_external_ids_are_never_one_person_by_themselves(messages):
    people = roster(*messages)
    assert all(len(each.identities.get("external_id", ())) <= 1 for each in people.contacts.values())


@given(MESSAGES)
def test_everybody_who_was_merged_leads_to_somebody_who_is_there(messages):
    people = roster(*messages)
    assert all(people.now(gone) in people.contacts for gone in people.became)
    assert people.absorbed.keys() == people.became.keys()
    assert not people.absorbed.keys() & people.contacts.keys()


@given(
    st.lists(
        st.tuples(st.sampled_from([ANA, BO]), st.sampled_from(list(ConsentState)[:2]), st.integers(0, 5)), max_size=8
    )
)
def test_what_holds_of_consent_after_a_merge_is_what_was_said_last_of_either(said):
    people = roster([ANA], [BO])
    for identity, state, at_ms in said:
        given_ = Consent(channel=Channel.EMAIL, purpose=Purpose.MARKETING, state=state, at_ms=at_ms)
        people.change("", ContactChange(identities=(identity,), consents=(given_,)), now_ms=9)
    survivor = people.person([ANA, BO], now_ms=9)
    last = max((at_ms for _, _, at_ms in said), default=None)
    expected = {state for _, state, at_ms in said if at_ms == last}
    holds = ConsentState.DENIED if ConsentState.DENIED in expected else ConsentState.GRANTED
    assert people.contacts[survivor].consents == ({"email/marketing": holds} if said else {})
