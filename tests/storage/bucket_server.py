"""An S3-compatible server as small as our use of it: objects by path, ranges, multipart uploads; every request must be signed."""

import hashlib
import hmac
import uuid
from urllib.parse import quote, unquote
from xml.etree import ElementTree as ET

from aiohttp import web
from aiohttp.typedefs import Handler

ACCESS_KEY = "test-access-key"
SECRET_KEY = "test-secret-key"
REGION = "eu-central-1"
BUCKET = "assets"
OBJECTS = web.AppKey("objects", dict[str, bytes])
PARTS = web.AppKey("parts", dict[tuple[str, str], dict[int, bytes]])


def application() -> web.Application:
    app = web.Application(client_max_size=2**26, middlewares=[_signed])
    app[OBJECTS] = {}
    app[PARTS] = {}
    for method, answer in (("PUT", _put), ("GET", _get), ("HEAD", _get), ("DELETE", _delete), ("POST", _post)):
        app.router.add_route(method, f"/{BUCKET}/{{key:.*}}", answer)
    return app


def _error(status: int, code: str) -> web.Response:
    body = f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>{code}</Message></Error>"
    return web.Response(status=status, text=body, content_type="application/xml")


@web.middleware
async def _signed(request: web.Request, handler: Handler) -> web.StreamResponse:
    given = request.headers.get("Authorization", "")
    fields = dict(part.strip().split("=", 1) for part in given.partition(" ")[2].split(",") if "=" in part)
    if fields.get("Credential", "").split("/")[0] != ACCESS_KEY:
        return _error(403, "InvalidAccessKeyId")
    if not hmac.compare_digest(fields["Signature"], _signature(request, fields)):
        return _error(403, "SignatureDoesNotMatch")
    return await handler(request)


def _signature(request: web.Request, fields: dict[str, str]) -> str:
    """AWS Signature Version 4."""
    names = fields["SignedHeaders"].split(";")
    query = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(request.query.items()))
    canonical = "\n".join(
        [
            request.method,
            quote(unquote(request.raw_path.partition("?")[0]), safe="/-_.~"),
            query,
            *(f"{name}:{' '.join(request.headers[name].split())}" for name in names),
            "",
            ";".join(names),
            request.headers["x-amz-content-sha256"],
        ]
    )
    scope = fields["Credential"].partition("/")[2]
    key = f"AWS4{SECRET_KEY}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = "\n".join(["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, digest])
    return hmac.new(key, to_sign.encode(), "sha256").hexdigest()


def _etag(content: bytes) -> str:
    return f'"{hashlib.md5(content).hexdigest()}"'


async def _put(request: web.Request) -> web.Response:
    content, key = await request.read(), request.match_info["key"]
    claimed = request.headers["x-amz-content-sha256"]
    if claimed != "UNSIGNED-PAYLOAD" and claimed != hashlib.sha256(content).hexdigest():
        return _error(400, "XAmzContentSHA256Mismatch")
    if "uploadId" in request.query:
        parts = request.app[PARTS].get((key, request.query["uploadId"]))
        if parts is None:
            return _error(404, "NoSuchUpload")
        parts[int(request.query["partNumber"])] = content
    else:
        request.app[OBJECTS][key] = content
    return web.Response(headers={"ETag": _etag(content)})


async def _post(request: web.Request) -> web.Response:
    key = request.match_info["key"]
    if "uploads" in request.query:
        upload_id = uuid.uuid4().hex
        request.app[PARTS][key, upload_id] = {}
        inside = f"<Bucket>{BUCKET}</Bucket><Key>{key}</Key><UploadId>{upload_id}</UploadId>"
        body = f"<InitiateMultipartUploadResult>{inside}</InitiateMultipartUploadResult>"
    else:
        parts = request.app[PARTS].pop((key, request.query["uploadId"]), None)
        if parts is None:
            return _error(404, "NoSuchUpload")
        root = ET.fromstring(await request.read())
        numbers = [int(one.text or "") for one in root.iter() if one.tag.rpartition("}")[2] == "PartNumber"]
        request.app[OBJECTS][key] = content = b"".join(parts[number] for number in numbers)
        body = f"<CompleteMultipartUploadResult><ETag>{_etag(content)}</ETag></CompleteMultipartUploadResult>"
    return web.Response(text=body, content_type="application/xml")


async def _get(request: web.Request) -> web.Response:
    """HEAD is answered alike, without the body."""
    content = request.app[OBJECTS].get(request.match_info["key"])
    if content is None:
        return _error(404, "NoSuchKey")
    headers = {"ETag": _etag(content), "Last-Modified": "Fri, 01 Jan 2027 00:00:00 GMT", "Accept-Ranges": "bytes"}
    asked = request.http_range
    if asked.start is None and asked.stop is None:
        return web.Response(body=content, headers=headers)
    start, end, _ = asked.indices(len(content))
    if start >= len(content):
        return _error(416, "InvalidRange")
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(content)}"
    return web.Response(status=206, body=content[start:end], headers=headers)


async def _delete(request: web.Request) -> web.Response:
    key = request.match_info["key"]
    if "uploadId" in request.query:
        request.app[PARTS].pop((key, request.query["uploadId"]), None)
    request.app[OBJECTS].pop(key, None)
    return web.Response(status=204)
