"""A stand-in for an inference server: speaks the Open Inference Protocol at the wire, and runs our file in onnxruntime.

It reads and writes the protocol by its documentation, with no code of the client's: HTTP by hand over asyncio, gRPC
through messages built here from the published field numbers.
"""

import asyncio
import json
from contextlib import asynccontextmanager

import grpc
import grpc.aio
import numpy as np
import onnxruntime
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

MODEL = "colanet"


class Served:
    """What both doors serve; tests make it late, broken or another model."""

    def __init__(self, model):
        self.session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        self.ready = True
        self.broken = False
        self.delay_s = 0.0
        self.extensions = ["binary_tensor_data"]
        self.calls = []
        """Rows of every inference."""

    def load(self, model):
        self.session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])

    async def infer(self, matrix):
        self.calls.append(len(matrix))
        await asyncio.sleep(self.delay_s)
        if self.broken:
            raise RuntimeError("out of device memory")
        return self.session.run(["heads"], {"features": matrix})[0]


def metadata():
    return {
        "name": MODEL,
        "versions": ["1"],
        "platform": "onnxruntime_onnx",
        "inputs": [{"name": "features", "datatype": "FP32", "shape": [-1, 256]}],
        "outputs": [{"name": "heads", "datatype": "FP32", "shape": [-1, 64]}],
    }


@asynccontextmanager
async def over_http(served):
    """Yields its URL."""
    server = await asyncio.start_server(lambda reader, writer: _converse(served, reader, writer), "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        server.close_clients() if hasattr(server, "close_clients") else None


async def _converse(served, reader, writer):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            method, path, _ = head[0].split()
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            status, extra, answer = await _respond(served, method, path, headers, body)
            writer.write(
                f"HTTP/1.1 {status} X\r\nContent-Length: {len(answer)}\r\n{extra}\r\n".encode() + answer,
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def _respond(served, method, path, headers, body):
    match method, path:
        case "GET", "/v2":
            return 200, "", json.dumps({"name": "stand-in", "version": "1", "extensions": served.extensions}).encode()
        case "GET", "/v2/health/live":
            return 200, "", b""
        case "GET", "/v2/health/ready":
            return (200 if served.ready else 503), "", b""
        case "GET", "/v2/models/colanet/ready":
            return (200 if served.ready else 503), "", b""
        case "GET", "/v2/models/colanet":
            return 200, "", json.dumps(metadata()).encode()
        case "POST", "/v2/models/colanet/infer":
            try:
                return await _infer_http(served, headers, body)
            except (RuntimeError, AssertionError) as error:
                return 500, "", json.dumps({"error": str(error)}).encode()
    return 404, "", json.dumps({"error": f"no {path}"}).encode()


async def _infer_http(served, headers, body):
    length = int(headers.get("inference-header-content-length", len(body)))
    asked = json.loads(body[:length])
    (tensor,) = asked["inputs"]
    assert tensor["datatype"] == "FP32"
    assert tensor["name"] == "features"
    size = tensor.get("parameters", {}).get("binary_data_size")
    if size is None:
        flat = np.array(tensor["data"], np.float32)
    else:
        assert len(body) == length + size
        flat = np.frombuffer(body[length : length + size], "<f4")
    heads = await served.infer(flat.reshape(tensor["shape"]))
    output = {"name": "heads", "datatype": "FP32", "shape": list(heads.shape)}
    raw = b""
    if asked["outputs"][0].get("parameters", {}).get("binary_data"):
        raw = heads.astype("<f4").tobytes()
        output["parameters"] = {"binary_data_size": len(raw)}
    else:
        output["data"] = heads.reshape(-1).tolist()
    head = json.dumps({"model_name": MODEL, "model_version": "1", "outputs": [output]}).encode()
    return 200, f"Inference-Header-Content-Length: {len(head)}\r\n" if raw else "", head + raw


# gRPC: messages by the published field numbers.

_STRING, _INT64, _BYTES, _BOOL, _FLOAT, _MESSAGE = 9, 3, 12, 8, 2, 11


def _messages():
    file = descriptor_pb2.FileDescriptorProto(name="standin_kserve.proto", package="standin", syntax="proto3")

    def message(name, *fields):
        kind = file.message_type.add(name=name)
        for number, field, type_, repeated, of in fields:
            added = kind.field.add(name=field, number=number, type=type_, label=3 if repeated else 1)
            if of:
                added.type_name = f".standin.{of}"

    message("Ready", (1, "ready", _BOOL, False, ""))
    message("Name", (1, "name", _STRING, False, ""), (2, "version", _STRING, False, ""))
    message(
        "Tensor",
        (1, "name", _STRING, False, ""),
        (2, "datatype", _STRING, False, ""),
        (3, "shape", _INT64, True, ""),
        (5, "contents", _MESSAGE, False, "Contents"),
    )
    message("Contents", (6, "fp32_contents", _FLOAT, True, ""))
    message(
        "Metadata",
        (1, "name", _STRING, False, ""),
        (2, "versions", _STRING, True, ""),
        (3, "platform", _STRING, False, ""),
        (4, "inputs", _MESSAGE, True, "Tensor"),
        (5, "outputs", _MESSAGE, True, "Tensor"),
    )
    message(
        "Infer",
        (1, "model_name", _STRING, False, ""),
        (5, "inputs", _MESSAGE, True, "Tensor"),
        (6, "outputs", _MESSAGE, True, "Name"),
        (7, "raw_input_contents", _BYTES, True, ""),
    )
    message(
        "Inferred",
        (1, "model_name", _STRING, False, ""),
        (5, "outputs", _MESSAGE, True, "Tensor"),
        (6, "raw_output_contents", _BYTES, True, ""),
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        kind.name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"standin.{kind.name}"))
        for kind in file.message_type
    }


