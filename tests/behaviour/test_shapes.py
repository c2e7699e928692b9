"""Bodies of events, whoever wrote them: read into one shape, or refused item by item with the field that is wrong."""

import base64
import json
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.behaviour.ingestion.rules import read_body
from domain.behaviour.values import AHEAD_MS, DAY_MS, KEEP_DAYS, MAX_EVENT_BYTES, MAX_ITEMS
from domain.contacts.values import Device, DevicePlatform
from domain.errors import InvalidInput

NOW_MS = 1_800_000_000_000
NOW = "2027-01-15T08:00:00Z"
EARLIER = "2027-01-15T07:59:00Z"
EARLIER_MS = NOW_MS - 60_000


def read(said, *, content_type="application/json", door="partner_api", **headers):
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    ids = map("new{}".format, count(1))
    named = {"content-type": content_type} | {name.replace("_", "-"): value for name, value in headers.items()}
    return read_body(body, headers=named, door=door, now_ms=NOW_MS, new_id=ids.__next__)


def one(said, **how):
    taken = read(said, **how)
    assert not taken.refused, taken.refused
    (item,) = taken.items
    return item


def refusal(said, **how):
    taken = read(said, **how)
    assert not taken.items
    return taken.refused[0]


# Ours


OURS = {
    "event": "Order Completed",
    "event_id": "e-1",
    "at": EARLIER,
    "source": "pos",
    "person": {"external_id": 7, "email": "ANA@x.example"},
    "device_id": "d-1",
    "attributes": {"favouriteStore": "Madrid"},
    "properties": {"orderId": 1, "items": [{"SKU": "a"}], "huge": 2**70},
    "device": {"platform": "ios", "token": "t", "app": "shop"},
    "time_zone": "Europe/Madrid",
    "locale": "es_es",
}


def test_our_own_shape_says_everything():
    item = one(OURS)
    assert (item.event_id, item.name, item.at_ms, item.received_at_ms) == ("e-1", "order_completed", EARLIER_MS, NOW_MS)
    assert item.identities == (("external_id", "7"), ("email", "ana@x.example"), ("anonymous_id", "d-1"))
    assert (item.source, item.time_zone, item.locale) == ("pos", "Europe/Madrid", "es-ES")
    assert item.attributes == {"favourite_store": "Madrid"}
    assert item.properties == {"order_id": 1, "items": [{"sku": "a"}], "huge": float(2**70)}
    assert item.devices == (Device(DevicePlatform.IOS, "t", "shop", seen_at_ms=NOW_MS),)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"event": "!!"}, "event"),
        ({"event": None}, "event"),
        ({"evnt": "x"}, "evnt"),
        ({"person": {"ssn": "1"}}, "person.ssn"),
        ({"person": {}, "device_id": None}, "person"),
        ({"person": {"email": "nobody"}}, "email"),
        ({"person": {"external_id": True}}, "external_id"),
        ({"at": "soon"}, "at"),
        ({"at": True}, "at"),
        ({"source": "fax"}, "source"),
        ({"source": {"a": 1}}, "source"),
        ({"properties": [1]}, "properties"),
        ({"properties": {"total": 10**310}}, "properties"),
        ({"attributes": {"sizes": [-(10**4000)]}}, "properties"),
        ({"properties": {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}}, "properties"),
        ({"properties": {"a": "x" * MAX_EVENT_BYTES}}, "properties"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"person_id": "per 1\x00"}, "person_id"),
        ({"event_id": 7}, "event_id"),
    ],
)
def test_what_is_wrong_names_its_field(change, field):
    assert refusal({**OURS, **change}).field == field


def test_an_item_that_is_wrong_keeps_no_other_out():
    taken = read({"events": [OURS, {"event": "x"}, 7, {**OURS, "event_id": "e-2"}]})
    assert [item.event_id for item in taken.items] == ["e-1", "e-2"]
    assert [(each.index, each.field) for each in taken.refused] == [(1, "person"), (2, "body")]
    assert taken.places == (0, 3)


def test_a_number_beyond_any_store_keeps_no_other_item_out():
    taken = read([{**OURS, "properties": {"total": 10**400}}, {**OURS, "event_id": "e-2"}])
    assert [item.event_id for item in taken.items] == ["e-2"]
    assert [(each.index, each.field) for each in taken.refused] == [(0, "properties")]


def test_an_id_that_comes_twice_is_read_at_both_its_places():
    taken = read([OURS, 7, {**OURS, "event": "other"}])
    assert [(place, item.event_id) for place, item in zip(taken.places, taken.items, strict=True)] == [
        (0, "e-1"),
        (2, "e-1"),
    ]


