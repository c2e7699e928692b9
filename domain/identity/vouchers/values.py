"""What a voucher is for, and how long it waits."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Purpose(StrEnum):
    """Either lets its bearer choose a password, once."""

    INVITATION = "invitation"
    RESET = "reset"


LIFE_MS: Final[Mapping[Purpose, int]] = {Purpose.INVITATION: 7 * 86_400_000, Purpose.RESET: 3_600_000}
ASKED_EVERY_MS: Final = 60_000
"""How often somebody who forgot their password is written to at most."""
MAIL_SOURCE: Final = "identity"
"""Where letters of the product itself say they come from; some of them let somebody in."""
