"""How much may be tried, and how long a device is known."""

from typing import Annotated, Final

from pydantic import Field, StrictStr

SHORTEST: Final = 12
LONGEST: Final = 200
FREE_ATTEMPTS: Final = 5
"""Attempts in a row that cost nothing but themselves."""
FIRST_LOCK_MS: Final = 30_000
LONGEST_LOCK_MS: Final = 900_000
ATTEMPTS_KEPT_MS: Final = 86_400_000
DEVICE_KEPT_MS: Final = 90 * 86_400_000
STRANGERS: Final = ""
INSIDE: Final = "inside"
"""In place of a device: those who are signed in and have to say their password again."""
CODES: Final = "codes"
"""Likewise, for the codes of their authenticator: a right password makes no wrong code good."""
MOST_DEVICES: Final = 20
"""Known ones of an account; the one not used for longest goes first."""

Password = Annotated[StrictStr, Field(min_length=1, max_length=LONGEST)]
"""As somebody typed it; ``rules.check_password`` judges new ones."""
