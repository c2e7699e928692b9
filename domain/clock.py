"""What tells the time: whoever is given one can be told another."""

from typing import Protocol


class Clock(Protocol):
    """Now, in Unix milliseconds."""

    def __call__(self) -> int: ...
