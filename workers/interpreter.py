"""What this interpreter was built for: half of a bid's time is spent in it, so its compiler's options are worth knowing."""

import sys
import sysconfig
from enum import Enum
from pathlib import Path

_PROFILED = ("--enable-optimizations", "-fprofile-use", "-fprofile-instr-use")
_LINKED = ("--with-lto", "-flto")
_SPOKEN_OF = ("CONFIG_ARGS", "PY_CFLAGS", "PY_CORE_CFLAGS", "PY_CFLAGS_NODIST", "PY_CORE_LDFLAGS")
_OF_DISTRIBUTION = (Path("/usr"),)
PLAIN_COSTS = "a bid takes up to a tenth more CPU than with one that is"


class Build(Enum):
    """Whether Python itself was compiled along a profile of its own runs (PGO)."""

    OPTIMISED = "optimised"
    OF_DISTRIBUTION = "the distribution's, which as a rule is optimised and does not say"
    PLAIN = "not optimised"


def build() -> Build:
    """Of the interpreter that runs this."""
    if _is_said(_PROFILED):
        return Build.OPTIMISED
    return Build.OF_DISTRIBUTION if Path(sys.base_prefix) in _OF_DISTRIBUTION else Build.PLAIN


def described() -> str:
    """The build in words, with what it costs where it costs something."""
    found = build()
    if found is Build.PLAIN:
        return f"built without --enable-optimizations: {PLAIN_COSTS}"
    return f"{found.value}, and linked as a whole (LTO)" if _is_said(_LINKED) else found.value


def _is_said(options: tuple[str, ...]) -> bool:
    said = " ".join(str(sysconfig.get_config_var(name) or "") for name in _SPOKEN_OF)
    return any(option in said for option in options)
