"""A look at one upload, as a program: ``python -m domain.assets.inspection.service <directory> <Content-Type>``."""

import resource
import signal
import sys
from pathlib import Path

from domain.assets.inspection.rules import inspect
from domain.assets.inspection.values import MAX_MEMORY_BYTES, MAX_S, Found, Refusal
from domain.assets.values import MAX_UPLOAD_BYTES
from domain.errors import InvalidInput


def look(directory: Path, declared: str) -> Found:
    """What ``inspect`` says, also when it refuses."""
    try:
        return Found(facts=inspect(directory, declared))
    except InvalidInput as refused:
        return Found(refusal=Refusal(message=refused.message, field=refused.field, remedy=refused.remedy))
    except (MemoryError, RecursionError):
        why = "looking at the file takes more memory than we give it"
        return Found(refusal=Refusal(message=why, field="file", remedy="Send a smaller or simpler one."))


def confine() -> None:
    """Take from this process what it could do harm with. It ends by itself, even if whoever started it is gone."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_S, MAX_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_UPLOAD_BYTES, MAX_UPLOAD_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(2 * MAX_S)


if __name__ == "__main__":
    confine()
    sys.stdout.write(look(Path(sys.argv[1]), sys.argv[2]).model_dump_json())
