"""Request bodies sent as gzip, never expanded beyond a bound."""

import zlib
from typing import Final

from domain.errors import InvalidInput

MOST_EXPANDED_BYTES: Final = 8 * 1024 * 1024
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS


class TooLarge(InvalidInput):
    """The body expands to more than we read."""

    code = "too_large"


def gunzip(body: bytes) -> bytes:
    """Expand one gzip member. Raises ``TooLarge`` past 8 MiB, having expanded no more, and ``InvalidInput`` for no gzip."""
    expander = zlib.decompressobj(_GZIP_WINDOW)
    try:
        expanded = expander.decompress(body, MOST_EXPANDED_BYTES)
    except zlib.error as error:
        raise InvalidInput("the body is not gzip", field="body") from error
    if not expander.eof and len(expanded) >= MOST_EXPANDED_BYTES:
        raise TooLarge("the body expands to more than 8 MiB", field="body")
    if not expander.eof or expander.unused_data:
        raise InvalidInput("the gzip body does not end where it should", field="body")
    return expanded
