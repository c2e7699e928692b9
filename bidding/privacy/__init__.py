"""Whether a request's person may be known to us, for what, and by which id; and who sold the impression on."""

from bidding.privacy.identity import DEFAULT_SOURCES
from bidding.privacy.permissions import EVERY_PERMISSION, Permissions
from bidding.privacy.privacy import Privacy, Seen
from bidding.privacy.schain import is_complete, supply_chain

__all__ = [
    "DEFAULT_SOURCES",
    "EVERY_PERMISSION",
    "Permissions",
    "Privacy",
    "Seen",
    "is_complete",
    "supply_chain",
]
