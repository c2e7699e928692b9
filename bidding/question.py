"""What any door hands over."""

from msgspec import Struct

from domain.events.values import Entry
from domain.exchanges.values import Exchange


class Question(Struct, gc=False):
    """One bid request as it arrived at ``arrived_ns`` (monotonic; 0 for now) from ``exchange``.

    A ``traced`` request is accounted for in full afterwards, whether or not it belongs to the sample. ``age_ms`` is how
    long ago its bytes arrived, by the desk's count; its deadline counts from there.
    """

    body: bytes
    exchange: Exchange
    entry: Entry
    arrived_ns: int = 0
    is_gzip: bool = False
    traced: bool = False
    age_ms: int = 0
