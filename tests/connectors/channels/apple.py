"""A stand-in for APNs: HTTP/2, device tokens in the path, a signed provider token, reasons as documented."""

import asyncio
import json
import re
from typing import Any
from uuid import UUID

import h2.config
import h2.connection
import h2.events
import httpx2
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.connectors.channels.vendors import Vendor

KEY = ec.generate_private_key(ec.SECP256R1())
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
GOOD, GONE = "a" * 64, "b" * 64


class Apple(asyncio.Protocol):
    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._wire = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self._requests: dict[int, tuple[dict[str, str], bytearray]] = {}
        self._transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._wire.initiate_connection()
        transport.write(self._wire.data_to_send())

    def data_received(self, data: bytes) -> None:
        for event in self._wire.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                headers = {name.decode(): value.decode() for name, value in event.headers}
                self._requests[event.stream_id] = (headers, bytearray())
            elif isinstance(event, h2.events.DataReceived):
                self._requests[event.stream_id][1].extend(event.data)
                self._wire.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, h2.events.StreamEnded) and self._answer(event.stream_id) == "drop":
                self._transport.abort()
                return
        self._transport.write(self._wire.data_to_send())

    def _answer(self, stream: int) -> str:
        headers, body = self._requests.pop(stream)
        self._vendor.calls.append(f"{headers[':method']} {headers[':path']}")
        failure = self._vendor.failures.pop(0) if self._vendor.failures else None
        if failure == "drop":
            return "drop"
        status, reason = (int(failure), "Shutdown") if failure else self._judged(headers, bytes(body))
        said = json.dumps({"reason": reason}).encode() if status != 200 else b""
        answer = [(":status", str(status)), ("apns-id", headers.get("apns-id", ""))]
        self._wire.send_headers(stream, answer, end_stream=not said)
        if said:
            self._wire.send_data(stream, said, end_stream=True)
        return ""

    def _judged(self, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        found = re.fullmatch(r"/3/device/([0-9a-f]+)", headers[":path"])
        if found is None:
            return 404, "BadPath"
        device = found[1]
        topic = headers.get("apns-topic")
        rules = (
            (_is_provider(headers), 403, "InvalidProviderToken"),
            (topic, 400, "MissingTopic"),
            (topic == "com.example.shop", 400, "DeviceTokenNotForTopic"),
            (headers.get("apns-push-type") == "alert", 400, "InvalidPushType"),
            (headers.get("apns-priority") in {"1", "5", "10"}, 400, "BadPriority"),
            (len(headers.get("apns-collapse-id", "").encode()) <= 64, 400, "BadCollapseId"),
            (str(UUID(headers["apns-id"])) == headers["apns-id"], 400, "BadMessageId"),
            (headers["apns-expiration"].isdigit(), 400, "BadExpirationDate"),
            (len(body) <= 4_096, 413, "PayloadTooLarge"),
            (device != GONE, 410, "Unregistered"),
            (device == GOOD, 400, "BadDeviceToken"),
        )
        broken = next(((status, reason) for holds, status, reason in rules if not holds), None)
        if broken is not None:
            return broken
        said = json.loads(body)
        if not said["aps"]["alert"]:
            return 400, "PayloadEmpty"
        self._vendor.take(said["message_id"], said | {"collapse": headers["apns-collapse-id"]})
        return 200, ""


def _is_provider(headers: dict[str, str]) -> bool:
    kind, _, token = headers.get("authorization", "").partition(" ")
    try:
        claims = jwt.decode(token, KEY.public_key(), algorithms=["ES256"], options={"verify_iat": False})
    except jwt.PyJWTError:
        return False
    of_the_key = jwt.get_unverified_header(token)["kid"] == "KEY1234567"
    return kind == "bearer" and claims["iss"] == "TEAM123456" and of_the_key


class ToThisMachine(httpx2.AsyncHTTPTransport):
    """Whatever the host, the stand-in, without certificates."""

    def __init__(self, port: int) -> None:
        super().__init__(http1=False, http2=True, trust_env=False)
        self._port = port

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return await super().handle_async_request(request)
