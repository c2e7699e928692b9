"""Whose id may be used and for what. Nothing of a person who may not be known reaches an event, a token or the caches."""

import json

import pytest

from bidding.openrtb.decode import decode_request
from bidding.privacy import Privacy
from bidding.privacy.canada import CanadianString
from bidding.privacy.permissions import EVERYTHING, LOCATE, NOTHING, PERSONALISE, under_canadian_tcf, under_us_section
from bidding.privacy.us import UsSection
from domain.errors import InvalidInput
from domain.events.values import EventType
from tests.bidding.stand import EXCHANGE, Stand, campaign, caps, request, targeting
from tests.bidding.test_markup import token_in
from tests.privacy import writer

US = 755
"""Our id on the vendor list."""
PERSON = {"buyeruid": "per-1"}
ALL = frozenset(range(1, 11))


def tcf(**given):
    return writer.tcf(**({"purposes": ALL, "vendor_consents": {US}, "special_features": {1}} | given))


def seen(privacy: Privacy | None = None, **signals):
    return (privacy or Privacy(vendor_id=US)).see(decode_request(json.dumps(request(**signals)).encode()), EXCHANGE)


def shown(**signals) -> str:
    """What is allowed: a letter each for personalise, cap, log, locate."""
    permissions = seen(**({"user": PERSON} | signals)).permissions
    assert permissions.may_identify == (permissions.may_personalise or permissions.may_cap)
    allowed = (permissions.may_personalise, permissions.may_cap, permissions.may_log_id, permissions.may_locate)
    return "".join(letter for letter, is_allowed in zip("pclw", allowed, strict=True) if is_allowed)


def european(consent: str, **regs):
    return {"user": PERSON | {"consent": consent}, "regs": {"gdpr": 1, **regs}}


