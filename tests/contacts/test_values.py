"""What identities, attributes and channels are, whoever writes them."""

import pytest

from domain.campaigns.values import Channel
from domain.contacts.rules import (
    address,
    changed,
    check_attributes,
    known_time_zone,
    normal_identity,
    normal_locale,
    read_attribute,
    unreachable,
)
from domain.contacts.values import (
    MAX_ATTRIBUTE_BYTES,
    AttributeDefinition,
    AttributeType,
    Consent,
    Contact,
    ContactChange,
    Device,
    DevicePlatform,
)
from domain.delivery.values import ConsentState, Purpose
from domain.errors import InvalidInput


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("email", " Ana@Example.COM ", "ana@example.com"),
        ("email", "o'brien+x@mail.example.co.uk", "o'brien+x@mail.example.co.uk"),
        ("phone", "+1 (415) 555-0100", "+14155550100"),
        ("phone", "0034 600 000 000", "+34600000000"),
        ("external_id", " C-7 ", "C-7"),
        ("anonymous_id", "3f2a", "3f2a"),
    ],
)
def test_an_identity_has_one_form_however_it_is_written(kind, written, kept):
    assert normal_identity(kind, written) == (kind, kept)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", "ana"),
        ("email", "ana@example"),
        ("email", "a b@example.com"),
        ("email", "ana@example..com"),
        ("email", "x" * 250 + "@e.com"),
        ("phone", "555-0100"),
        ("phone", "+0123456789"),
        ("phone", "+1415555010012345"),
        ("external_id", "  "),
        ("external_id", "a\nb"),
        ("external_id", "x" * 201),
        ("ssn", "1"),
    ],
)
def test_what_names_nobody_is_refused(kind, value):
    with pytest.raises(InvalidInput):
        normal_identity(kind, value)


@pytest.mark.parametrize(
    ("written", "kept"), [("en_us", "en-US"), ("ES-mx", "es-MX"), ("zh-hans-cn", "zh-Hans-CN"), ("fr", "fr")]
)
def test_a_locale_has_one_form(written, kept):
    assert normal_locale(written) == kept


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "/etc/localtime", "", "a" * 5_000, "Europe/\x00"])
def test_a_time_zone_is_one_of_the_database(zone):
    assert known_time_zone("Europe/Madrid") == "Europe/Madrid"
    with pytest.raises(InvalidInput):
        known_time_zone(zone)


@pytest.mark.parametrize(
    ("wanted", "fits", "does_not"),
    [
        (AttributeType.TEXT, "x", 1),
        (AttributeType.NUMBER, 1.5, True),
        (AttributeType.BOOLEAN, False, 0),
        (AttributeType.DATE, "2027-02-28", "2027-02-29"),
        (AttributeType.INSTANT, "2027-02-28T10:00:00+01:00", "2027-02-28T10:00:00"),
        (AttributeType.LIST, ["a"], "a"),
        (AttributeType.OBJECT, {"a": 1}, ["a"]),
    ],
)
def test_a_defined_attribute_takes_values_of_its_type_and_null(wanted, fits, does_not):
    definitions = {"x": AttributeDefinition(name="x", type=wanted)}
    assert list(check_attributes({"x": fits}, definitions)) == []
    assert list(check_attributes({"x": None}, definitions)) == []
    assert [fault.field for fault in check_attributes({"x": does_not}, definitions)] == ["x"]


def test_an_attribute_without_a_definition_is_free_but_for_its_name_and_size():
    assert list(check_attributes({"x": [1, {"y": None}]}, {})) == []
    assert [fault.field for fault in check_attributes({"Not A Name": 1}, {})] == ["Not A Name"]
    assert [fault.field for fault in check_attributes({"x": [{"y": 2**64}], "z": -(2**63)}, {})] == ["x"]
    assert [fault.field for fault in check_attributes({"x": "y" * MAX_ATTRIBUTE_BYTES}, {})] == ["x"]


@pytest.mark.parametrize(
    ("text", "wanted", "read"),
    [
        ("12", AttributeType.NUMBER, 12),
        ("12.5", AttributeType.NUMBER, 12.5),
        ("Yes", AttributeType.BOOLEAN, True),
        ("0", AttributeType.BOOLEAN, False),
        ("a| b |", AttributeType.LIST, ["a", "b"]),
        ('{"a":1}', AttributeType.OBJECT, {"a": 1}),
        ("2027-01-31", AttributeType.DATE, "2027-01-31"),
    ],
)
def test_a_files_text_becomes_a_value_of_the_type(text, wanted, read):
    assert read_attribute(text, wanted) == read


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("nan", AttributeType.NUMBER),
        ("inf", AttributeType.NUMBER),
        ("maybe", AttributeType.BOOLEAN),
        ("31.1.", AttributeType.DATE),
        ("[1]", AttributeType.OBJECT),
        ("{", AttributeType.OBJECT),
    ],
)
def test_a_files_text_that_is_no_such_value_is_refused(text, wanted):
    with pytest.raises(ValueError):
        read_attribute(text, wanted)


