"""Values in templates as Python functions: paths, filters, conditions. What is not known here the library evaluates itself. Pure."""

from collections.abc import Callable
from typing import Any, Final

from liquid import Environment
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.expressions.arguments import KeywordArgument
from liquid.builtin.expressions.filtered import Filter
from liquid.builtin.expressions.logical import (
    BooleanExpression,
    EqExpression,
    LogicalAndExpression,
    LogicalOrExpression,
    NeExpression,
    _eq,
    is_truthy,
)
from liquid.builtin.expressions.primitive import Blank, Empty, Literal, Nil
from liquid.exceptions import LiquidError
from liquid.expression import Expression
from liquid.template import BoundTemplate
from liquid.undefined import Undefined

from domain.content.liquid.rules import Meter, SafeContext

SPECIAL: Final = frozenset({"size", "first", "last"})
"""Names that mean something of every list and text."""
ABSENT: Final = object()

Scope = dict[str, Any]
Evaluate = Callable[["Run"], Any]


class Run:
    """One rendering: the values it reads, what it has written, and the library's context where a node needs one."""

    __slots__ = ("_context", "locals", "meter", "out", "scope", "template")

    def __init__(self, template: BoundTemplate, scope: Scope, meter: Meter) -> None:
        self.template = template
        self.scope = scope
        self.meter = meter
        self.locals: dict[str, Any] = {}
        self.out: list[str] = []
        self._context: SafeContext | None = None

    @property
    def context(self) -> SafeContext:
        if self._context is None:
            made = SafeContext(self.template, globals=self.scope)
            made.locals = self.locals
            self._context = made.metered(self.meter)
        return self._context

    def write(self, text: str) -> int:
        """As the library's nodes write."""
        self.meter.written(len(text))
        self.out.append(text)
        return len(text)


class Expressions:
    """Makes functions of a template's expressions.

    ``assigned`` are the variables it makes itself, which hide those it was given; ``counts`` says that some of them are counters.
    """

    def __init__(self, env: Environment, assigned: set[str], *, counts: bool) -> None:
        self._env = env
        self._assigned = assigned
        self._counts = counts

    def function(self, expression: Expression) -> Evaluate:
        match expression:
            case Literal() | Nil() | Empty() | Blank():
                value = expression.evaluate(SafeContext(BoundTemplate(self._env, nodes=[])))
                return lambda _run: value
            case Path():
                return self._path(expression)
            case FilteredExpression():
                return self._filtered(expression)
            case BooleanExpression():
                inner = self.function(expression.expression)
                return lambda run: is_truthy(inner(run))
            case EqExpression() | NeExpression():
                return self._equal(expression)
            case LogicalAndExpression():
                left, right = self.function(expression.left), self.function(expression.right)
                return lambda run: is_truthy(left(run)) and is_truthy(right(run))
            case LogicalOrExpression():
                left, right = self.function(expression.left), self.function(expression.right)
                return lambda run: is_truthy(left(run)) or is_truthy(right(run))
        return lambda run: expression.evaluate(run.context)

    def _equal(self, expression: EqExpression | NeExpression) -> Evaluate:
        left, right = self.function(expression.left), self.function(expression.right)
        wanted = isinstance(expression, EqExpression)

        def equal(run: Run) -> bool:
            one, other = left(run), right(run)
            if type(one) is str and isinstance(other, str):
                return (one == other) is wanted
            return _eq(one, other) is wanted

        return equal

    def _path(self, expression: Path) -> Evaluate:
        segments = expression.path
        names = [name for name in segments if isinstance(name, str)]
        root, *below = names
        if len(names) < len(segments) or SPECIAL.intersection(below) or (self._counts and root in self._assigned):
            return lambda run: expression.evaluate(run.context)
        missing, token = self._env.undefined, expression.token
        assigned = root in self._assigned

        def read(run: Run) -> Any:
            value = run.locals.get(root, ABSENT) if assigned else ABSENT
            if value is ABSENT:
                value = run.scope.get(root, ABSENT)
                if value is ABSENT:
                    return missing(root, token=token)
            for name in below:
                if type(value) is not dict:
                    return expression.evaluate(run.context)
                value = value.get(name, ABSENT)
                if value is ABSENT:
                    return missing(root, token=token)
            return value

        return read

    def _filtered(self, expression: FilteredExpression) -> Evaluate:
        left = self.function(expression.left)
        if not expression.filters:
            return left
        filters = [self._filter(one) for one in expression.filters]

        def filtered(run: Run) -> Any:
            value = left(run)
            for one in filters:
                value = one(run, value)
            return value

        return filtered

    def _filter(self, one: Filter) -> Callable[[Run, Any], Any]:
        function = self._env.filters.get(one.name)
        if function is None or one.name == "default":
            return self._default(one) if function is not None else lambda run, value: one.evaluate(value, run.context)
        arguments = [
            self.function(argument.value) for argument in one.args if not isinstance(argument, KeywordArgument)
        ]
        if len(arguments) < len(one.args):
            return lambda run, value: one.evaluate(value, run.context)

        def run_filter(run: Run, value: Any) -> Any:
            try:
                return function(run.meter, value, *[argument(run) for argument in arguments])
            except LiquidError as error:
                error.token = error.token or one.token
                raise

        return run_filter

    def _default(self, one: Filter) -> Callable[[Run, Any], Any]:
        """Most outputs have this filter, and most values are there."""
        fallback = [self.function(argument.value) for argument in one.args]
        is_plain = len(fallback) == 1 and not isinstance(one.args[0], KeywordArgument)

        def default(run: Run, value: Any) -> Any:
            if type(value) is str and value:
                return value
            if is_plain and (value is None or type(value) is str or isinstance(value, Undefined)):
                return fallback[0](run)
            return one.evaluate(value, run.context)

        return default
