"""Which model bids, which one shadows it, and what an outcome is worth to either."""

from collections.abc import Collection
from typing import Final

import msgspec

from domain.errors import Conflict, InvalidInput, NotFound
from domain.inference.values import MOST_PAST, SHIPPED, ModelRoles, Signal

REWARDS: Final = {Signal.CLICKED: 1.0, Signal.REDEEMED: 2.0, Signal.IGNORED: -0.1}
"""Interest; a sale; an impression that led to nothing, which says little by itself, but there are many of them."""


def signal_of(*, clicked: bool, converted: bool) -> Signal:
    """The strongest signal of one impression."""
    if converted:
        return Signal.REDEEMED
    return Signal.CLICKED if clicked else Signal.IGNORED


def promoted(roles: ModelRoles, version: str, known: Collection[str], *, by: str, at_ms: int) -> ModelRoles:
    """``version`` bids from now on; the present one is remembered. A shadow that is promoted shadows no longer.

    Raises ``NotFound`` for a version that is not in the registry, ``Conflict`` for the one that is live already.
    """
    _require(version, known)
    if version == roles.live:
        raise Conflict(f"model {version} is live already", field="version", remedy="There is nothing to do.")
    return _next(roles, by, at_ms, live=version, past=(*roles.past, roles.live)[-MOST_PAST:], lit=version)


def rolled_back(roles: ModelRoles, known: Collection[str], *, by: str, at_ms: int) -> ModelRoles:
    """The version before the present one bids again. Raises ``Conflict`` when there is none."""
    if not roles.past:
        raise Conflict("no other model was live before this one", field="version", remedy="Promote another version.")
    *past, version = roles.past
    _require(version, known)
    return _next(roles, by, at_ms, live=version, past=tuple(past), lit=version)


def shadowed(
    roles: ModelRoles, version: str | None, share: float, known: Collection[str], *, by: str, at_ms: int
) -> ModelRoles:
    """``version`` scores a share of requests beside the live one; None ends it.

    Raises ``NotFound`` for an unknown version, ``Conflict`` for the live one, ``InvalidInput`` for a share outside (0, 1].
    """
    if version is None:
        return _next(roles, by, at_ms, live=roles.live, past=roles.past, lit=roles.shadow)
    _require(version, known)
    if version == roles.live:
        raise Conflict(f"model {version} is live", field="version", remedy="Shadow another version, or none.")
    if not 0 < share <= 1:
        raise InvalidInput(f"a share of {share} of requests", field="share", remedy="Give a number above 0, at most 1.")
    changed = _next(roles, by, at_ms, live=roles.live, past=roles.past, lit=roles.shadow)
    return msgspec.structs.replace(changed, shadow=version, shadow_share=share)


def _require(version: str, known: Collection[str]) -> None:
    if version != SHIPPED and version not in known:
        raise NotFound(
            f"there is no model {version!r} in the registry",
            field="version",
            remedy="campaign-express models list shows those there are.",
        )


def _next(roles: ModelRoles, by: str, at_ms: int, *, live: str, past: tuple[str, ...], lit: str) -> ModelRoles:
    """The next revision; ``lit`` came out of the shadow."""
    stays = roles.shadow != lit
    return ModelRoles(
        revision=roles.revision + 1,
        live=live,
        past=past,
        shadow=roles.shadow if stays else "",
        shadow_share=roles.shadow_share if stays else 0.0,
        changed_by=by,
        changed_at_ms=at_ms,
    )