def contact(**said):
    return Contact(person_id="per_1", **said)


IPHONE = Device(DevicePlatform.IOS, "t1", seen_at_ms=1)
PIXEL = Device(DevicePlatform.ANDROID, "t2", seen_at_ms=2)
BROWSER = Device(DevicePlatform.WEB, "t3", seen_at_ms=3)


@pytest.mark.parametrize(
    ("channel", "known", "where"),
    [
        (Channel.EMAIL, {"identities": {"email": ("new@x.example", "old@x.example")}}, "new@x.example"),
        (Channel.SMS, {"identities": {"phone": ("+14155550100",)}}, "+14155550100"),
        (Channel.PUSH, {"devices": (IPHONE, PIXEL, BROWSER)}, "t2"),
        (Channel.WEB_PUSH, {"devices": (IPHONE, BROWSER)}, "t3"),
        (Channel.PUSH, {"devices": (BROWSER,)}, None),
        (Channel.PUSH, {"devices": (Device(DevicePlatform.IOS, "gone", is_valid=False),)}, None),
        (Channel.EMAIL, {}, None),
        (Channel.WHATSAPP, {}, None),
        (Channel.IN_APP, {}, "per_1"),
        (Channel.PAID_MEDIA, {"identities": {"exchange_id": ("x-1",)}}, "x-1"),
        (Channel.PAID_MEDIA, {}, None),
    ],
)
def test_a_channel_reaches_whoever_has_an_address_on_it(channel, known, where):
    person = contact(**known)
    assert address(person, channel) == where
    assert bool(unreachable(person, channel)) == (where is None)


def test_a_change_that_says_nothing_new_is_no_change():
    person = contact(attributes={"city": "Madrid"}, time_zone="Europe/Madrid", devices=(IPHONE,))
    same = ContactChange(attributes={"city": "Madrid"}, time_zone="Europe/Madrid", devices=(IPHONE,))
    assert changed(person, same, now_ms=9) is person


def test_null_removes_an_attribute_and_what_is_left_out_stays():
    person = contact(attributes={"city": "Madrid", "tier": "gold"}, locale="es-ES")
    after = changed(person, ContactChange(attributes={"city": None, "age": 40}), now_ms=9)
    assert (after.attributes, after.locale, after.updated_at_ms) == ({"tier": "gold", "age": 40}, "es-ES", 9)


def test_what_is_late_fills_gaps_alone():
    person = contact(attributes={"city": "Madrid"}, time_zone="Europe/Madrid")
    late = ContactChange(
        attributes={"city": "Lima", "tier": "gold"}, time_zone="America/Lima", locale="es", only_if_unknown=True
    )
    after = changed(person, late, now_ms=9)
    assert (after.attributes, after.time_zone, after.locale) == (
        {"city": "Madrid", "tier": "gold"},
        "Europe/Madrid",
        "es",
    )


def consent(state, at_ms):
    return Consent(channel=Channel.EMAIL, purpose=Purpose.MARKETING, state=state, at_ms=at_ms)


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ([(ConsentState.GRANTED, 1), (ConsentState.DENIED, 2)], ConsentState.DENIED),
        ([(ConsentState.DENIED, 2), (ConsentState.GRANTED, 1)], ConsentState.DENIED),
        ([(ConsentState.DENIED, 2), (ConsentState.GRANTED, 2)], ConsentState.DENIED),
        ([(ConsentState.GRANTED, 2), (ConsentState.DENIED, 2)], ConsentState.DENIED),
        ([(ConsentState.DENIED, 1), (ConsentState.GRANTED, 2)], ConsentState.GRANTED),
    ],
)
def test_of_consents_the_last_holds_and_of_two_at_one_instant_the_refusal(said, holds):
    person = contact()
    for state, at_ms in said:
        person = changed(person, ContactChange(consents=(consent(state, at_ms),)), now_ms=9)
    assert person.consents == {"email/marketing": holds}


def test_a_token_that_comes_back_is_one_device_and_can_be_pushed_to_again():
    person = contact(devices=(Device(DevicePlatform.IOS, "t", is_valid=False, seen_at_ms=5),))
    stale = changed(person, ContactChange(devices=(Device(DevicePlatform.IOS, "t", seen_at_ms=4),)), now_ms=9)
    assert not stale.devices[0].is_valid
    back = changed(
        person, ContactChange(devices=(Device(DevicePlatform.IOS, "t", app="shop", seen_at_ms=6),)), now_ms=9
    )
    assert back.devices == (Device(DevicePlatform.IOS, "t", app="shop", seen_at_ms=6),)
