"""Arrays handed to a compiled kernel by where they lie, many of them as one argument; and fetched before they are needed.

Handing over an array costs 0.1 µs, whatever is in it: a kernel that takes two dozen would spend more on that than on drawing.
Arrays that stay where they are from one call to the next are therefore told once, as numbers. Whoever tells them keeps
the arrays for as long as the numbers are used, and tells them anew when one is replaced by another.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

Addresses = NDArray[np.int64]


def addresses_of(arrays: Sequence[NDArray[Any]]) -> Addresses:
    """Where each of ``arrays`` begins. Raises ``ValueError`` for one that does not lie in one piece."""
    if not all(array.flags.c_contiguous for array in arrays):
        raise ValueError("a kernel takes arrays that lie in one piece")
    return np.array([array.ctypes.data for array in arrays], np.int64)


def _pointer(typing: Any, address: Any) -> Any:
    del typing

    def generated(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return types.voidptr(address), generated


pointer: Callable[[int], Any] = intrinsic(_pointer)
"""Inside a kernel: what ``numba.carray`` makes an array of."""


def _fetching(typing: Any, address: Any) -> Any:
    del typing

    def generated(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del signature
        place = builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        fetch = builder.module.declare_intrinsic("llvm.prefetch", [place.type], kind)
        to_read, keep_near, data = number(0), number(3), number(1)
        builder.call(fetch, [place, to_read, keep_near, data])
        return context.get_dummy_value()

    return types.void(address), generated


fetch_ahead: Callable[[int], None] = intrinsic(_fetching)
"""Inside a kernel: have the cache line at an address brought while the kernel goes on with other things."""
