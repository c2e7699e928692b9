"""The Open Inference Protocol over gRPC."""

from typing import Any, Final

import grpc
import grpc.aio
import numpy as np

from bidding.inference.layout import Features
from bidding.inference.network import Array
from bidding.inference.providers import open_inference_pb2 as wire
from bidding.inference.providers.open_inference import (
    FP32,
    INPUT,
    LITTLE_ENDIAN,
    OUTPUT,
    ModelMetadata,
    TensorMetadata,
    heads_of,
)
from domain.errors import Unavailable

SERVICE: Final = "/inference.GRPCInferenceService/"
_LARGEST_MESSAGE: Final = 64 * 1024 * 1024


class GrpcInference:
    """One model behind ``host:port``; ``secure`` for TLS, ``token`` as a bearer credential."""

    protocol = "gRPC"

    def __init__(self, host: str, model: str, *, version: str = "", secure: bool = False, token: str = "") -> None:
        self.address = host
        self._model = model
        self._version = version
        self._metadata = (("authorization", f"Bearer {token}"),) if token else ()
        options = (("grpc.max_receive_message_length", _LARGEST_MESSAGE),)
        self._channel = (
            grpc.aio.secure_channel(host, grpc.ssl_channel_credentials(), options=options)
            if secure
            else grpc.aio.insecure_channel(host, options=options)
        )

    async def is_ready(self, *, within_s: float) -> bool:
        server = await self._call("ServerReady", wire.ServerReadyRequest(), wire.ServerReadyResponse, within_s)
        if not server.ready:
            return False
        asked = wire.ModelReadyRequest(name=self._model, version=self._version)
        return bool((await self._call("ModelReady", asked, wire.ModelReadyResponse, within_s)).ready)

    async def metadata(self, *, within_s: float) -> ModelMetadata:
        asked = wire.ModelMetadataRequest(name=self._model, version=self._version)
        answer = await self._call("ModelMetadata", asked, wire.ModelMetadataResponse, within_s)
        return ModelMetadata(
            name=answer.name,
            platform=answer.platform,
            versions=tuple(answer.versions),
            inputs=tuple(_tensor(tensor) for tensor in answer.inputs),
            outputs=tuple(_tensor(tensor) for tensor in answer.outputs),
        )

    async def infer(self, matrix: Features, *, within_s: float) -> Array:
        asked = wire.ModelInferRequest(
            model_name=self._model,
            model_version=self._version,
            inputs=[wire.ModelInferRequest.InferInputTensor(name=INPUT, datatype=FP32, shape=matrix.shape)],
            outputs=[wire.ModelInferRequest.InferRequestedOutputTensor(name=OUTPUT)],
            raw_input_contents=[matrix.astype(LITTLE_ENDIAN, copy=False).tobytes()],
        )
        answer = await self._call("ModelInfer", asked, wire.ModelInferResponse, within_s)
        for place, tensor in enumerate(answer.outputs):
            if tensor.name == OUTPUT and tensor.datatype == FP32:
                raw = (
                    answer.raw_output_contents[place]
                    if place < len(answer.raw_output_contents)
                    else _packed(tensor.contents.fp32_contents)
                )
                return heads_of(raw, tuple(tensor.shape), len(matrix), self.address)
        raise Unavailable(f"{self.address} answered without {OUTPUT!r}")

    async def close(self) -> None:
        await self._channel.close()

    async def _call(self, method: str, request: Any, response: Any, within_s: float) -> Any:
        call = self._channel.unary_unary(
            SERVICE + method,
            request_serializer=request.__class__.SerializeToString,
            response_deserializer=response.FromString,
        )
        try:
            return await call(request, timeout=within_s, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            raise Unavailable(
                f"{self.address} refused {method}: {error.code().name.lower()} {error.details() or ''}".rstrip()
            ) from error


def _tensor(tensor: Any) -> TensorMetadata:
    return TensorMetadata(tensor.name, tensor.datatype, tuple(tensor.shape))


def _packed(values: Any) -> bytes:
    return np.fromiter(values, LITTLE_ENDIAN).tobytes()