CASES = [
    ("nothing said", {}, "pclw"),
    ("no GDPR", {"regs": {"gdpr": 0}}, "pclw"),
    ("no GDPR, whatever its string says", {"user": PERSON | {"consent": tcf(purposes=())}, "regs": {"gdpr": 0}}, "pclw"),
    ("no GDPR at its 2.6 position counts", {"regs": {"gdpr": 0, "ext": {"gdpr": 1}}}, "pclw"),
    ("GDPR without consent", {"regs": {"gdpr": 1}}, ""),
    ("GDPR where 2.5 put it", {"regs": {"ext": {"gdpr": 1}}}, ""),
    ("GDPR with every consent", european(tcf()), "pclw"),
    ("consent where 2.5 put it", {"user": PERSON | {"ext": {"consent": tcf()}}, "regs": {"gdpr": 1}}, "pclw"),
    ("a consent string nobody can read", european("CPXX"), ""),
    ("a consent string of version 1", european("BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA"), ""),
    ("a consent string for the whole of the web", european(tcf(service_specific=False)), ""),
    ("a string, and nothing about GDPR", {"user": PERSON | {"consent": tcf(purposes={1, 2})}}, "w"),
    ("consent, and nothing about GDPR", {"user": PERSON | {"consent": tcf()}}, "pclw"),
    ("consent to other vendors", european(tcf(vendor_consents={754, 756})), ""),
    ("vendors as ranges", european(tcf(vendor_consents={*range(700, 800)}, as_ranges=True)), "pclw"),
    ("no access to the device", european(tcf(purposes=ALL - {1})), "w"),
    ("no advertising", european(tcf(purposes=ALL - {2})), "w"),
    ("no profile to be made", european(tcf(purposes=ALL - {3})), "clw"),
    ("no profile to be used", european(tcf(purposes=ALL - {4})), "clw"),
    ("no measurement", european(tcf(purposes=ALL - {7})), "pw"),
    ("neither profile nor measurement", european(tcf(purposes={1, 2})), "w"),
    ("no precise place", european(tcf(special_features=())), "pcl"),
    ("only an interest of ours", european(tcf(purposes=ALL - {7}, interests={7}, vendor_interests={US})), "pw"),
    ("a purpose the publisher forbids", european(tcf(restrictions=[(4, 0, {US})])), "clw"),
    ("a purpose it forbids others", european(tcf(restrictions=[(4, 0, {US + 1})])), "pclw"),
    ("a purpose it wants consent for", european(tcf(restrictions=[(4, 1, {US})])), "pclw"),
    ("a purpose it wants another basis for", european(tcf(restrictions=[(7, 2, {US})])), "pw"),
    ("a vendor never shown to the person", european(tcf(disclosed={1, 2})), ""),
    ("a vendor shown to the person", european(tcf(disclosed={1, US})), "pclw"),
    ("a child", {"regs": {"coppa": 1}}, ""),
    ("a child, with every consent", european(tcf(), coppa=1), ""),
    ("limited tracking", {"device": {"lmt": 1}}, ""),
    ("do not track", {"device": {"dnt": 1}}, ""),
    ("neither", {"device": {"dnt": 0, "lmt": 0}}, "pclw"),
    ("no sale", {"regs": {"us_privacy": "1YYN"}}, "w"),
    ("no sale where 2.5 put it", {"regs": {"ext": {"us_privacy": "1NYN"}}}, "w"),
    ("sale allowed", {"regs": {"us_privacy": "1YN-"}}, "pclw"),
    ("a US Privacy string nobody can read", {"regs": {"us_privacy": "yes"}}, ""),
    ("GPP: Europe", {"regs": {"gpp": writer.gpp({2: tcf()}), "gpp_sid": [2]}}, "pclw"),
    ("GPP: Europe, refused", {"regs": {"gpp": writer.gpp({2: tcf(purposes=())}), "gpp_sid": [2]}}, "w"),
    ("GPP: Europe in place of a consent string", {"regs": {"gdpr": 1, "gpp": writer.gpp({2: tcf()}), "gpp_sid": [2]}}, "pclw"),
    ("GDPR, and only other sections", {"regs": {"gdpr": 1, "gpp": writer.gpp({6: "1YNN"}), "gpp_sid": [6]}}, ""),
    ("GPP: US Privacy", {"regs": {"gpp": writer.gpp({6: "1YNN"}), "gpp_sid": [6]}}, "pclw"),
    ("GPP: US Privacy, no sale", {"regs": {"gpp": writer.gpp({6: "1YYN"}), "gpp_sid": [6]}}, "w"),
    ("GPP: the nation, nothing refused", {"regs": {"gpp": "DBABLA~BAAAAAAAAABA.QA", "gpp_sid": [7]}}, "pclw"),
    ("GPP: the nation, privacy control", {"regs": {"gpp": "DBABLA~BAAAAAAAAABA.YA", "gpp_sid": [7]}}, "w"),
    ("GPP: a known child", {"regs": {"gpp": writer.gpp({8: "BVWSSSVY.YA"}), "gpp_sid": [8]}}, ""),
    ("GPP where 2.5 put it", {"regs": {"ext": {"gpp": "DBABLA~BAAAAAAAAABA.YA", "gpp_sid": [7]}}}, "w"),
    ("GPP: a section that does not apply", {"regs": {"gpp": "DBABLA~BAAAAAAAAABA.YA", "gpp_sid": [-1]}}, "pclw"),
    ("GPP: nothing about what applies", {"regs": {"gpp": "DBABLA~BAAAAAAAAABA.YA"}}, "w"),
    ("GPP: a section that is missing", {"regs": {"gpp": "DBABLA~BAAAAAAAAABA.QA", "gpp_sid": [8]}}, ""),
    ("GPP: a section without a string", {"regs": {"gpp_sid": [7]}}, ""),
    ("GPP: a section nobody knows", {"regs": {"gpp": writer.gpp({40: "BAAA"}), "gpp_sid": [40]}}, ""),
    ("GPP: a string nobody can read", {"regs": {"gpp": "DBxx", "gpp_sid": [7]}}, ""),
    ("GPP: no section applies", {"regs": {"gpp_sid": [-1]}}, "pclw"),
    ("several laws: the strictest", european(tcf(special_features=()), us_privacy="1YYN"), ""),
]  # fmt: skip