_M = _messages()


@asynccontextmanager
async def over_grpc(served):
    """Yields its URL."""

    async def ready(_request, _context):
        return _M["Ready"](ready=served.ready)

    async def describe(_request, _context):
        about = metadata()
        return _M["Metadata"](
            name=about["name"],
            versions=about["versions"],
            platform=about["platform"],
            inputs=[_M["Tensor"](**tensor) for tensor in about["inputs"]],
            outputs=[_M["Tensor"](**tensor) for tensor in about["outputs"]],
        )

    async def infer(request, context):
        tensor = request.inputs[0]
        raw = request.raw_input_contents
        flat = np.frombuffer(raw[0], "<f4") if raw else np.array(tensor.contents.fp32_contents, np.float32)
        try:
            heads = await served.infer(flat.reshape(tuple(tensor.shape)))
        except RuntimeError as error:
            await context.abort(grpc.StatusCode.INTERNAL, str(error))
        output = _M["Tensor"](name="heads", datatype="FP32", shape=heads.shape)
        if "binary_tensor_data" in served.extensions:
            return _M["Inferred"](model_name=MODEL, outputs=[output], raw_output_contents=[heads.tobytes()])
        output.contents.fp32_contents.extend(heads.reshape(-1).tolist())
        return _M["Inferred"](model_name=MODEL, outputs=[output])

    methods = {
        "ServerLive": (ready, "Name"),
        "ServerReady": (ready, "Name"),
        "ModelReady": (ready, "Name"),
        "ModelMetadata": (describe, "Name"),
        "ModelInfer": (infer, "Infer"),
    }
    server = grpc.aio.server()
    handlers = {
        name: grpc.unary_unary_rpc_method_handler(
            method,
            request_deserializer=_M[asked].FromString,
            response_serializer=lambda answer: answer.SerializeToString(),
        )
        for name, (method, asked) in methods.items()
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("inference.GRPCInferenceService", handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield f"grpc://127.0.0.1:{port}"
    finally:
        await server.stop(0)


DOORS = {"http": over_http, "grpc": over_grpc}
