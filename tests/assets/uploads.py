"""Files as people, and others, upload them."""

import io
import struct
import zipfile
import zlib

from PIL import Image


def picture(form: str = "PNG", size=(64, 40), color=(200, 30, 30), **options) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, color).save(written, form, **options)
    return written.getvalue()


def moving(form: str = "GIF", frames: int = 3) -> bytes:
    written = io.BytesIO()
    first, *others = [Image.new("RGB", (20, 20), (60 * index, 0, 200)) for index in range(frames)]
    first.save(written, form, save_all=True, append_images=others, duration=50)
    return written.getvalue()


def svg(inside: str = '<rect width="5" height="5"/>', attributes: str = 'viewBox="0 0 40 20"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


def packed(**members: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that claims to be that large."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")


def overlapping() -> bytes:
    """An archive whose members share their bytes, so that a little becomes a lot."""
    whole = packed(a=bytes(500_000), b=bytes(500_000))
    end = whole.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", whole[end + 16 : end + 20])[0]
    directory = bytearray(whole[start:end])
    second = directory.index(b"PK\x01\x02", 4)
    directory[second + 42 : second + 46] = struct.pack("<I", 0)
    return whole[:start] + bytes(directory) + whole[end:]
