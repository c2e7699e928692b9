"""The seven targets: where each computes, how much fits in a call, and what to do when it is not there."""

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import onnxruntime as ort

from bidding.inference.providers.provider import AVAILABLE, Availability, Capabilities
from domain.inference.values import Target

CPU_EXECUTION: Final = "CPUExecutionProvider"
VITIS_AI_EXECUTION: Final = "VitisAIExecutionProvider"

_AMPERE_IMPLEMENTER: Final = "0xc0"
_ARM: Final = frozenset({"aarch64", "arm64"})


@dataclass(frozen=True)
class Machine:
    """What decides which local targets there are."""

    execution_providers: frozenset[str]
    architecture: str
    cpu_implementer: str = ""
    """As Linux reports it on ARM; empty elsewhere."""

    @classmethod
    def present(cls) -> "Machine":
        return cls(frozenset(ort.get_available_providers()), platform.machine().lower(), _implementer())


@dataclass(frozen=True)
class Specification:
    """A target's kind: with an ``execution_provider`` it is local, without one a server is asked over the network.

    ``defers`` means that an auction had better not hold up the event loop for it.
    """

    target: Target
    name: str
    max_batch: int
    execution_provider: str | None
    defers: bool
    remedy: str

    @property
    def is_local(self) -> bool:
        return self.execution_provider is not None

    def missing(self, machine: Machine) -> Availability:
        """Whether this machine has what a local target needs."""
        if self.execution_provider is None:
            return AVAILABLE
        if self.execution_provider not in machine.execution_providers:
            return Availability(
                available=False,
                reason=f"this onnxruntime has no {self.execution_provider}",
                remedy=self.remedy,
            )
        if self.target is Target.AMPERE:
            return self._not_ampere(machine)
        return AVAILABLE

    def _not_ampere(self, machine: Machine) -> Availability:
        if machine.architecture not in _ARM:
            reason = f"this machine is {machine.architecture}, not ARM"
        elif machine.cpu_implementer not in {"", _AMPERE_IMPLEMENTER}:
            reason = f"this processor's implementer is {machine.cpu_implementer}, Ampere's is {_AMPERE_IMPLEMENTER}"
        else:
            return AVAILABLE
        return Availability(available=False, reason=reason, remedy=self.remedy)

    def capabilities(self, runtime: str) -> Capabilities:
        return Capabilities(runtime=runtime, max_batch=self.max_batch, deferred=self.defers)


_SERVER: Final = (
    "Run a server that speaks the Open Inference Protocol beside the {device} and give its address in "
    "CAMPAIGN_EXPRESS__NPU__URL."
)

SPECIFICATIONS: Final = {
    specification.target: specification
    for specification in (
        Specification(Target.CPU, "CPU", 32, CPU_EXECUTION, defers=False, remedy="Reinstall onnxruntime."),
        Specification(
            Target.XDNA,
            "AMD XDNA",
            64,
            VITIS_AI_EXECUTION,
            defers=True,
            remedy="Install AMD's Ryzen AI software, whose onnxruntime brings it, in place of the standard one.",
        ),
        Specification(Target.GROQ, "Groq LPU", 64, None, defers=True, remedy=_SERVER.format(device="LPU")),
        Specification(
            Target.INFERENTIA2, "AWS Inferentia 2", 16, None, defers=True, remedy=_SERVER.format(device="Neuron cores")
        ),
        Specification(
            Target.INFERENTIA3, "AWS Inferentia 3", 32, None, defers=True, remedy=_SERVER.format(device="Neuron cores")
        ),
        Specification(
            Target.AMPERE,
            "Oracle Ampere Altra",
            128,
            CPU_EXECUTION,
            defers=False,
            remedy="Run the bidder on an Ampere machine, best with Ampere's build of onnxruntime.",
        ),
        Specification(
            Target.TENSTORRENT, "Tenstorrent mesh", 32, None, defers=True, remedy=_SERVER.format(device="mesh")
        ),
    )
}
"""How much fits in a call is the origin's table of capabilities."""


def _implementer() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("CPU implementer")), "")
