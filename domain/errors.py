"""The family of refusals every layer shares.

A caller always learns which field or action was at fault, which rule it broke and what to do about it. ``api`` gives
each class its HTTP status in one place; workflows carry them as application errors.
"""

from collections.abc import Mapping, Sequence


class CampaignExpressError(Exception):
    """Root of everything this product raises on purpose.

    ``code`` is stable and machine-readable, ``remedy`` says what the caller can do next.
    """

    code = "error"

    def __init__(self, message: str, *, field: str | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.remedy = remedy


class InvalidInput(CampaignExpressError):
    """A value breaks a rule; ``field`` names it."""

    code = "invalid_input"


class Unopenable(InvalidInput):
    """A sealed secret that none of our keys opens here: altered, moved, or its key was taken away."""

    code = "unopenable"


class Unauthenticated(CampaignExpressError):
    """No credential, or one we do not know."""

    code = "unauthenticated"


class Forbidden(CampaignExpressError):
    """The caller is known and may not do this."""

    code = "forbidden"


class NotFound(CampaignExpressError):
    """No such record for this tenant; another tenant's record is reported the same way."""

    code = "not_found"


class Conflict(CampaignExpressError):
    """The record has moved on since the caller read it, or the name is taken."""

    code = "conflict"


def in_words(name: str) -> str:
    """A stage or an action as people call it: ``in review`` for ``in_review``."""
    return name.replace("_", " ")


class ActionRefused(CampaignExpressError):
    """A lifecycle action that the record's stage does not allow."""

    code = "action_refused"

    def __init__(
        self, *, stage: str, action: str, allowed: Sequence[str], reason: str | None = None, remedy: str | None = None
    ) -> None:
        choices = in_words(", ".join(allowed)) or "none"
        message = reason or f"{in_words(action)} is not allowed while the campaign is {in_words(stage)}"
        super().__init__(message, field="action", remedy=remedy or f"Allowed now: {choices}.")
        self.stage = stage
        self.action = action
        self.allowed = tuple(allowed)


class GateClosed(ActionRefused):
    """The go-live gate says no; ``reasons`` are all of them, each with code, where, message and remedy."""

    code = "gate_closed"

    def __init__(
        self,
        *,
        stage: str,
        action: str,
        allowed: Sequence[str],
        reason: str | None = None,
        remedy: str | None = None,
        reasons: Sequence[Mapping[str, str]] = (),
    ) -> None:
        super().__init__(stage=stage, action=action, allowed=allowed, reason=reason, remedy=remedy)
        self.reasons = tuple(dict(one) for one in reasons)


class TooMany(CampaignExpressError):
    """Somebody sends more than their share; the same call may succeed a little later."""

    code = "too_many"

    def __init__(self, message: str, *, retry_after_s: int, field: str | None = None) -> None:
        super().__init__(message, field=field, remedy=f"Try again in {retry_after_s} seconds.")
        self.retry_after_s = retry_after_s


class Unavailable(CampaignExpressError):
    """Something we depend on did not answer in time; the same call may succeed later."""

    code = "unavailable"

    def __init__(self, message: str, *, retry_after_s: int = 5, remedy: str | None = None) -> None:
        super().__init__(message, remedy=remedy or f"Try again in {retry_after_s} seconds.")
        self.retry_after_s = retry_after_s


class TurnedOff(CampaignExpressError):
    """Our installation runs without what was asked for; the same call fails until an operator turns that on."""

    code = "turned_off"
