"""Stand-ins for vendors, at the wire: they enforce what the public documents say and remember what they took."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import http_ece
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

ACCOUNT_SID = "AC" + "1" * 32
NOW_MS = 1_795_219_200_000
"""2026-11-21T00:00:00Z."""


@dataclass
class Vendor:
    """One vendor's account as it stands: what it took, by our message id, and what it was asked."""

    taken: dict[str, list[Any]] = field(default_factory=dict)
    taken_as_written: list[bytes] = field(default_factory=list)
    """Mail, byte for byte."""
    calls: list[str] = field(default_factory=list)
    failures: list[int | str] = field(default_factory=list)
    """What happens to the next calls: a status to answer with, ``drop`` the connection after the body was read, or ``pass``."""

    def take(self, message_id: str, what: Any) -> None:
        self.taken.setdefault(message_id, []).append(what)


Answer = Callable[[Vendor, web.Request], Awaitable[web.StreamResponse]]


class Refusal(Exception):
    def __init__(self, response: web.Response) -> None:
        super().__init__(response.status)
        self.response = response


def refuse(condition: Any, response: web.Response) -> None:
    if condition:
        raise Refusal(response)


def refused(status: int, body: Any) -> web.Response:
    return web.json_response(body, status=status)


# SendGrid: api.sendgrid.com/v3


def sendgrid_error(message: str, where: str | None = None, status: int = 400) -> web.Response:
    return refused(status, {"errors": [{"message": message, "field": where, "help": None}]})


KNOWN_PERSONALIZATION = {"to", "cc", "bcc", "subject", "headers", "substitutions", "custom_args", "send_at", "from"}
KNOWN_MAIL = {
    "personalizations",
    "from",
    "reply_to",
    "subject",
    "content",
    "headers",
    "custom_args",
    "tracking_settings",
    "mail_settings",
    "categories",
    "asm",
}
RESERVED = {"x-sg-id", "x-sg-eid", "received", "dkim-signature", "to", "from", "subject", "reply-to", "cc", "bcc"}


async def sendgrid(vendor: Vendor, request: web.Request) -> web.StreamResponse:
    refuse(
        request.headers.get("Authorization") != "Bearer SG.good",
        sendgrid_error("The provided authorization grant is invalid, expired, or revoked", status=401),
    )
    if request.path == "/v3/scopes":
        return web.json_response({"scopes": ["mail.send", "alerts.read"]})
    refuse(request.path != "/v3/mail/send" or request.method != "POST", sendgrid_error("not found", status=404))
    refuse(
        request.content_type != "application/json",
        sendgrid_error("Content-Type should be application/json.", status=415),
    )
    body = json.loads(await request.text())
    refuse(bool(set(body) - KNOWN_MAIL), sendgrid_error("Additional properties are not allowed"))
    people = body.get("personalizations", [])
    refuse(
        not 1 <= len(people) <= 1_000,
        sendgrid_error("The personalization block is limited to 1000", "personalizations"),
    )
    addresses = [to["email"].lower() for one in people for to in one["to"]]
    refuse(
        len(set(addresses)) < len(addresses),
        sendgrid_error("Each unique email address should only be included once", "personalizations"),
    )
    refuse(
        body["from"]["email"].endswith("@unverified.example"),
        sendgrid_error("The from address does not match a verified Sender Identity", "from", 403),
    )
    kinds = [part["type"] for part in body["content"]]
    if kinds != sorted(kinds, key=["text/plain", "text/html"].index) or not all(
        one["value"] for one in body["content"]
    ):
        return sendgrid_error("If present, text/plain must be first, followed by text/html", "content")
    refuse(
        any("forbidden" in part["value"] for part in body["content"]),
        sendgrid_error("The content is not allowed.", "content.1.value"),
    )
    refuse(any("X-Unexplained" in one.get("headers", {}) for one in people), sendgrid_error("Bad Request"))
    for place, one in enumerate(people):
        refuse(set(one) - KNOWN_PERSONALIZATION, sendgrid_error("unknown property", f"personalizations.{place}"))
        refuse(
            "@" not in one["to"][0]["email"] or one["to"][0]["email"].startswith("nobody-here@"),
            sendgrid_error("Does not contain a valid address.", f"personalizations.{place}.to.0.email"),
        )
        refuse(
            {name.lower() for name in one.get("headers", {})} & RESERVED,
            sendgrid_error("reserved header", f"personalizations.{place}.headers"),
        )
        refuse(
            any(not isinstance(value, str) for value in one.get("custom_args", {}).values()),
            sendgrid_error("custom_args values are strings", f"personalizations.{place}.custom_args"),
        )
    if body.get("mail_settings", {}).get("sandbox_mode", {}).get("enable"):
        return web.Response(status=200)
    for one in people:
        vendor.take(one["custom_args"]["message_id"], body | {"personalizations": [one]})
    return web.Response(status=202, headers={"X-Message-Id": "sg-1"})


# Twilio: api.twilio.com/2010-04-01


def twilio_error(code: int, message: str, status: int = 400) -> web.Response:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return refused(status, {"code": code, "message": message, "more_info": more, "status": status})


