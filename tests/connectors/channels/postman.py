"""A mail server that insists on RFC 5321, and on TLS and a login where it was told to."""

import asyncio
import base64
import datetime as dt
import ipaddress
import ssl
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.connectors.channels.vendors import Vendor

REFUSED = {
    "nobody-here": "550 5.1.1 user unknown",
    "nowhere": "550 5.1.2 no such domain",
    "takes-no-mail": "556 5.1.10 the domain takes no mail",
    "moved": "551 5.1.6 moved, and nobody says where",
    "full": "552 5.2.2 mailbox full",
    "relayed": "550 relaying denied",
    "unwanted": "550 5.7.1 refused by policy",
    "forged": "553 5.1.8 the sender's domain does not exist",
    "unexplained": "550 no",
}
"""What is answered to a receiver, by the name before the @."""


def certificate(directory: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context for ``localhost``, and the file that makes a client trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = directory / "cert.pem"
    private = directory / "key.pem"
    pem.write_bytes(made.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, private)
    return context, pem


class Postman:
    """``security`` as the account names it; one login, ``shop`` with the password ``good``."""

    def __init__(self, vendor: Vendor, context: ssl.SSLContext, security: str) -> None:
        self._vendor = vendor
        self._context = context
        self._security = security

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _Talk(self._vendor, self._context, self._security, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


class _Talk:
    def __init__(self, vendor: Vendor, context: Any, security: str, reader: Any, writer: Any) -> None:
        self._vendor, self._context, self._reader, self._writer = vendor, context, reader, writer
        self._is_secure = security in {"tls", "none"}
        self._offers_tls = security == "starttls"
        self._is_known = False
        self._sender = self._receiver = ""

    async def say(self, line: str) -> None:
        self._writer.write(f"{line}\r\n".encode())
        await self._writer.drain()

    async def run(self) -> None:
        await self.say("220 mail.example ESMTP")
        while line := (await self._reader.readline()).decode().rstrip("\r\n"):
            verb = line.split(" ")[0].upper()
            self._vendor.calls.append(verb)
            if verb == "QUIT":
                await self.say("221 2.0.0 bye")
                return
            if await self._act(verb, line) == "drop":
                self._writer.transport.abort()
                return

    async def _act(self, verb: str, line: str) -> str:
        match verb:
            case "EHLO":
                offers = ["250-mail.example", "250-SIZE 10000000", "250-8BITMIME"]
                offers += ["250-STARTTLS"] if self._offers_tls and not self._is_secure else ["250-AUTH PLAIN LOGIN"]
                for offer in offers:
                    await self.say(offer)
                await self.say("250 ENHANCEDSTATUSCODES")
            case "STARTTLS" if self._offers_tls:
                await self.say("220 2.0.0 ready")
                await self._writer.start_tls(self._context)
                self._is_secure = True
            case "AUTH":
                parts = line.split(" ")
                given = base64.b64decode(parts[2]).decode() if len(parts) == 3 and parts[1] == "PLAIN" else ""
                self._is_known = given == "\0shop\0good"
                await self.say("235 2.7.0 welcome" if self._is_known else "535 5.7.8 credentials invalid")
            case "MAIL":
                if not (self._is_secure and self._is_known):
                    await self.say("530 5.7.0 authentication required")
                else:
                    self._sender = line.partition("<")[2].partition(">")[0]
                    await self.say("250 2.1.0 ok")
            case "RCPT":
                await self._receive(line.partition("<")[2].partition(">")[0])
            case "DATA":
                return await self._data()
            case "RSET":
                await self.say("250 2.0.0 ok")
            case _:
                await self.say("502 5.5.1 not here")
        return ""

    async def _receive(self, address: str) -> None:
        self._receiver = address
        failure = self._vendor.failures[0] if self._vendor.failures else None
        if refused := REFUSED.get(address.partition("@")[0]):
            await self.say(refused)
        elif isinstance(failure, int):
            self._vendor.failures.pop(0)
            await self.say("451 4.3.2 try again later")
        else:
            await self.say("250 2.1.5 ok")

    async def _data(self) -> str:
        await self.say("354 go on")
        content = bytearray()
        while (line := await self._reader.readline()) != b".\r\n":
            if not line.endswith(b"\r\n"):
                raise ConnectionError("lines end with CRLF")
            content += line[1:] if line.startswith(b"..") else line
        if self._vendor.failures:
            self._vendor.failures.pop(0)
            return "drop"
        mail = message_from_bytes(bytes(content), policy=default)
        if not all(mail[name] for name in ("From", "To", "Date", "Message-ID", "Subject")):
            await self.say("550 5.6.0 headers are missing")
            return ""
        self._vendor.taken_as_written.append(bytes(content))
        self._vendor.take(mail["Message-ID"].strip("<>").partition("@")[0], mail)
        await self.say("250 2.0.0 queued as 4F3A")
        return ""
