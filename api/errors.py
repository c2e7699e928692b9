"""Every refusal as HTTP, said once.

The body is ``{"error": {"code", "message", "field", "remedy"}}``, with more keys where a class has more to say. What is
not of our family is a bug: it is logged with an id, and the caller learns the id and nothing else.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.decisions import StaleDecision
from domain.errors import (
    ActionRefused,
    CampaignExpressError,
    Conflict,
    Forbidden,
    GateClosed,
    InvalidInput,
    NotFound,
    TooMany,
    TurnedOff,
    Unauthenticated,
    Unavailable,
)
from domain.faults import fault_of

STATUS_OF: Final[Mapping[type[CampaignExpressError], int]] = {
    InvalidInput: 422,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    ActionRefused: 409,
    TooMany: 429,
    TurnedOff: 503,
    Unavailable: 503,
}


class Problem(BaseModel):
    """One value that breaks a rule."""

    field: str
    message: str
    remedy: str | None = None
    code: str | None = None
    """Of a check of the go-live gate."""


class ChangeDetail(BaseModel):
    """Something that is said otherwise than it was read."""

    section: str
    field: str
    before: Any
    after: Any


class ErrorDetail(BaseModel):
    """What went wrong, in which field, and what to do about it."""

    code: str = Field(examples=["invalid_input"])
    message: str = Field(examples=["budget is not an amount"])
    field: str | None = Field(default=None, examples=["budget"])
    remedy: str | None = Field(default=None, examples=["Send it as a string like '12.50'."])
    problems: list[Problem] | None = None
    """Everything that is wrong with a request, when it is more than one thing."""
    stage: str | None = None
    action: str | None = None
    allowed: list[str] | None = None
    """With ``stage`` and ``action``: why a lifecycle action was refused, and which ones are possible now."""
    revision_hash: str | None = None
    changed: list[ChangeDetail] | None = None
    """Of a decision on what is not under review any more: the hash of what is, and what it says otherwise."""


class ErrorBody(BaseModel):
    error: ErrorDetail


class InvalidBody(InvalidInput):
    """Several values break rules; the first one speaks for all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = problems[0]
        super().__init__(first.message, field=first.field, remedy=first.remedy)
        self.problems = tuple(problems)


def install(app: FastAPI) -> None:
    """Make ``app`` answer every failure as this module describes."""
    app.add_exception_handler(CampaignExpressError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def answer(error: CampaignExpressError) -> JSONResponse:
    """The response to one refusal."""
    status = next((STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF), 500)
    detail = ErrorDetail(code=error.code, message=error.message, field=error.field, remedy=error.remedy)
    headers = {}
    if isinstance(error, ActionRefused):
        detail.stage, detail.action, detail.allowed = error.stage, error.action, list(error.allowed)
    if isinstance(error, GateClosed):
        detail.problems = [
            Problem(field=one["where"], message=one["message"], remedy=one["remedy"], code=one["code"])
            for one in error.reasons
        ]
    if isinstance(error, StaleDecision):
        detail.revision_hash = error.revision_hash
        detail.changed = [ChangeDetail(**one._asdict()) for one in error.differences]
    if isinstance(error, InvalidBody) and len(error.problems) > 1:
        detail.problems = list(error.problems)
    if isinstance(error, TooMany | Unavailable):
        headers["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    return _response(status, detail, headers)


def unexpected(error_id: str) -> JSONResponse:
    """The response to a bug."""
    message = f"Something went wrong on our side. Mention {error_id} when you report it."
    return _response(500, ErrorDetail(code="internal", message=message), {})


def problems_of(errors: Sequence[Mapping[str, Any]], *, below: Sequence[str] = ()) -> list[Problem]:
    """Pydantic's findings in our words: fields as the REST API names them, with ``below`` in front.

    A message begins with its field as ``field`` has it, or speaks of the body as a whole.
    """
    return [_problem(error, below) for error in errors]


def _problem(error: Mapping[str, Any], below: Sequence[str]) -> Problem:
    kind = str(error["type"])
    path = [*below, *(str(part) for part in error["loc"])]
    if kind == "json_invalid":
        return Problem(field="body", message="the body is not JSON", remedy="Send one JSON object.")
    field = ".".join(_public(part) for part in path)
    if kind in _NO_OBJECT and not field:
        return Problem(field="body", message="the body is not read as a JSON object", remedy=_HOW_TO_SEND_JSON)
    fault = fault_of(error)
    if not field:
        remedy = _HOW_TO_SEND_JSON if kind == "missing" else fault.remedy
        return Problem(field="body", message=fault.about("the body").removeprefix("the body: "), remedy=remedy)
    return Problem(field=field, message=fault.about(field), remedy=fault.remedy)


def _public(name: str) -> str:
    """Names inside carry units that the wire does not: ``budget_micros`` travels as ``budget``."""
    for unit in ("_micros", "_ms"):
        name = name.removesuffix(unit)
    return name


_NO_OBJECT: Final = frozenset({"model_attributes_type", "model_type", "dict_type"})
_HOW_TO_SEND_JSON: Final = "Send one JSON object, with the header 'Content-Type: application/json'."
"""Without that header a body is not taken for JSON, whatever it holds."""


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CampaignExpressError)
    return answer(error)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    without_place = [found | {"loc": found["loc"][1:]} for found in error.errors()]
    return answer(InvalidBody(problems_of(without_place)))


async def _http(_request: Request, error: Exception) -> JSONResponse:
    """What routing itself refuses: unknown paths, methods, and bodies it cannot read."""
    assert isinstance(error, HTTPException)
    code, remedy = _ROUTING.get(error.status_code, ("error", None))
    detail = ErrorDetail(code=code, message=str(error.detail), remedy=remedy)
    return _response(error.status_code, detail, error.headers or {})


_ROUTING: Final[Mapping[int, tuple[str, str]]] = {
    400: ("bad_request", _HOW_TO_SEND_JSON),
    404: ("not_found", "Check the path: /api/v1/openapi.json lists every one."),
    405: ("method_not_allowed", "Use a method that the header Allow names."),
}
"""Code and remedy by the status that routing answers with."""


def _response(status: int, detail: ErrorDetail, headers: Mapping[str, str]) -> JSONResponse:
    body = ErrorBody(error=detail).model_dump(exclude_none=True)
    return JSONResponse(body, status_code=status, headers=dict(headers))
