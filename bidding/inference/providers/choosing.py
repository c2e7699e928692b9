"""From what the settings ask for to the provider that runs a model, and what this bidder has of the seven."""

from msgspec import Struct

from bidding.inference.engine import EngineKind
from bidding.inference.model_file import read_model
from bidding.inference.providers.local import CpuProvider, ExecutionProvider, cpu_engine
from bidding.inference.providers.open_inference import OpenInferenceClient
from bidding.inference.providers.open_inference_grpc import GrpcInference
from bidding.inference.providers.open_inference_http import HttpInference
from bidding.inference.providers.provider import CoLaNetProvider, status_of
from bidding.inference.providers.remote import RemoteProvider
from bidding.inference.providers.targets import SPECIFICATIONS, Machine
from domain.errors import InvalidInput
from domain.inference.values import ProviderStatus, Target


class Choice(Struct, frozen=True, kw_only=True):
    """What to run a model on. A remote target needs ``url``: ``http(s)://host:port`` or ``grpc(s)://host:port``."""

    target: Target = Target.CPU
    engine: EngineKind = "fused"
    url: str = ""
    model_name: str = "colanet"
    model_version: str = ""
    token: str = ""
    ask_timeout_ms: int = 50


def make_provider(choice: Choice, model: bytes, *, machine: Machine | None = None) -> CoLaNetProvider:
    """The provider of ``choice`` for a model's bytes.

    A local runtime that is missing gives a provider that says so and scores on the CPU. Raises ``InvalidInput`` for a file
    that is no CoLaNet model, for one the fused engine cannot compute exactly, and for a remote target without an address.
    """
    network = read_model(model)
    specification = SPECIFICATIONS[choice.target]
    if choice.target is Target.CPU:
        return CpuProvider(model, network, choice.engine)
    if specification.is_local:
        return ExecutionProvider(specification, machine or Machine.present(), model, network)
    return RemoteProvider(
        specification,
        _client(choice),
        network,
        cpu_engine(model, network),
        ask_timeout_s=choice.ask_timeout_ms / 1_000,
    )


def all_statuses(chosen: CoLaNetProvider, *, machine: Machine | None = None) -> tuple[ProviderStatus, ...]:
    """Every target as this process finds it; the chosen one as its provider says."""
    here = machine or Machine.present()
    return tuple(status_of(chosen) if target is chosen.target else _unchosen(target, here) for target in SPECIFICATIONS)


def _unchosen(target: Target, machine: Machine) -> ProviderStatus:
    specification = SPECIFICATIONS[target]
    available, reason, remedy = specification.missing(machine)
    if not specification.is_local:
        available, reason, remedy = False, "no server is set for it here", specification.remedy
    return ProviderStatus(
        target=target,
        provider=f"{target}/{'onnxruntime' if specification.is_local else 'open-inference'}",
        runtime=specification.execution_provider or "Open Inference Protocol",
        available=available,
        reason=reason,
        remedy=remedy,
        supports_batching=specification.max_batch > 1,
        max_batch=specification.max_batch,
    )


def _client(choice: Choice) -> OpenInferenceClient:
    scheme, _, host = choice.url.partition("://")
    match scheme:
        case "http" | "https":
            return HttpInference(choice.url, choice.model_name, version=choice.model_version, token=choice.token)
        case "grpc" | "grpcs" if host:
            return GrpcInference(
                host,
                choice.model_name,
                version=choice.model_version,
                secure=scheme == "grpcs",
                token=choice.token,
            )
    raise InvalidInput(
        f"{choice.target} is asked over the network and {choice.url!r} is no address",
        field="url",
        remedy="Write http://host:port or grpc://host:port of a server that speaks the Open Inference Protocol.",
    )
