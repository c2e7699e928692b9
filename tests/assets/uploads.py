"""Files as people, and others, upload them."""

import io
import struct
import wave
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


def _box(kind: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">I4s", 8 + len(inside), kind) + inside


def film(seconds: float = 15.0, size=(1280, 720), *, kilobytes: int = 2_000, codec: bytes = b"avc1") -> bytes:
    """An MP4 whose container says all that anybody measures, around nothing that could be shown."""
    matrix = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    lasts = round(seconds * 1_000)
    head = _box(
        b"mvhd",
        struct.pack(">5I", 0, 0, 0, 1_000, lasts),
        struct.pack(">IH10x", 0x10000, 0x100),
        matrix,
        bytes(24),
        struct.pack(">I", 2),
    )
    track = _box(
        b"tkhd",
        struct.pack(">IIIIII", 7, 0, 0, 1, 0, lasts),
        bytes(16),
        matrix,
        struct.pack(">II", size[0] << 16, size[1] << 16),
    )
    coded = struct.pack(">6xH16xHHII4xH32xHh", 1, *size, 0x480000, 0x480000, 1, 24, -1)
    table = _box(
        b"stbl",
        _box(b"stsd", struct.pack(">II", 0, 1), _box(codec, coded)),
        _box(b"stts", struct.pack(">IIII", 0, 1, 1, lasts)),
        _box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1)),
        _box(b"stsz", struct.pack(">IIII", 0, 0, 1, kilobytes * 1_000)),
        _box(b"stco", struct.pack(">III", 0, 1, 32)),
    )
    where = _box(b"dinf", _box(b"dref", struct.pack(">II", 0, 1), _box(b"url ", struct.pack(">I", 1))))
    media = _box(
        b"mdia",
        _box(b"mdhd", struct.pack(">6I", 0, 0, 0, 1_000, lasts, 0x55C40000)),
        _box(b"hdlr", struct.pack(">II4s12x", 0, 0, b"vide"), b"\0"),
        _box(b"minf", _box(b"vmhd", struct.pack(">I8x", 1)), where, table),
    )
    kind = _box(b"ftyp", b"isom", struct.pack(">I", 0), b"isom")
    return kind + _box(b"moov", head, _box(b"trak", track, media)) + _box(b"mdat", bytes(kilobytes * 1_000))


def sound(seconds: int = 15) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))
        file.writeframes(bytes(seconds * 16_000))
    return written.getvalue()
