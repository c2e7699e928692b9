"""What a SAML response has to be to be believed: a provider written by others answers, and thieves alter what it said."""

import asyncio
import base64
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod

from connectors.identity_providers.saml import SamlTwo
from domain.errors import InvalidInput
from domain.identity.sign_on.rules import SignOnRefused
from domain.identity.sign_on.values import Claims, Refusal, SamlTrust, Told
from tests.connectors.identity_providers.saml_idp import ENTITY_ID, NAMES, SSO_URL, SamlIdp, posted, self_signed

pytestmark = pytest.mark.xdist_group("saml")

US = "https://express.example/api/v1/session/sso/idp_1/metadata"
ACS = "https://express.example/api/v1/session/sso/idp_1/acs"
SAML = f"{{{NAMES['saml']}}}"
DS = f"{{{NAMES['ds']}}}"


@dataclass
class Meeting:
    """A browser that we sent to the provider."""

    idp: SamlIdp
    trust: SamlTrust
    address: str = ""
    request_id: str = ""

    def told(self, response: str, *, acs_url: str = ACS, entity_id: str = US, later_ms: int = 0) -> Told:
        return asyncio.run(
            SamlTwo().told(
                self.trust,
                Claims(),
                response=response,
                entity_id=entity_id,
                acs_url=acs_url,
                request_id=self.request_id,
                now_ms=int(time.time() * 1_000) + later_ms,
            )
        )

    def response(self, **how: Any) -> str:
        return self.idp.respond(self.address, **({"email": "ana@customer.example"} | how))["SAMLResponse"]


@pytest.fixture(scope="module")
def meeting(saml_idp) -> Iterator[Meeting]:
    trust = SamlTrust(entity_id=ENTITY_ID, sso_url=SSO_URL, certificates=(saml_idp.certificate,))
    saml_idp.learn(SamlTwo().metadata(trust, entity_id=US, acs_url=ACS))
    met = Meeting(saml_idp, trust)
    met.address, met.request_id = asyncio.run(
        SamlTwo().address(trust, entity_id=US, acs_url=ACS, relay_state="a-state")
    )
    yield met


def test_a_provider_written_by_others_reads_our_request_and_is_believed(meeting):
    assert meeting.address.startswith(f"{SSO_URL}&")
    assert parse_qs(urlsplit(meeting.address).query)["RelayState"] == ["a-state"]
    told = meeting.told(meeting.response(subject="s-1", displayName="Ana", groups=["buyers", "owners"]))
    assert (told.issuer, told.subject, told.email) == (ENTITY_ID, "s-1", "ana@customer.example")
    assert told.groups == ("buyers", "owners")
    assert told.once
    assert told.once_until_ms > time.time() * 1_000


@pytest.mark.parametrize(
    ("name_format", "email"),
    [
        ("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress", "boss@customer.example"),
        ("urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified", ""),
        ("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", ""),
    ],
)
def test_a_name_with_an_at_is_an_address_only_where_the_provider_says_so(meeting, name_format, email):
    def formatted(document: Any) -> None:
        document.find(".//saml:NameID", NAMES).set("Format", name_format)

    told = meeting.told(meeting.response(subject="boss@customer.example", email=[], edit=formatted))
    assert (told.subject, told.email) == ("boss@customer.example", email)


def test_both_certificates_are_good_while_a_provider_changes_them(meeting):
    _, next_one = self_signed("next")
    both = Meeting(
        meeting.idp,
        SamlTrust(entity_id=ENTITY_ID, sso_url=SSO_URL, certificates=(next_one, meeting.idp.certificate)),
        meeting.address,
        meeting.request_id,
    )
    assert both.told(both.response()).subject == "subject-of-ana"


# What a thief makes of a response that was signed for them: the signature stays good, somebody else is put where it is not.


def forged(document: Any) -> Any:
    """The assertion, about the administrator, unsigned."""
    copy = deepcopy(document.find("saml:Assertion", NAMES))
    copy.remove(copy.find("ds:Signature", NAMES))
    copy.set("ID", "id-forged")
    copy.find(".//saml:NameID", NAMES).text = "subject-of-the-administrator"
    return copy


def beside_before(document: Any) -> None:
    document.find("saml:Assertion", NAMES).addprevious(forged(document))


def beside_after(document: Any) -> None:
    document.append(forged(document))


def around(document: Any) -> None:
    """The signed one within the forged one."""
    signed, outer = document.find("saml:Assertion", NAMES), forged(document)
    document.replace(signed, outer)
    outer.append(signed)


def in_extensions(document: Any) -> None:
    signed = document.find("saml:Assertion", NAMES)
    document.replace(signed, forged_from(signed))
    extensions = etree.Element(f"{{{NAMES['samlp']}}}Extensions")
    document.find("saml:Issuer", NAMES).addnext(extensions)
    extensions.append(signed)