TWILIO_FIELDS = {
    "To",
    "From",
    "MessagingServiceSid",
    "Body",
    "MediaUrl",
    "StatusCallback",
    "ValidityPeriod",
    "ContentSid",
    "ContentVariables",
}


async def twilio(vendor: Vendor, request: web.Request) -> web.StreamResponse:
    good = "Basic " + base64.b64encode(f"{ACCOUNT_SID}:good".encode()).decode()
    refuse(request.headers.get("Authorization") != good, twilio_error(20003, "Authenticate", 401))
    if request.path == f"/2010-04-01/Accounts/{ACCOUNT_SID}.json" and request.method == "GET":
        return web.json_response({"sid": ACCOUNT_SID, "friendly_name": "Shop", "status": "active"})
    refuse(
        request.path != f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json" or request.method != "POST",
        twilio_error(20404, "The requested resource was not found", 404),
    )
    refuse(request.content_type != "application/x-www-form-urlencoded", twilio_error(21000, "content type"))
    pairs = parse_qsl(await request.text(), strict_parsing=True, keep_blank_values=True)
    form = dict(pairs)
    refuse(set(form) - TWILIO_FIELDS, twilio_error(21000, f"unknown parameter {set(form) - TWILIO_FIELDS}"))
    to = form.get("To", "").removeprefix("whatsapp:")
    refuse(
        not re.fullmatch(r"\+[1-9]\d{6,14}", to) or to == "+15550000000",
        twilio_error(21211, f"Invalid 'To' Phone Number: {to}"),
    )
    refuse(to == "+15559999999", twilio_error(21610, "Attempt to send to unsubscribed recipient"))
    sender = form.get("From", "")
    refuse(not sender and "MessagingServiceSid" not in form, twilio_error(21603, "A 'From' phone number is required."))
    is_whatsapp = form["To"].startswith("whatsapp:")
    refuse(
        is_whatsapp and sender and not sender.startswith("whatsapp:"),
        twilio_error(63007, "Twilio could not find a Channel with the specified From address"),
    )
    if "ContentSid" in form:
        refuse(
            not re.fullmatch(r"HX[0-9a-f]{32}", form["ContentSid"]), twilio_error(21655, "The ContentSid is Invalid")
        )
        variables = json.loads(form.get("ContentVariables", "{}"))
        refuse(
            any(not isinstance(value, str) for value in variables.values()),
            twilio_error(21656, "The ContentVariables Parameter is invalid"),
        )
    elif not form.get("Body") and "MediaUrl" not in form:
        return twilio_error(21602, "Message body is required.")
    refuse(
        len(form.get("Body", "")) > 1_600,
        twilio_error(21617, "The concatenated message body exceeds the 1600 character limit"),
    )
    refuse(not 1 <= int(form.get("ValidityPeriod", "1")) <= 36_000, twilio_error(21621, "ValidityPeriod"))
    message_id = parse_qs(form["StatusCallback"].partition("?")[2])["message"][0]
    vendor.take(message_id, form)
    sid = f"SM{len(vendor.taken):032d}"
    segments = "0" if "MessagingServiceSid" in form else "1"
    said = {
        "sid": sid,
        "status": "queued",
        "num_segments": segments,
        "price": None,
        "price_unit": "USD",
        "error_code": None,
    }
    return web.json_response(said, status=201)


def twilio_signature(url: str, fields: dict[str, str], token: str = "good") -> str:
    """As the vendor's documents describe it, written apart from what checks it."""
    text = url
    for name in sorted(fields):
        text += name + fields[name]
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


# Firebase Cloud Messaging: fcm.googleapis.com/v1, oauth2.googleapis.com

FIREBASE_KEY = rsa.generate_private_key(65537, 2048)
SERVICE_ACCOUNT = {
    "type": "service_account",
    "project_id": "shop-1",
    "client_email": "push@shop-1.iam.gserviceaccount.com",
    "private_key": FIREBASE_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
}