def test_an_item_without_an_id_is_named_after_what_it_says_if_that_includes_when():
    bare = {name: value for name, value in OURS.items() if name != "event_id"}
    assert one(bare).event_id == one(dict(reversed(bare.items()))).event_id
    assert one(bare).event_id != one({**bare, "at": NOW}).event_id
    undated = {name: value for name, value in bare.items() if name != "at"}
    assert [item.event_id for item in read([undated, undated]).items] == ["new1", "new2"]


def test_an_id_too_long_to_be_kept_is_told_apart_all_the_same():
    long = [one({**OURS, "event_id": "x" * 500 + end}).event_id for end in ("a", "b", "a")]
    assert long[0] == long[2] != long[1]
    assert max(map(len, long)) <= 128


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"7", b'"x"', b"[" * 100_000, b'{"a":NaN}', b"null"])
def test_what_cannot_be_read_at_all_is_refused_as_a_whole(body):
    with pytest.raises(InvalidInput):
        read(body)


def test_a_batch_is_bounded():
    assert len(read([{**OURS, "event_id": str(number)} for number in range(MAX_ITEMS)]).items) == MAX_ITEMS
    with pytest.raises(InvalidInput):
        read([OURS] * (MAX_ITEMS + 1))


# When


@pytest.mark.parametrize(
    ("at_ms", "sent_at_ms", "happened_ms"),
    [
        (NOW_MS + AHEAD_MS, None, NOW_MS),
        (NOW_MS - 5, None, NOW_MS - 5),
        (NOW_MS - KEEP_DAYS * DAY_MS, None, NOW_MS - KEEP_DAYS * DAY_MS),
        (NOW_MS + 86_400_000, NOW_MS + 86_401_000, NOW_MS - 1_000),
        (NOW_MS - 90_000_000, NOW_MS - 86_400_000, NOW_MS - 3_600_000),
    ],
)
def test_a_wrong_clock_is_corrected_and_a_little_ahead_is_now(at_ms, sent_at_ms, happened_ms):
    said = {**OURS, "at": at_ms} | ({"sent_at": sent_at_ms} if sent_at_ms else {})
    assert one(said).at_ms == happened_ms


@pytest.mark.parametrize("at_ms", [NOW_MS + AHEAD_MS + 1, NOW_MS - KEEP_DAYS * DAY_MS - 1, 0])
def test_what_has_not_happened_yet_or_far_too_long_ago_is_refused(at_ms):
    assert refusal({**OURS, "at": at_ms}).field == "at"


# CloudEvents


EVENT = {
    "specversion": "1.0",
    "type": "com.example.order.created.v1",
    "source": "/shops/3",
    "id": "1001",
    "time": EARLIER,
    "subject": "c-7",
    "data": {
        "amountCents": 1250,
        "person": {"email": "ana@x.example"},
        "attributes": {"city": "Lima"},
        "source": "kiosk",
    },
}


def test_a_structured_cloudevent_is_read():
    item = one(EVENT, content_type="application/cloudevents+json; charset=utf-8")
    assert (item.name, item.event_id, item.at_ms, item.source) == (
        "order_created",
        "/shops/3#1001",
        EARLIER_MS,
        "kiosk",
    )
    assert item.identities == (("email", "ana@x.example"), ("external_id", "c-7"))
    assert item.attributes == {"city": "Lima"}
    assert item.properties == {"amount_cents": 1250, "source": "kiosk"}


def test_a_binary_cloudevent_says_the_same_as_the_structured_one():
    headers = {f"ce_{name}": str(EVENT[name]) for name in ("specversion", "type", "source", "id", "time", "subject")}
    assert one(json.dumps(EVENT["data"]).encode(), **headers) == one(EVENT)
    encoded = headers | {"ce_subject": "email:%C3%A1na@x.example"}
    assert ("email", "ána@x.example") in one(b'{"a":1}', **encoded).identities


def test_a_batch_of_cloudevents_is_read():
    second = {**EVENT, "id": "1002", "source": "/shops/4"}
    taken = read([EVENT, second], content_type="application/cloudevents-batch+json")
    assert [item.event_id for item in taken.items] == ["/shops/3#1001", "/shops/4#1002"]
    with pytest.raises(InvalidInput):
        read(EVENT, content_type="application/cloudevents-batch+json")


def test_data_in_base64_is_data():
    plain = {name: value for name, value in EVENT.items() if name != "data"}
    encoded = base64.b64encode(json.dumps(EVENT["data"]).encode()).decode()
    assert one({**plain, "data_base64": encoded}) == one(EVENT)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"id": ""}, "id"),
        ({"type": 7}, "type"),
        ({"source": None}, "source"),
        ({"time": "yesterday"}, "time"),
        ({"data": [1]}, "data"),
        ({"data_base64": "!!"}, "data_base64"),
        ({"data_base64": "PHg+", "datacontenttype": "text/xml"}, "data_base64"),
        ({"subject": "email:nobody"}, "email"),
        ({"subject": "", "data": {}}, "person"),
    ],
)
def test_a_cloudevent_that_is_none_names_its_attribute(change, field):
    assert refusal({**EVENT, **change}).field == field


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("purchase", "purchase"),
        ("com.example.purchase", "purchase"),
        ("io.acme.Cart.Abandoned", "cart_abandoned"),
        ("order.created", "order_created"),
        ("purchase.v2", "purchase"),
    ],
)
def test_the_type_names_the_event_without_its_domain_and_version(kind, name):
    assert one({**EVENT, "type": kind}).name == name