def in_the_signature(document: Any) -> None:
    """The forged one carries the signature, and the signed one as an object of it."""
    signed = document.find("saml:Assertion", NAMES)
    outer, signature = forged_from(signed), signed.find("ds:Signature", NAMES)
    document.replace(signed, outer)
    signed.remove(signature)
    etree.SubElement(signature, f"{DS}Object").append(signed)
    outer.find("saml:Issuer", NAMES).addnext(signature)


def by_the_same_id(document: Any) -> None:
    signed, outer = document.find("saml:Assertion", NAMES), forged(document)
    outer.set("ID", signed.get("ID"))
    signed.addprevious(outer)


def response_around(document: Any) -> None:
    """A whole response within the forged one's status detail."""
    inner = deepcopy(document)
    signed = document.find("saml:Assertion", NAMES)
    document.replace(signed, forged_from(signed))
    detail = etree.SubElement(document.find("samlp:Status", NAMES), f"{{{NAMES['samlp']}}}StatusDetail")
    detail.append(inner)


def forged_from(signed: Any) -> Any:
    holder = etree.Element("holder")
    holder.append(deepcopy(signed))
    return forged(holder)


def other_name(document: Any) -> None:
    document.find(".//saml:NameID", NAMES).text = "subject-of-the-administrator"


def no_signature(document: Any) -> None:
    [signature] = document.iter(f"{DS}Signature")
    signature.getparent().remove(signature)


def transformed(document: Any) -> None:
    """A transform that would run before anybody knows who asks for it."""
    [first, *_] = document.iter(f"{DS}Transform")
    first.set("Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")


WRAPPED = [
    beside_before,
    beside_after,
    around,
    in_extensions,
    in_the_signature,
    by_the_same_id,
    response_around,
    other_name,
    no_signature,
]


@pytest.mark.parametrize("tamper", WRAPPED, ids=lambda one: one.__name__)
def test_no_assertion_but_the_signed_one_is_read(meeting, tamper):
    with pytest.raises(SignOnRefused) as refused:
        meeting.told(meeting.response(tamper=tamper))
    assert refused.value.why is Refusal.NOT_PROVEN


def test_no_transform_is_run_for_whoever_asks_for_it(meeting):
    with pytest.raises(SignOnRefused, match="is made by"):
        meeting.told(meeting.response(tamper=transformed))


# What a provider would have to say otherwise: signed all right, and not for us, not for this request, or not for now.


def attribute(path: str, name: str, value: str | None) -> Callable[[Any], None]:
    def edit(document: Any) -> None:
        for element in [document] if path == "." else document.findall(path, NAMES):
            if value is None:
                element.attrib.pop(name, None)
            else:
                element.set(name, value)

    return edit


def text(path: str, value: str) -> Callable[[Any], None]:
    def edit(document: Any) -> None:
        document.find(path, NAMES).text = value

    return edit


def without(path: str) -> Callable[[Any], None]:
    def edit(document: Any) -> None:
        element = document.find(path, NAMES)
        element.getparent().remove(element)

    return edit


def doubled(path: str) -> Callable[[Any], None]:
    def edit(document: Any) -> None:
        element = document.find(path, NAMES)
        element.addnext(deepcopy(element))

    return edit


def another_audience_too(document: Any) -> None:
    """A second restriction, which has to hold as well."""
    restriction = document.find(".//saml:AudienceRestriction", NAMES)
    other = deepcopy(restriction)
    other[0].text = "https://somebody.else.example"
    restriction.addnext(other)


CONFIRMED = ".//saml:SubjectConfirmationData"
LONG_AGO = "2020-01-01T00:00:00Z"
NOT_FOR_US = {
    "another audience": text(".//saml:Audience", "https://somebody.else.example"),
    "another audience as well": another_audience_too,
    "no audience": without(".//saml:AudienceRestriction"),
    "another recipient": attribute(CONFIRMED, "Recipient", "https://somebody.else.example/acs"),
    "a recipient that begins like us": attribute(CONFIRMED, "Recipient", f"{ACS}/elsewhere"),
    "no recipient": attribute(CONFIRMED, "Recipient", None),
    "another destination": attribute(".", "Destination", "https://somebody.else.example/acs"),
    "a destination that begins like us": attribute(".", "Destination", f"{ACS}/elsewhere"),
    "in answer to another request": attribute(".", "InResponseTo", "ONELOGIN_other"),
    "asked for by nobody": attribute(".", "InResponseTo", None),
    "confirmed for another request": attribute(CONFIRMED, "InResponseTo", "ONELOGIN_other"),
    "confirmed for no request": attribute(CONFIRMED, "InResponseTo", None),
    "confirmed without end": attribute(CONFIRMED, "NotOnOrAfter", None),
    "confirmed until long ago": attribute(CONFIRMED, "NotOnOrAfter", LONG_AGO),
    "good until long ago": attribute(".//saml:Conditions", "NotOnOrAfter", LONG_AGO),
    "good only later": attribute(".//saml:Conditions", "NotBefore", "2099-01-01T00:00:00Z"),
    "not for its bearer": attribute(
        ".//saml:SubjectConfirmation", "Method", "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"
    ),
    "by another issuer": text("saml:Assertion/saml:Issuer", "https://idp.other.example"),
    "about a transient subject": attribute(
        ".//saml:NameID", "Format", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    ),
    "of a failure": attribute(".//samlp:StatusCode", "Value", "urn:oasis:names:tc:SAML:2.0:status:Responder"),
}


