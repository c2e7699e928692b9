"""What one HTTP client may ask of a bidder."""

from typing import Final

MOST_BODY_BYTES: Final = 1024 * 1024
MOST_MESSAGE_BYTES: Final = 8 * 1024 * 1024
"""A whole message as sent: chunk sizes, chunk extensions and trailers included."""
MOST_HEAD_BYTES: Final = 32 * 1024
MOST_HEADERS: Final = 100
MOST_URL_BYTES: Final = 8 * 1024
MOST_CONNECTIONS: Final = 10_000
MESSAGE_S: Final = 10
"""From the first byte of a message to its last."""
IDLE_S: Final = 75
LINGER_S: Final = 2
"""How long a refused client may go on sending before we hang up on it; its bytes are thrown away meanwhile."""
MOST_THROWN_AWAY_BYTES: Final = 256 * 1024 * 1024
