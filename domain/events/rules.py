"""How what others wrote is kept in records of ours."""

from typing import Final

MOST_FOREIGN_CHARACTERS: Final = 256


def recorded_id(foreign: str) -> str:
    """An exchange's own id as our records keep it: at most 256 characters, and no NUL, which PostgreSQL refuses.

    Two of these and a person's id still fit a notice's token, whatever they are written in.
    """
    if len(foreign) <= MOST_FOREIGN_CHARACTERS and "\0" not in foreign:
        return foreign
    return foreign.replace("\0", "")[:MOST_FOREIGN_CHARACTERS]
