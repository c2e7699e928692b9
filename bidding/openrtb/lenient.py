"""Reading JSON in which some value has an unexpected type.

Slower than a typed decoder by an order of magnitude, and only ever about types: a number in quotes or a fraction where
an integer belongs is understood, a lone value stands for a list of one, and a value that makes no sense is as good as
absent. An object without a field it requires is dropped.
"""

import types
from collections.abc import Callable
from functools import cache
from math import isfinite
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

Object = TypeVar("Object", bound=Struct)
Reader = Callable[[object], object]


class _Absent:
    """What a value turns into that cannot be read."""


_ABSENT: Final = _Absent()


def read_as(wanted: type[Object], value: object) -> Object | None:
    """``value``, decoded from JSON, as a ``wanted``; None when it is no object or lacks a field that one must have."""
    read = _reader(wanted)(value)
    return read if isinstance(read, wanted) else None


@cache
def _reader(wanted: Any) -> Reader:
    """How to read a value as ``wanted``: a scalar, a struct, a tuple of either, or one of these or None."""
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        (inner,) = (choice for choice in get_args(wanted) if choice is not type(None))
        return _reader(inner)
    if origin is tuple:
        return _list_reader(_reader(get_args(wanted)[0]))
    if isinstance(wanted, type) and issubclass(wanted, Struct):
        return _struct_reader(wanted)
    return {int: _whole, float: _number, str: _text, bool: _flag}[wanted]


def _struct_reader(wanted: type[Struct]) -> Reader:
    readers = {name: _reader(hint) for name, hint in get_type_hints(wanted).items()}
    required = {field.name for field in msgspec.structs.fields(wanted) if field.required}

    def read(value: object) -> object:
        if not isinstance(value, dict):
            return _ABSENT
        fields = {name: reader(value[name]) for name, reader in readers.items() if value.get(name) is not None}
        found = {name: given for name, given in fields.items() if given is not _ABSENT}
        return wanted(**found) if required <= found.keys() else _ABSENT

    return read


def _list_reader(element: Reader) -> Reader:
    def read(value: object) -> object:
        given = value if isinstance(value, list) else [value]
        return tuple(item for item in map(element, given) if item is not _ABSENT)

    return read


def _text(value: object) -> object:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else _ABSENT


def _number(value: object) -> object:
    try:
        number = float(value) if isinstance(value, int | float | str) else float("nan")
    except (ValueError, OverflowError):
        return _ABSENT
    return number if isfinite(number) else _ABSENT


def _whole(value: object) -> object:
    number = _number(value)
    return int(number) if isinstance(number, float) else _ABSENT


def _flag(value: object) -> object:
    number = _whole(value)
    if isinstance(number, int):
        return number != 0
    return {"true": True, "false": False}.get(value.strip().lower(), _ABSENT) if isinstance(value, str) else _ABSENT