# Tracking calls


TRACK = {
    "type": "track",
    "messageId": "m-1",
    "userId": "c-7",
    "anonymousId": "d-1",
    "event": "Product Viewed",
    "properties": {"productId": "p-1"},
    "timestamp": EARLIER,
    "context": {
        "library": {"name": "analytics.js"},
        "timezone": "Europe/Madrid",
        "locale": "es-ES",
        "traits": {"plan": "pro", "email": "ana@x.example"},
    },
}


def test_a_track_call_is_an_event_of_that_name():
    item = one(TRACK)
    assert (item.name, item.event_id, item.source, item.at_ms) == ("product_viewed", "m-1", "web", EARLIER_MS)
    assert item.identities == (("external_id", "c-7"), ("anonymous_id", "d-1"), ("email", "ana@x.example"))
    assert (item.attributes, item.properties) == ({"plan": "pro"}, {"product_id": "p-1"})
    assert (item.time_zone, item.locale) == ("Europe/Madrid", "es-ES")


@pytest.mark.parametrize(
    ("call", "name", "properties", "attributes"),
    [
        (
            {"type": "identify", "traits": {"firstName": "Ana", "email": "a@x.example"}},
            "identified",
            {},
            {"first_name": "Ana"},
        ),
        ({"type": "page", "name": "Home", "properties": {"url": "/"}}, "page_viewed", {"url": "/", "name": "Home"}, {}),
        (
            {"type": "screen", "name": "Cart", "category": "Shop"},
            "screen_viewed",
            {"name": "Cart", "category": "Shop"},
            {},
        ),
        (
            {"type": "group", "groupId": "g-1", "traits": {"companyName": "Acme"}},
            "grouped",
            {"group_id": "g-1"},
            {"group": {"id": "g-1", "company_name": "Acme"}},
        ),
    ],
)
def test_every_call_is_an_event(call, name, properties, attributes):
    item = one({"userId": "c-7", "messageId": "m", **call})
    assert (item.name, item.properties, item.attributes) == (name, properties, attributes)


def test_an_alias_names_who_somebody_was():
    item = one({"type": "alias", "messageId": "m", "userId": "c-7", "previousId": "d-1"})
    assert (item.name, item.was) == ("aliased", (("anonymous_id", "d-1"), ("external_id", "d-1")))
    assert refusal({"type": "alias", "userId": "c-7"}).field == "previousId"


def test_a_batch_shares_its_context_and_when_it_was_sent():
    late = {**TRACK, "timestamp": NOW_MS + 86_400_000}
    del late["context"]
    shared = {"library": {"name": "analytics-kotlin"}, "device": {"type": "android", "token": "t"}}
    item = one({"batch": [late], "context": shared, "sentAt": NOW_MS + 86_460_000})
    assert (item.source, item.at_ms) == ("mobile_app", EARLIER_MS)
    assert item.devices == (Device(DevicePlatform.ANDROID, "t", seen_at_ms=NOW_MS),)


def test_a_time_that_was_corrected_before_is_not_corrected_again():
    corrected = {**TRACK, "originalTimestamp": "2026-06-01T00:00:00Z", "sentAt": "2026-06-01T00:01:00Z"}
    assert one(corrected).at_ms == EARLIER_MS


def test_what_a_library_adds_by_itself_and_is_wrong_is_left_out():
    item = one(
        {**TRACK, "context": {"timezone": "GMT+25", "locale": "??", "device": {"type": "toaster", "token": "t"}}}
    )
    assert (item.time_zone, item.locale, item.devices, item.source) == ("", "", (), "partner_api")


# Anything at all


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=5),
    max_leaves=20,
)
FIELDS = st.sampled_from(
    [*OURS, *EVENT, *TRACK, "traits", "previousId", "sentAt", "batch", "events", "person_id", "data_base64"]
)


@given(st.dictionaries(FIELDS, JSON | st.sampled_from([*OURS.values(), *TRACK.values(), *EVENT.values()]), max_size=10))
def test_whatever_is_sent_every_item_is_taken_or_refused(said):
    try:
        taken = read(said)
    except InvalidInput:
        return
    for item in taken.items:
        assert item.identities or item.person_id
        assert item.at_ms <= item.received_at_ms == NOW_MS
        assert 0 < len(item.event_id) <= 128