@pytest.mark.parametrize("edit", NOT_FOR_US.values(), ids=NOT_FOR_US)
def test_what_is_signed_is_for_us_for_this_request_and_for_now(meeting, edit):
    with pytest.raises(SignOnRefused) as refused:
        meeting.told(meeting.response(edit=edit))
    assert refused.value.why is Refusal.NOT_PROVEN


def test_what_was_good_is_not_good_for_ever(meeting):
    response = meeting.response()
    assert meeting.told(response)
    with pytest.raises(SignOnRefused):
        meeting.told(response, later_ms=3_600_000)


def test_a_signature_counts_by_the_providers_key_alone_over_the_assertion_and_with_a_digest_that_holds(meeting):
    thief = SamlIdp("thief")
    for response in (
        meeting.response(by=thief),
        meeting.response(sign=None),
        meeting.response(sign="samlp:Response"),
    ):
        with pytest.raises(SignOnRefused):
            meeting.told(response)


def test_sha_1_is_refused_however_it_is_written(meeting):
    def weak(path: str, algorithm: str) -> Callable[[Any], None]:
        def tamper(document: Any) -> None:
            [element] = document.iter(f"{DS}{path}")
            element.set("Algorithm", algorithm)

        return tamper

    for tamper in (
        weak("SignatureMethod", SignatureMethod.RSA_SHA1.value),
        weak("DigestMethod", DigestAlgorithm.SHA1.value),
        weak("SignatureMethod", "http://www.w3.org/2000/09/xmldsig#hmac-sha1"),
    ):
        with pytest.raises(SignOnRefused, match="signed"):
            meeting.told(meeting.response(tamper=tamper))


def encoded(response: str, change: Callable[[bytes], bytes]) -> str:
    return posted(change(base64.b64decode(response)))


def entity(kind: str) -> Callable[[bytes], bytes]:
    declared = {
        "file": b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "host": b'<!DOCTYPE r [<!ENTITY x SYSTEM "http://169.254.169.254/latest/">]>',
        "parameter": b'<!DOCTYPE r [<!ENTITY % x SYSTEM "http://169.254.169.254/x.dtd"> %x;]>',
        "laughs": b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY x "&a;&a;&a;&a;">]>',
        "external": b'<!DOCTYPE r SYSTEM "http://169.254.169.254/x.dtd">',
    }[kind]
    named = b"" if kind in {"parameter", "external"} else b"&x;"
    return lambda xml: declared + xml.replace(b"subject-of-ana", b"subject-of-ana" + named)


def commented(xml: bytes) -> bytes:
    """What canonical form leaves out is in nobody's signature: the name may end there for whoever reads the first text."""
    return xml.replace(b"subject-of-ana", b"subject-of<!-- -->-ana")


ALTERED = {
    "an entity of a file": entity("file"),
    "an entity of a host": entity("host"),
    "a parameter entity": entity("parameter"),
    "entities of entities": entity("laughs"),
    "an external definition": entity("external"),
    "a comment in the name": commented,
    "an instruction in the name": lambda xml: xml.replace(b"subject-of-ana", b"subject-of<?x y?>-ana"),
    "a section in the name": lambda xml: xml.replace(b"subject-of-ana", b"subject-of<![CDATA[]]>-ana"),
    "in UTF-16": lambda xml: xml.decode().encode("utf-16"),
    "as UTF-7": lambda xml: b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE r+AD4-' + xml,
    "no XML": lambda _: b"not a document",
    "too much of it": lambda xml: xml + b" " * 600_000,
    "too deep": lambda _: b"<a>" * 100_000,
}


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED)
def test_no_document_is_read_that_another_parser_might_read_otherwise(meeting, change):
    with pytest.raises(SignOnRefused) as refused:
        meeting.told(encoded(meeting.response(), change))
    assert refused.value.why is Refusal.NOT_PROVEN


def test_a_certificate_that_is_none_is_refused_when_it_is_entered():
    trust = SamlTrust(entity_id=ENTITY_ID, sso_url=SSO_URL, certificates=("x" * 100,))
    with pytest.raises(InvalidInput) as refused:
        SamlTwo().check(trust)
    assert refused.value.field == "saml.certificates"