def fcm_error(status: int, canonical: str, code: str | None = None, where: str | None = None) -> web.Response:
    details: list[dict[str, Any]] = []
    if code:
        details.append({"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": code})
    if where:
        violations = [{"field": where, "description": "Invalid registration token"}]
        details.append({"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations})
    return refused(status, {"error": {"code": status, "message": "no", "status": canonical, "details": details}})


async def fcm(vendor: Vendor, request: web.Request) -> web.StreamResponse:
    if request.host == "oauth2.googleapis.com":
        return await _google_token(request)
    refuse(request.headers.get("Authorization") != "Bearer ya29.good", fcm_error(401, "UNAUTHENTICATED"))
    refuse(request.path != "/v1/projects/shop-1/messages:send", fcm_error(404, "NOT_FOUND"))
    body = json.loads(await request.text())
    message = body["message"]
    if body.get("validate_only"):
        return web.json_response({"name": "projects/shop-1/messages/fake_message_id"})
    refuse(
        set(message) - {"token", "topic", "notification", "data", "android", "fcm_options"},
        fcm_error(400, "INVALID_ARGUMENT"),
    )
    refuse(
        any(not isinstance(value, str) for value in message.get("data", {}).values()),
        fcm_error(400, "INVALID_ARGUMENT", where="message.data[0].value"),
    )
    refuse(
        any(key == "from" or key.startswith(("google.", "gcm.")) for key in message.get("data", {})),
        fcm_error(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT"),
    )
    refuse(message["android"]["priority"] not in {"HIGH", "NORMAL"}, fcm_error(400, "INVALID_ARGUMENT"))
    if (
        not re.fullmatch(r"\d+s", message["android"].get("ttl", "1s"))
        or int(message["android"].get("ttl", "1s")[:-1]) > 2_419_200
    ):
        return fcm_error(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT")
    refuse(message["token"] == "gone", fcm_error(404, "NOT_FOUND", "UNREGISTERED"))
    refuse(message["token"] == "malformed", fcm_error(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "message.token"))
    refuse(message["token"] == "quota", fcm_error(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"))
    vendor.take(message["data"]["message_id"], message)
    return web.json_response({"name": f"projects/shop-1/messages/{len(vendor.taken)}"})


async def _google_token(request: web.Request) -> web.StreamResponse:
    form = dict(parse_qsl(await request.text()))
    if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
        return refused(400, {"error": "unsupported_grant_type"})
    try:
        claims = jwt.decode(
            form["assertion"],
            FIREBASE_KEY.public_key(),
            algorithms=["RS256"],
            audience="https://oauth2.googleapis.com/token",
            options={"verify_exp": False, "verify_iat": False},
        )
    except jwt.PyJWTError:
        return refused(400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."})
    scope = claims["scope"] == "https://www.googleapis.com/auth/firebase.messaging"
    lasts = 0 < claims["exp"] - claims["iat"] <= 3_600
    if claims["iss"] != SERVICE_ACCOUNT["client_email"] or not scope or not lasts:
        return refused(400, {"error": "invalid_scope"})
    return web.json_response({"access_token": "ya29.good", "expires_in": 3599, "token_type": "Bearer"})


# Web Push: any push service, RFC 8030, 8291, 8292

BROWSER_KEY = ec.generate_private_key(ec.SECP256R1())
BROWSER_SECRET = b"0123456789abcdef"


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def subscription(path: str = "wanted") -> str:
    point = BROWSER_KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": base64url(point), "auth": base64url(BROWSER_SECRET)}
    return json.dumps({"endpoint": f"https://push.example.net/{path}", "expirationTime": None, "keys": keys})


def vapid_key() -> str:
    return base64url(VAPID_KEY.private_numbers().private_value.to_bytes(32))


VAPID_KEY = ec.generate_private_key(ec.SECP256R1())


async def web_push(vendor: Vendor, request: web.Request) -> web.StreamResponse:
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    given = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    subscribed_with = VAPID_KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    if scheme != "vapid" or given.get("k") != base64url(subscribed_with):
        return web.Response(status=403, text="the key is not the one of the subscription")
    options = {"verify_exp": False}
    claims = jwt.decode(
        given["t"], VAPID_KEY.public_key(), algorithms=["ES256"], audience="https://push.example.net", options=options
    )
    if not claims["sub"].startswith("mailto:") or not 0 < claims["exp"] - NOW_MS // 1_000 <= 86_400:
        return web.Response(status=403, text="claims")
    if not request.headers.get("TTL", "").isdigit():
        return web.Response(status=400, text="TTL is required")
    if request.headers.get("Content-Encoding") != "aes128gcm":
        return web.Response(status=415)
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", request.headers.get("Topic", "")):
        return web.Response(status=400, text="Topic")
    if request.headers.get("Urgency") not in {"very-low", "low", "normal", "high"}:
        return web.Response(status=400, text="Urgency")
    if request.path == "/gone":
        return web.Response(status=410)
    body = await request.read()
    if len(body) > 4_096:
        return web.Response(status=413)
    plain = http_ece.decrypt(body, private_key=BROWSER_KEY, auth_secret=BROWSER_SECRET, version="aes128gcm")
    shown = json.loads(plain)
    vendor.take(shown["data"]["message_id"], shown | {"topic": request.headers["Topic"]})
    return web.Response(status=201, headers={"Location": "https://push.example.net/m/1"})


# A webhook's receiver, as the Standard Webhooks specification wants it

WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"a secret of more than 24 bytes").decode()


async def webhook(vendor: Vendor, request: web.Request) -> web.StreamResponse:
    body = await request.read()
    message_id, timestamp = request.headers["webhook-id"], request.headers["webhook-timestamp"]
    signed = f"{message_id}.{timestamp}.".encode() + body
    key = base64.b64decode(WEBHOOK_SECRET.removeprefix("whsec_"))
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    if wanted not in request.headers["webhook-signature"].split(" "):
        return web.Response(status=401, text="signature")
    if abs(int(timestamp) - NOW_MS // 1_000) > 300_000 or request.content_type != "application/json":
        return web.Response(status=400)
    said = json.loads(body)
    if said["type"] != "test":
        vendor.take(message_id, said)
    return web.Response(status=204)
