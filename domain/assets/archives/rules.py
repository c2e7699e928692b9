"""ZIP files that would harm whoever unpacks them are refused: bombs, members that leave their directory, links, secrets."""

import stat
import zipfile
import zlib
from collections import Counter
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Final

from domain.assets.values import MEBIBYTE
from domain.errors import InvalidInput
from domain.shown import is_shown

MAX_MEMBERS: Final = 2_000
MAX_EXPANDED_BYTES: Final = 256 * MEBIBYTE
MAX_RATIO: Final = 200
"""How many times its packed size a member larger than ``_SMALL`` may become."""
_SMALL: Final = MEBIBYTE
_CHUNK: Final = 64 * 1024
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ARCHIVES: Final = frozenset({".zip", ".jar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".zst"})
_LOCAL_HEADER: Final = 30


def check_archive(path: Path) -> None:
    """Raise ``InvalidInput`` unless the ZIP file at ``path`` can be unpacked by anybody without harm."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_members(members)
            left = MAX_EXPANDED_BYTES
            for member in members:
                left -= _expand(archive, member, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise _refused("the archive is damaged") from error


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise _refused(f"the archive has more than {MAX_MEMBERS} members")
    names = Counter(member.filename for member in members)
    for member in members:
        if names[member.filename] > 1:
            raise _refused(f"the archive names '{member.filename[:100]}' twice")
        _check_member(member)
    in_order = sorted(members, key=lambda member: member.header_offset)
    for one, following in pairwise(in_order):
        if one.header_offset + _LOCAL_HEADER + one.compress_size > following.header_offset:
            raise _refused("the archive's members overlap")


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    path = PurePosixPath(name.replace("\\", "/"))
    if not name or path.is_absolute() or ".." in path.parts or ":" in name or not is_shown(name):
        raise _refused(f"the archive has a member outside of itself: '{name[:100]}'")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise _refused(f"the archive has a link: '{name[:100]}'")
    if member.flag_bits & 0x1:
        raise _refused("the archive is encrypted, so nobody can tell what is in it")
    if member.compress_type not in _METHODS:
        raise _refused(f"'{name[:100]}' is packed in a way that not everybody can unpack")
    if path.suffix.lower() in _ARCHIVES:
        raise _refused(f"the archive has another one in it: '{name[:100]}'")


def _expand(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    """How large it really becomes, whatever its header says."""
    expanded = 0
    with archive.open(member) as content:
        while piece := content.read(_CHUNK):
            expanded += len(piece)
            if expanded > left:
                raise _refused(f"the archive expands to more than {MAX_EXPANDED_BYTES // MEBIBYTE} MiB")
            if expanded > _SMALL and expanded > MAX_RATIO * max(1, member.compress_size):
                raise _refused(f"'{member.filename[:100]}' expands to more than {MAX_RATIO} times its size")
    return expanded


def _refused(why: str) -> InvalidInput:
    return InvalidInput(
        why, field="file", remedy="Pack plain files again, with an ordinary ZIP program, and send that."
    )
