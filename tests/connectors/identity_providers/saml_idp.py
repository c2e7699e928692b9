"""A SAML identity provider: pysaml2 reads our requests and metadata and answers them, signxml signs.

pysaml2 would have a program sign that is not to be had as a package; nothing else of it is replaced. It takes seconds to
import, and is, by those who need it.
"""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from signxml import CanonicalizationMethod, SignatureConstructionMethod
from signxml.signer import XMLSigner

ENTITY_ID = "https://idp.customer.example/metadata"
SSO_URL = "https://idp.customer.example/sso?tenant=1&lang=en"
NAMES = {
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
Edit = Callable[[Any], None]


def self_signed(name: str) -> tuple[rsa.RSAPrivateKey, str]:
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return key, certificate.public_bytes(serialization.Encoding.PEM).decode()


class SamlIdp:
    """One provider with one key."""

    def __init__(self, name: str = "idp") -> None:
        self.key, self.certificate = self_signed(name)
        self._server: Any = None

    def described(self) -> dict[str, Any]:
        """As a tenant's administrator enters it."""
        return {"entity_id": ENTITY_ID, "sso_url": SSO_URL, "certificates": [self.certificate]}

    def learn(self, metadata: str) -> None:
        """Trust the service provider that this metadata describes."""
        from saml2 import BINDING_HTTP_REDIRECT
        from saml2.config import IdPConfig
        from saml2.saml import NAMEID_FORMAT_PERSISTENT
        from saml2.server import Server

        config = {
            "entityid": ENTITY_ID,
            "crypto_backend": "XMLSecurity",
            "service": {
                "idp": {
                    "endpoints": {"single_sign_on_service": [(SSO_URL, BINDING_HTTP_REDIRECT)]},
                    "name_id_format": [NAMEID_FORMAT_PERSISTENT],
                    "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None}},
                    "want_authn_requests_signed": False,
                }
            },
            "metadata": {"inline": [metadata]},
        }
        self._server = Server(config=IdPConfig().load(config))

    def respond(
        self,
        address: str,
        *,
        subject: str = "subject-of-ana",
        edit: Edit | None = None,
        tamper: Edit | None = None,
        sign: str | None = "saml:Assertion",
        by: "SamlIdp | None" = None,
        **attributes: list[str] | str,
    ) -> dict[str, str]:
        """What a browser posts after it was sent to ``address``: built, edited, signed, and tampered with on its way."""
        from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
        from saml2.authn_context import PASSWORDPROTECTEDTRANSPORT
        from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID

        query = parse_qs(urlsplit(address).query)
        asked = self._server.parse_authn_request(query["SAMLRequest"][0], BINDING_HTTP_REDIRECT)
        where = self._server.response_args(asked.message, [BINDING_HTTP_POST])
        said = self._server.create_authn_response(
            attributes,
            in_response_to=where["in_response_to"],
            destination=where["destination"],
            sp_entity_id=where["sp_entity_id"],
            name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=subject),
            authn={"class_ref": PASSWORDPROTECTEDTRANSPORT, "authn_auth": ENTITY_ID},
        )
        document = etree.fromstring(str(said).encode())
        if edit is not None:
            edit(document)
        if sign is not None:
            document = (by or self).signed(document, sign)
        if tamper is not None:
            tamper(document)
        return {"SAMLResponse": posted(etree.tostring(document)), "RelayState": query["RelayState"][0]}

    def signed(self, document: Any, path: str, **algorithms: Any) -> Any:
        """The document with the element at ``path`` signed, the signature behind its issuer as the schema wants it."""
        whole = path == "samlp:Response"
        element = document if whole else document.find(path, NAMES)
        place = etree.Element(f"{{{NAMES['ds']}}}Signature", Id="placeholder", nsmap={"ds": NAMES["ds"]})
        element.find("saml:Issuer", NAMES).addnext(place)
        signer = XMLSigner(
            method=SignatureConstructionMethod.enveloped,
            c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
            **algorithms,
        )
        made = signer.sign(element, key=self.key, cert=self.certificate, reference_uri=f"#{element.get('ID')}")
        if whole:
            return made
        element.getparent().replace(element, made)
        return document


def posted(xml: bytes) -> str:
    return base64.b64encode(xml).decode()
