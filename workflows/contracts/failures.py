"""How our refusals cross Temporal, in both directions and in one place.

Whatever of the ``domain.errors`` family an activity, a validator or a handler raises becomes an application error whose
type is the class's name and whose details are its fields; ``as_refusal`` turns it back. Only ``Unavailable`` is worth
repeating, everything else is final.
"""

from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel
from temporalio.api.failure.v1 import Failure
from temporalio.converter import DefaultFailureConverter, PayloadConverter
from temporalio.exceptions import ApplicationError

from domain.errors import (
    ActionRefused,
    CampaignExpressError,
    Conflict,
    Forbidden,
    GateClosed,
    InvalidInput,
    NotFound,
    Unauthenticated,
    Unavailable,
    Unopenable,
)

FINAL_REFUSALS: Final = tuple(
    refusal.__name__
    for refusal in (ActionRefused, Conflict, Forbidden, GateClosed, InvalidInput, NotFound, Unauthenticated, Unopenable)
)
"""Names a retry policy must not retry; Temporal compares them exactly, parents do not count."""


class RefusalDetails(BaseModel):
    """The fields of a refusal as they travel."""

    message: str
    field: str | None = None
    remedy: str | None = None
    stage: str = ""
    action: str = ""
    allowed: tuple[str, ...] = ()
    retry_after_s: int = 5
    reasons: tuple[dict[str, str], ...] = ()


def as_application_error(error: CampaignExpressError) -> ApplicationError:
    """``error`` as Temporal carries it, its cause and traceback kept."""
    details = RefusalDetails.model_validate(error, from_attributes=True)
    converted = ApplicationError(
        error.message, details, type=type(error).__name__, non_retryable=type(error).__name__ in FINAL_REFUSALS
    )
    converted.__cause__ = error.__cause__
    return converted.with_traceback(error.__traceback__)


def as_refusal(error: BaseException) -> CampaignExpressError | None:
    """The refusal that ``error`` carries, itself or as a cause of it; None when there is none."""
    for link in _causes(error):
        if isinstance(link, CampaignExpressError):
            return link
        if isinstance(link, ApplicationError) and link.type in _BY_NAME and link.details:
            return _rebuilt(link.type, RefusalDetails.model_validate(link.details[0]))
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _rebuilt(name: str, details: RefusalDetails) -> CampaignExpressError:
    if name == GateClosed.__name__:
        return GateClosed(
            stage=details.stage,
            action=details.action,
            allowed=details.allowed,
            reason=details.message,
            remedy=details.remedy,
            reasons=details.reasons,
        )
    if name == ActionRefused.__name__:
        return ActionRefused(
            stage=details.stage,
            action=details.action,
            allowed=details.allowed,
            reason=details.message,
            remedy=details.remedy,
        )
    if name == Unavailable.__name__:
        return Unavailable(details.message, retry_after_s=details.retry_after_s, remedy=details.remedy)
    return _BY_NAME[name](details.message, field=details.field, remedy=details.remedy)


_BY_NAME: Final[dict[str, type[CampaignExpressError]]] = {
    family.__name__: family
    for family in (
        ActionRefused,
        Conflict,
        Forbidden,
        GateClosed,
        InvalidInput,
        NotFound,
        Unauthenticated,
        Unavailable,
        Unopenable,
    )
}


class RefusalConverter(DefaultFailureConverter):
    """The default failure converter, which also keeps the fields of our own family."""

    def to_failure(self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure) -> None:
        known: Any = as_application_error(exception) if isinstance(exception, CampaignExpressError) else exception
        super().to_failure(known, payload_converter, failure)
