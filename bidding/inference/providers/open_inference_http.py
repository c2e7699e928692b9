"""The Open Inference Protocol over HTTP, with tensors as raw bytes where the server has the binary extension."""

import asyncio
from typing import Any, Final
from urllib.parse import quote, urlsplit

import msgspec
import numpy as np
from msgspec import Struct

from bidding.inference.layout import Features
from bidding.inference.network import Array
from bidding.inference.providers.http_connection import HttpConnection, HttpReply
from bidding.inference.providers.open_inference import (
    FP32,
    INPUT,
    LITTLE_ENDIAN,
    OUTPUT,
    ModelMetadata,
    heads_of,
)
from domain.errors import InvalidInput, Unavailable

BINARY_EXTENSION: Final = "binary_tensor_data"
BINARY_HEADER: Final = "Inference-Header-Content-Length"
MOST_IDLE: Final = 8

_JSON = "application/json"
_BYTES = "application/octet-stream"


class _Output(Struct):
    name: str
    shape: tuple[int, ...]
    datatype: str
    data: list[Any] | None = None
    parameters: dict[str, Any] = {}


class _Inferred(Struct):
    outputs: list[_Output] = []


class _Server(Struct):
    name: str = ""
    extensions: tuple[str, ...] = ()


class HttpInference:
    """One model behind a base URL. ``token`` is sent as a bearer credential."""

    protocol = "HTTP"

    def __init__(self, url: str, model: str, *, version: str = "", token: str = "") -> None:
        address = urlsplit(url)
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise InvalidInput(f"{url!r} is no HTTP address", field="url", remedy="Write http://host:port.")
        self.address = url.rstrip("/")
        self._secure = address.scheme == "https"
        self._host = address.hostname
        self._port = address.port or (443 if self._secure else 80)
        self._prefix = address.path.rstrip("/")
        self._model = f"/v2/models/{quote(model, safe='')}" + (
            f"/versions/{quote(version, safe='')}" if version else ""
        )
        self._common = f"Host: {address.netloc}\r\n" + (f"Authorization: Bearer {token}\r\n" if token else "")
        self._idle: list[HttpConnection] = []
        self._binary: bool | None = None

    async def is_ready(self, *, within_s: float) -> bool:
        for path in ("/v2/health/ready", f"{self._model}/ready"):
            if (await self._ask("GET", path, within_s=within_s)).status != 200:
                return False
        return True

    async def metadata(self, *, within_s: float) -> ModelMetadata:
        server = await self._document("/v2", _Server, within_s)
        self._binary = BINARY_EXTENSION in server.extensions
        metadata: ModelMetadata = await self._document(self._model, ModelMetadata, within_s)
        return metadata

    async def infer(self, matrix: Features, *, within_s: float) -> Array:
        if self._binary is None:
            await self.metadata(within_s=within_s)
        head, tail, content = self._question(matrix)
        extra = f"{BINARY_HEADER}: {len(head)}\r\n" if tail else ""
        reply = await self._ask(
            "POST", f"{self._model}/infer", within_s=within_s, body=head + tail, content=content, extra=extra
        )
        if reply.status != 200:
            raise Unavailable(f"{self.address} answered {reply.status}: {reply.body[:200].decode(errors='replace')}")
        return self._answer(reply, len(matrix))

    async def close(self) -> None:
        for connection in self._idle:
            connection.close()
        self._idle.clear()

    def _question(self, matrix: Features) -> tuple[bytes, bytes, str]:
        tensor: dict[str, Any] = {"name": INPUT, "shape": list(matrix.shape), "datatype": FP32}
        output: dict[str, Any] = {"name": OUTPUT}
        if not self._binary:
            tensor["data"] = matrix.reshape(-1).tolist()
            return msgspec.json.encode({"inputs": [tensor], "outputs": [output]}), b"", _JSON
        raw = matrix.astype(LITTLE_ENDIAN, copy=False).tobytes()
        tensor["parameters"] = {"binary_data_size": len(raw)}
        output["parameters"] = {"binary_data": True}
        return msgspec.json.encode({"inputs": [tensor], "outputs": [output]}), raw, _BYTES

    def _answer(self, reply: HttpReply, rows: int) -> Array:
        header_bytes = reply.headers.get(BINARY_HEADER.lower(), "")
        split = int(header_bytes) if header_bytes.isdecimal() else len(reply.body)
        offset = split
        for output in self._decoded(reply.body[:split], _Inferred).outputs:
            size = output.parameters.get("binary_data_size")
            if output.name != OUTPUT or output.datatype != FP32:
                offset += size if isinstance(size, int) else 0
                continue
            in_json = not isinstance(size, int)
            raw = self._flat(output.data or []).tobytes() if in_json else reply.body[offset : offset + size]
            return heads_of(raw, output.shape, rows, self.address)
        raise Unavailable(f"{self.address} answered without {OUTPUT!r}")

    def _flat(self, data: list[Any]) -> Array:
        """Values as JSON has them, flat or nested by row."""
        try:
            return np.asarray(data, LITTLE_ENDIAN).reshape(-1)
        except (ValueError, TypeError) as error:
            raise Unavailable(f"{self.address} answered with data that is no tensor") from error

    async def _document(self, path: str, kind: type[Any], within_s: float) -> Any:
        reply = await self._ask("GET", path, within_s=within_s)
        if reply.status != 200:
            raise Unavailable(f"{self.address}{path} answered {reply.status}")
        return self._decoded(reply.body, kind)

    def _decoded(self, body: bytes, kind: type[Any]) -> Any:
        try:
            return msgspec.json.decode(body, type=kind)
        except msgspec.DecodeError as error:
            raise Unavailable(f"{self.address} does not answer as the protocol says: {error}") from error

    async def _ask(
        self, method: str, path: str, *, within_s: float, body: bytes = b"", content: str = _JSON, extra: str = ""
    ) -> HttpReply:
        head = f"{method} {self._prefix}{path} HTTP/1.1\r\n{self._common}"
        if body:
            head += f"Content-Type: {content}\r\nContent-Length: {len(body)}\r\n{extra}"
        try:
            async with asyncio.timeout(within_s):
                connection = await self._connection()
                reply = await connection.ask(f"{head}\r\n".encode() + body)
        except TimeoutError as error:
            raise Unavailable(f"{self.address} did not answer within {within_s:g} s") from error
        except OSError as error:
            raise Unavailable(f"{self.address} cannot be reached: {error}") from error
        if connection.usable and len(self._idle) < MOST_IDLE:
            self._idle.append(connection)
        else:
            connection.close()
        return reply

    async def _connection(self) -> HttpConnection:
        while self._idle:
            connection = self._idle.pop()
            if connection.usable:
                return connection
        return await HttpConnection.connect(self._host, self._port, secure=self._secure)
