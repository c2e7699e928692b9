"""Bodies that are small on the wire and enormous once somebody unpacks them."""

import zlib
from typing import Final

MEBIBYTE: Final = 1024 * 1024
_GZIP: Final = bytes((0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF))


def bomb(expanded_mebibytes: int) -> bytes:
    """One sound gzip stream of so many zeros. A mebibyte is packed once and repeated: packing hundreds takes seconds."""
    zeros = bytes(MEBIBYTE)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    mebibyte = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(expanded_mebibytes):
        checksum = zlib.crc32(zeros, checksum)
    ending = checksum.to_bytes(4, "little") + (expanded_mebibytes * MEBIBYTE % 2**32).to_bytes(4, "little")
    return _GZIP + mebibyte * expanded_mebibytes + packer.flush() + ending