@pytest.mark.parametrize(("signals", "allowed"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_strictest_signal_decides_what_is_allowed(signals, allowed):
    assert shown(**signals) == allowed


def test_a_vendor_on_no_list_gets_nothing_under_gdpr():
    nobody = Privacy()
    assert seen(nobody, **european(tcf())).person_id == ""
    assert seen(nobody, user=PERSON).person_id == "per-1"


def test_a_purpose_registered_as_an_interest_needs_no_consent_but_an_undisputed_interest():
    privacy = Privacy(vendor_id=US, legitimate_interests=[7])
    interest = {"purposes": ALL - {7}, "interests": {7}, "vendor_interests": {US}}
    assert seen(privacy, **european(tcf(**interest))).permissions.may_log_id
    assert not seen(privacy, **european(tcf())).permissions.may_log_id
    assert not seen(privacy, **european(tcf(**interest, restrictions=[(7, 1, {US})]))).permissions.may_log_id
    assert seen(privacy, **european(tcf(**interest, restrictions=[(7, 2, {US})]))).permissions.may_log_id


NOTHING_SAID = dict.fromkeys(("opted_out", "is_child", "sensitive_refused", "further_refused", "is_service"), False)


@pytest.mark.parametrize(
    ("said", "bits"),
    [
        ({}, EVERYTHING),
        ({"is_service": True}, EVERYTHING & ~PERSONALISE),
        ({"further_refused": True}, EVERYTHING & ~PERSONALISE),
        ({"sensitive_refused": True}, EVERYTHING & ~(PERSONALISE | LOCATE)),
        ({"opted_out": True}, LOCATE),
        ({"opted_out": True, "sensitive_refused": True}, NOTHING),
        ({"is_child": True}, NOTHING),
    ],
)
def test_each_answer_of_an_american_section_takes_what_it_forbids(said, bits):
    assert under_us_section(UsSection(**(NOTHING_SAID | said))) == bits


@pytest.mark.parametrize(("ours", "bits"), [({}, NOTHING), ({"vendor_implied": True}, LOCATE)])
def test_a_canadian_place_is_for_vendors_with_consent(ours, bits):
    nobody = {"express_purposes": 0, "implied_purposes": 0, "vendor_express": False, "vendor_implied": False}
    assert under_canadian_tcf(CanadianString(special_features=1, **(nobody | ours))) == bits


@pytest.mark.parametrize("purpose", [0, 1, 3, 4, 5, 6, 25])
def test_no_interest_is_claimed_where_the_law_wants_consent(purpose: int):
    with pytest.raises(InvalidInput):
        Privacy(vendor_id=US, legitimate_interests=[purpose])


def test_what_may_not_be_known_is_gone_from_the_request():
    user = {
        "id": "x-1",
        "buyeruid": "per-1",
        "eids": [{"source": "a.example", "uids": [{"id": "e-1"}]}],
        "geo": {"country": "DEU"},
    }
    device = {"ifa": "AAAAAAAA-1111-2222-3333-444444444444", "os": "iOS", "lmt": 1, "geo": {"country": "DEU"}}
    reduced = seen(user=user, device=device).request
    assert (reduced.user.id, reduced.user.buyeruid, reduced.user.eids, reduced.device.ifa) == (None, None, None, None)
    assert (reduced.user.geo.country, reduced.device.os, reduced.device.geo.country) == ("DEU", "iOS", "DEU")


async def test_a_person_who_may_not_be_known_leaves_no_trace():
    stand = Stand(campaign())
    [bid] = await stand.bids(request(user=PERSON, regs={"coppa": 1}))
    assert stand.signer.verify(EventType.WIN, token_in(bid["nurl"])).person_id == ""
    assert [event.person_id for event in stand.events] == [""]
    assert len(stand.people) == 0
    assert b"per-1" not in (await stand.answer(request(user=PERSON, regs={"coppa": 1}))).body


async def test_a_person_who_may_be_counted_but_not_profiled_is_capped_and_a_stranger():
    stand = Stand(
        campaign("cmp_capped", caps=caps(per_day=3)),
        campaign("cmp_personal", targeting=targeting(segments_any=(3,)), base_cpm_micros=3_900_000),
        privacy=Privacy(vendor_id=US),
    )
    stand.knows("per-1", segments=(3,))
    assert [bid["cid"] for bid in await stand.bids(request(**european(tcf())))] == ["cmp_personal"]
    [bid] = await stand.bids(request(**european(tcf(purposes=ALL - {4}))))
    assert bid["cid"] == "cmp_capped"
    assert stand.signer.verify(EventType.WIN, token_in(bid["nurl"])).person_id == "per-1"


async def test_a_person_who_may_not_be_measured_is_neither_counted_nor_written_down():
    stand = Stand(
        campaign("cmp_capped", caps=caps(per_day=3), base_cpm_micros=3_900_000),
        campaign("cmp_personal", targeting=targeting(segments_any=(3,))),
        privacy=Privacy(vendor_id=US),
    )
    stand.knows("per-1", segments=(3,))
    [bid] = await stand.bids(request(**european(tcf(purposes=ALL - {7}))))
    assert bid["cid"] == "cmp_personal"
    assert stand.signer.verify(EventType.WIN, token_in(bid["nurl"])).person_id == ""
    assert [event.person_id for event in stand.events] == [""]
