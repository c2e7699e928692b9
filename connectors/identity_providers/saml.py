"""SAML 2.0 as a service provider: requests by redirect, and responses believed only when signed, whole, ours and of now.

The toolkit checks the schema, the one signed assertion, its signature by the provider's certificate and its conditions.
Where it lets something pass that is left out, or looks at no more than the beginning of an address, we ask again.
"""

import asyncio
import base64
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from cryptography import x509
from lxml import etree

from domain.errors import InvalidInput, Unavailable
from domain.identity.sign_on.rules import SignOnRefused
from domain.identity.sign_on.values import LONGEST_SAML, Claims, Refusal, SamlTrust, Told

_NAMES: Final = {
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
_BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_TRANSIENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
_ADDRESS: Final = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
_POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_REDIRECT: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_SIGNATURES: Final = frozenset(
    {f"{_MORE}{scheme}-{hashed}" for scheme in ("rsa", "ecdsa") for hashed in ("sha256", "sha384", "sha512")}
)
_DIGESTS: Final = frozenset(
    {f"{_MORE}sha384", "http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmlenc#sha512"}
)
_EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
_ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
_DECLARATION: Final = re.compile(r"\s*<\?xml\b[^>]*\?>")


_AT_ONCE: Final = 2
"""Strangers may post responses of half a megabyte, which nothing else waits for."""


class SamlTwo:
    """Speaks with every provider of every tenant; nothing is kept between calls, but threads of its own."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="saml")

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def address(self, provider: SamlTrust, *, entity_id: str, acs_url: str, relay_state: str) -> tuple[str, str]:
        """Where to send a browser, and the id of the request it takes along."""
        with _toolkit():
            from onelogin.saml2.authn_request import OneLogin_Saml2_Authn_Request

            request = OneLogin_Saml2_Authn_Request(
                _settings(provider, entity_id, acs_url), force_authn=False, is_passive=False, set_nameid_policy=False
            )
            asked = urlencode({"SAMLRequest": request.get_request(), "RelayState": relay_state})
        return f"{provider.sso_url}{'&' if '?' in provider.sso_url else '?'}{asked}", request.get_id()

    async def told(
        self,
        provider: SamlTrust,
        claims: Claims,
        *,
        response: str,
        entity_id: str,
        acs_url: str,
        request_id: str,
        now_ms: int,
    ) -> Told:
        """Who the response is about. Raises ``SignOnRefused`` unless all of it is the provider's word to us, now."""
        reading = partial(
            _told,
            provider,
            claims,
            response,
            entity_id=entity_id,
            acs_url=acs_url,
            request_id=request_id,
            now_ms=now_ms,
        )
        return await asyncio.get_running_loop().run_in_executor(self._threads, reading)

    def metadata(self, provider: SamlTrust, *, entity_id: str, acs_url: str) -> str:
        """Who we are to the provider, without an end, so that those who read it once need not read it again."""
        with _toolkit():
            said = _settings(provider, entity_id, acs_url).get_sp_metadata()
        return said if isinstance(said, str) else said.decode()

    def check(self, provider: SamlTrust) -> None:
        """Raises ``InvalidInput`` for certificates that are none."""
        for certificate in provider.certificates:
            try:
                x509.load_pem_x509_certificate(_pem(certificate).encode())
            except ValueError as error:
                raise InvalidInput(
                    "that is no certificate",
                    field="saml.certificates",
                    remedy="Send each as its provider's metadata have it: base64, with or without PEM's first and last line.",
                ) from error


def _told(
    provider: SamlTrust,
    claims: Claims,
    response: str,
    *,
    entity_id: str,
    acs_url: str,
    request_id: str,
    now_ms: int,
) -> Told:
    text = _plain(response)
    with _toolkit():
        from onelogin.saml2.response import OneLogin_Saml2_Response

        try:
            read = OneLogin_Saml2_Response(
                _settings(provider, entity_id, acs_url), base64.b64encode(text.encode()).decode()
            )
            _check_signatures(read.document)
            read.is_valid(_request(acs_url), request_id=request_id, raise_exceptions=True)
            assertion = _signed_assertion(read)
            _check_conditions(assertion, entity_id)
            until_ms = _confirmed_until_ms(assertion, acs_url=acs_url, request_id=request_id, now_ms=now_ms)
            _check_addressed(read.document, acs_url=acs_url, request_id=request_id)
            subject = read.get_nameid_data()
            attributes = {**read.get_friendlyname_attributes(), **read.get_attributes()}
        except SignOnRefused:
            raise
        except Exception as error:  # the toolkit, its parser and the signature library each have their own
            raise _not_proven(f"the response does not hold: {str(error)[:300]}") from error
    if subject.get("Format") == _TRANSIENT:
        raise _not_proven("the subject is a transient one, which names nobody next time")
    name_id = str(subject["Value"])
    return Told(
        issuer=provider.entity_id,
        subject=name_id,
        email=_first(attributes, claims.email) or (name_id if subject.get("Format") == _ADDRESS else ""),
        is_verified=True,
        name=_first(attributes, claims.name),
        groups=tuple(one for one in attributes.get(claims.groups, []) if isinstance(one, str)),
        once=f"assertion {assertion.get('ID')}",
        once_until_ms=until_ms,
    )


def _plain(response: str) -> str:
    """The document, of which nothing is declared, referred to, commented or hidden: no parser may read it another way."""
    if len(response) > LONGEST_SAML:
        raise _not_proven("the response is too long")
    try:
        text = base64.b64decode("".join(response.split()), validate=True).decode("utf-8")
    except ValueError as error:
        raise _not_proven("the response is not base64 of UTF-8") from error
    text = _DECLARATION.sub("", text, count=1)
    if "<!" in text or "<?" in text or "\x00" in text:
        raise _not_proven("the response has declarations, comments or instructions")
    return text


def _check_signatures(document: Any) -> None:
    """Before a signature is looked at: it can ask for nothing but what ours ever need. Raises ``SignOnRefused``."""
    for signature in document.iter(f"{{{_NAMES['ds']}}}Signature"):
        [method] = signature.xpath("./ds:SignedInfo/ds:SignatureMethod/@Algorithm", namespaces=_NAMES)
        [way] = signature.xpath("./ds:SignedInfo/ds:CanonicalizationMethod/@Algorithm", namespaces=_NAMES)
        references = signature.xpath("./ds:SignedInfo/ds:Reference", namespaces=_NAMES)
        if method not in _SIGNATURES or way != _EXCLUSIVE or len(references) != 1:
            raise _not_proven(f"it is signed by {method[:100]}, {way[:100]}, with {len(references)} references")
        [hashed] = references[0].xpath("./ds:DigestMethod/@Algorithm", namespaces=_NAMES)
        steps = references[0].xpath("./ds:Transforms/ds:Transform/@Algorithm", namespaces=_NAMES)
        if hashed not in _DIGESTS or steps != [_ENVELOPED, _EXCLUSIVE]:
            raise _not_proven(f"what is signed is made by {', '.join(steps)[:200]} and {hashed[:100]}")
        if references[0].get("URI") != f"#{signature.getparent().get('ID')}":
            raise _not_proven("it signs another element than the one it is in")


def _signed_assertion(read: Any) -> Any:
    """The one assertion, which is signed itself, as a child of the one response."""
    document = read.document
    everywhere = document.xpath("//saml:Assertion | //saml:EncryptedAssertion", namespaces=_NAMES)
    here = document.xpath("/samlp:Response/saml:Assertion[ds:Signature]", namespaces=_NAMES)
    if len(everywhere) != 1 or everywhere != here:
        raise _not_proven("there is not exactly one assertion, or it is not signed")
    ids = document.xpath("//@ID")
    if len(ids) != len(set(ids)):
        raise _not_proven("two elements have the same id")
    return here[0]


def _check_conditions(assertion: Any, entity_id: str) -> None:
    """It is for us, and says so in every restriction."""
    restrictions = assertion.xpath("./saml:Conditions/saml:AudienceRestriction", namespaces=_NAMES)
    for_us = [entity_id in [one.text for one in each.iterchildren()] for each in restrictions]
    if not for_us or not all(for_us):
        raise _not_proven("the assertion is for another audience")


def _confirmed_until_ms(assertion: Any, *, acs_url: str, request_id: str, now_ms: int) -> int:
    """Until when the bearer may bring it here, in answer to what this browser asked. Raises ``SignOnRefused``."""
    path = f"./saml:Subject/saml:SubjectConfirmation[@Method='{_BEARER}']/saml:SubjectConfirmationData"
    for data in assertion.xpath(path, namespaces=_NAMES):
        until = data.get("NotOnOrAfter")
        if data.get("Recipient") != acs_url or data.get("InResponseTo") != request_id or until is None:
            continue
        until_ms = _instant_ms(until)
        if now_ms < until_ms:
            return until_ms
    raise _not_proven("nothing confirms that the bearer may bring it here, now, in answer to this request")


def _instant_ms(text: str) -> int:
    """SAML's instants are UTC, whether they say so or not."""
    instant = datetime.fromisoformat(text)
    return int((instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp() * 1_000)


def _check_addressed(document: Any, *, acs_url: str, request_id: str) -> None:
    if document.get("InResponseTo") != request_id or document.get("Destination", acs_url) != acs_url:
        raise _not_proven("the response answers another request, or was sent to another place")


def _first(attributes: Mapping[str, list[Any]], name: str) -> str:
    return next((one for one in attributes.get(name, []) if isinstance(one, str)), "")


def _settings(provider: SamlTrust, entity_id: str, acs_url: str) -> Any:
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    # The toolkit writes the address into XML as it is.
    sso_url = escape(provider.sso_url, {'"': "&quot;"})
    return OneLogin_Saml2_Settings(
        {
            "strict": True,
            "sp": {
                "entityId": entity_id,
                "assertionConsumerService": {"url": acs_url, "binding": _POST},
                "NameIDFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
            },
            "idp": {
                "entityId": provider.entity_id,
                "singleSignOnService": {"url": sso_url, "binding": _REDIRECT},
                "x509certMulti": {"signing": [_pem(one) for one in provider.certificates]},
            },
            "security": {
                "wantAssertionsSigned": True,
                "wantAttributeStatement": False,
                "rejectDeprecatedAlgorithm": True,
                "requestedAuthnContext": False,
                "allowRepeatAttributeName": True,
                "allowSingleLabelDomains": True,
                "metadataValidUntil": "",
                "metadataCacheDuration": "",
            },
        }
    )


def _request(acs_url: str) -> dict[str, str]:
    """The address that was posted to, as the toolkit wants to hear it."""
    scheme, _, rest = acs_url.partition("://")
    host, _, path = rest.partition("/")
    return {"https": "on" if scheme == "https" else "off", "http_host": host, "script_name": f"/{path}"}


def _pem(certificate: str) -> str:
    body = "".join(
        certificate.replace("-----BEGIN CERTIFICATE-----", "").replace("-----END CERTIFICATE-----", "").split()
    )
    lines = "\n".join(body[start : start + 64] for start in range(0, len(body), 64))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"


@contextmanager
def _toolkit() -> Iterator[None]:
    """Around what imports it. Raises ``Unavailable`` where its libraries cannot work together on this machine."""
    try:
        import xmlsec  # noqa: F401
    except Exception as error:  # its own kind, where lxml brings another libxml2 than it
        raise Unavailable(
            f"SAML is not to be had here: {error} (lxml {etree.LXML_VERSION}, libxml2 {etree.LIBXML_VERSION})",
            remedy="Install the versions of lxml and xmlsec that requirements.lock names, which share a libxml2.",
        ) from error
    yield


def _not_proven(message: str) -> SignOnRefused:
    return SignOnRefused(Refusal.NOT_PROVEN, message)
