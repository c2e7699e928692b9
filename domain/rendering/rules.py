"""A parsed template as a list of texts and functions. Pure; what a run costs is counted by its meter."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from liquid.ast import BlockNode, Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression, LoopExpression, Path
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
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.for_tag import BreakNode, ContinueNode, ForLoop, ForNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.exceptions import BreakLoop, ContinueLoop, LiquidError, LiquidInterrupt
from liquid.expression import Expression
from liquid.stringify import to_liquid_string
from liquid.template import BoundTemplate
from liquid.undefined import Undefined
from markupsafe import Markup
from markupsafe import escape as escape_html

from domain.filters.rules import FILTERS
from domain.liquid.rules import (
    Meter,
    MissingAwareOutput,
    SafeContext,
    Sandbox,
    TrackedNode,
    check_reads,
    keep,
    name_of,
    nodes_of,
    parse,
    refusal,
)
from domain.liquid.values import DEFAULT_LIMITS, Limits

HTML: Final = Sandbox(FILTERS, autoescape=True)
"""Values are escaped unless a filter made them safe."""
TEXT: Final = Sandbox(FILTERS, autoescape=False)
_SPECIAL: Final = frozenset({"size", "first", "last"})
_CONDITION: Final = {True: "if", False: "unless"}
_ABSENT: Final = object()

Scope = dict[str, Any]
Evaluate = Callable[["Run"], Any]
Step = Callable[["Run"], None]
Piece = str | Step


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


class Compiled:
    """One field of a template, ready to be rendered for anybody. ``reads`` are the paths it looks at."""

    def __init__(
        self, source: str, field: str, *, html: bool, roots: Sequence[str], limits: Limits = DEFAULT_LIMITS
    ) -> None:
        self.field = field
        self.source = source
        self._limits = limits
        self._template = parse(HTML if html else TEXT, source, field, limits)
        self.reads = check_reads(self._template, field, roots)
        pieces = _Compiler(self._template, html=html).pieces(self._template.nodes)
        self._size = sum(len(piece) for piece in pieces if isinstance(piece, str))
        self.constant: str | None = (
            "".join(str(piece) for piece in pieces) if all(isinstance(piece, str) for piece in pieces) else None
        )
        self._pieces = pieces
        self._only = _only_output(self._template)

    def render(self, scope: Scope, meter: Meter) -> str:
        """Raises ``ContentRefused``."""
        if self.constant is not None:
            return self.constant
        run = Run(self._template, scope, meter)
        meter.size += self._size
        try:
            out = run.out
            append = out.append
            for piece in self._pieces:
                if type(piece) is str:
                    append(piece)
                else:
                    piece(run)  # type: ignore[operator]
        except LiquidInterrupt as error:
            raise refusal(LiquidError(f"'{error}' stands outside of a loop", token=None), self.field) from error
        except Exception as error:
            raise refusal(error, self.field) from error
        return "".join(out)

    def value(self, scope: Scope, meter: Meter) -> Any:
        """As ``render``, but a template that is one output and nothing else gives the value itself: a number stays one."""
        if self._only is None:
            return self.render(scope, meter)
        run = Run(self._template, scope, meter)
        try:
            found = self._only.evaluate(run.context)
        except Exception as error:
            raise refusal(error, self.field) from error
        if isinstance(found, str | int | float | list | dict):
            return found
        if found is None or isinstance(found, Undefined):
            meter.missing.append(self.source.strip("{} ").split("|")[0].strip())
            return None
        return str(found)


def _only_output(template: BoundTemplate) -> Expression | None:
    nodes = template.nodes
    return nodes[0].expression if len(nodes) == 1 and isinstance(nodes[0], MissingAwareOutput) else None


class _Compiler:
    """Turns nodes into pieces. What it does not know keeps its node, which renders itself on the run's context."""

    def __init__(self, template: BoundTemplate, *, html: bool) -> None:
        self._env = template.env
        self._html = html
        nodes = list(nodes_of(template))
        self._assigned = {str(name) for node in nodes for name in node.template_scope()}
        text = str(template)
        self._loops_are_plain = "parentloop" not in text and "offset:continue" not in text.replace(" ", "")
        self._counts = any(type(node).__name__ in {"IncrementNode", "DecrementNode"} for node in nodes)

    def pieces(self, nodes: Sequence[Node]) -> list[Piece]:
        found: list[Piece] = []
        for node in nodes:
            piece = self._piece(node)
            if isinstance(piece, str) and found and isinstance(found[-1], str):
                found[-1] += piece
            elif piece != "":
                found.append(piece)
        return found

    def _piece(self, node: Node) -> Piece:
        match node:
            case ContentNode():
                return node.text
            case MissingAwareOutput():
                return self._output(node)
            case IfNode() | UnlessNode():
                return self._condition(node)
            case ForNode() if self._loops_are_plain and not self._hidden(node):
                return self._loop(node)
            case AssignNode():
                return self._assign(node)
            case BreakNode():
                return _raising(BreakLoop("break"))
            case ContinueNode():
                return _raising(ContinueLoop("continue"))
            case TrackedNode():
                return self._tracked(node)
        return _left_to_the_library(node)

    def _block(self, block: BlockNode) -> Step:
        """What a branch or a loop's body does; one without anything but blanks shows nothing."""
        if block.blank:
            silent = [self._piece(node) for node in block.nodes if not isinstance(node, ContentNode)]
            steps = [step for step in silent if not isinstance(step, str)]

            def run_silently(run: Run) -> None:
                kept = run.out
                run.out = []
                try:
                    for step in steps:
                        step(run)
                finally:
                    run.out = kept

            return run_silently
        pieces = self.pieces(block.nodes)
        cost = len(pieces)

        def run_block(run: Run) -> None:
            run.meter.spend(cost)
            for piece in pieces:
                if type(piece) is str:
                    run.write(piece)
                else:
                    piece(run)  # type: ignore[operator]

        return run_block

    def _output(self, node: MissingAwareOutput) -> Step:
        evaluate = self.expression(node.expression)
        name = name_of(node)
        html = self._html

        def output(run: Run) -> None:
            value = evaluate(run)
            if type(value) is str:
                text: str = escape_html(value) if html and not value.isalnum() else value
            elif value is None or isinstance(value, Undefined):
                run.meter.missing.append(name)
                return
            else:
                text = to_liquid_string(value, html)
            meter = run.meter
            meter.size += len(text)
            if meter.size > meter.limits.output_bytes:
                meter.written(0)
            run.out.append(text)

        return output

    def _condition(self, node: IfNode | UnlessNode) -> Step:
        first = self.expression(node.condition)
        wanted = isinstance(node, IfNode)
        branches = [(first, wanted, self._block(node.consequence))] + [
            (self.expression(one.expression), True, self._block(one.block)) for one in node.alternatives
        ]
        otherwise = self._block(node.default) if node.default is not None else None

        def choose(run: Run) -> None:
            for condition, holds, block in branches:
                if bool(condition(run)) is holds:
                    block(run)
                    return
            if otherwise is not None:
                otherwise(run)

        return choose

    def _hidden(self, node: ForNode) -> bool:
        """A loop whose variable has the name of an assigned one: which of them is meant is for the library to say."""
        return node.expression.identifier in self._assigned or "forloop" in self._assigned

    def _items(self, expression: LoopExpression) -> Callable[[Run], tuple[Iterator[Any], int]]:
        """What a loop goes over, and how many there are."""
        iterable = self.expression(expression.iterable)
        is_plain = not (expression.limit or expression.offset or expression.reversed)

        def items(run: Run) -> tuple[Iterator[Any], int]:
            if is_plain:
                found = iterable(run)
                if type(found) is list:
                    return iter(found), len(found)
            return expression.evaluate(run.context)

        return items

    def _loop(self, node: ForNode) -> Step:
        name = str(node.expression.identifier)
        items_of = self._items(node.expression)
        body = self._block(node.block)
        otherwise = self._block(node.default) if node.default is not None else None
        label = f"{name}-{node.expression.iterable}"
        looks_at_loop = "forloop" in str(node.block)

        def loop(run: Run) -> None:
            items, length = items_of(run)
            if not length:
                if otherwise is not None:
                    otherwise(run)
                return
            run.meter.loop(length)
            run.meter.spend(length)
            scope = run.scope
            before = {one: scope.get(one, _ABSENT) for one in (name, "forloop")}
            if looks_at_loop:
                items = scope["forloop"] = ForLoop(name=label, it=items, length=length, parentloop=None)
            try:
                for item in items:
                    scope[name] = item
                    try:
                        body(run)
                    except ContinueLoop:
                        continue
                    except BreakLoop:
                        break
            finally:
                _restore(scope, before)

        return loop

    def _assign(self, node: AssignNode) -> Step:
        evaluate = self.expression(node.expression)
        name = str(node.name)

        def assign(run: Run) -> None:
            keep(run.meter, run.locals, name, evaluate(run))

        return assign

    def _tracked(self, node: TrackedNode) -> Step:
        pieces = self.pieces(node.nodes)

        def tracked(run: Run) -> None:
            kept = run.out
            run.out = []
            try:
                for piece in pieces:
                    if isinstance(piece, str):
                        run.write(piece)
                    else:
                        piece(run)
                address = "".join(run.out)
            finally:
                run.out = kept
            track = run.meter.track
            run.write(track(address) if track is not None else address)

        return tracked

    # Expressions

    def expression(self, expression: Expression) -> Evaluate:
        match expression:
            case Literal() | Nil() | Empty() | Blank():
                value = expression.evaluate(SafeContext(self._template_of_constants()))
                return lambda _run: value
            case Path():
                return self._path(expression)
            case FilteredExpression():
                return self._filtered(expression)
            case BooleanExpression():
                inner = self.expression(expression.expression)
                return lambda run: is_truthy(inner(run))
            case EqExpression() | NeExpression():
                return self._equal(expression)
            case LogicalAndExpression():
                left, right = self.expression(expression.left), self.expression(expression.right)
                return lambda run: is_truthy(left(run)) and is_truthy(right(run))
            case LogicalOrExpression():
                left, right = self.expression(expression.left), self.expression(expression.right)
                return lambda run: is_truthy(left(run)) or is_truthy(right(run))
        return lambda run: expression.evaluate(run.context)

    def _template_of_constants(self) -> BoundTemplate:
        return BoundTemplate(self._env, nodes=[])

    def _equal(self, expression: EqExpression | NeExpression) -> Evaluate:
        left, right = self.expression(expression.left), self.expression(expression.right)
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
        if len(names) < len(segments) or _SPECIAL.intersection(below) or (self._counts and root in self._assigned):
            return lambda run: expression.evaluate(run.context)
        missing, token = self._env.undefined, expression.token
        assigned = root in self._assigned

        def read(run: Run) -> Any:
            value = run.locals.get(root, _ABSENT) if assigned else _ABSENT
            if value is _ABSENT:
                value = run.scope.get(root, _ABSENT)
                if value is _ABSENT:
                    return missing(root, token=token)
            for name in below:
                if type(value) is not dict:
                    return expression.evaluate(run.context)
                value = value.get(name, _ABSENT)
                if value is _ABSENT:
                    return missing(root, token=token)
            return value

        return read

    def _filtered(self, expression: FilteredExpression) -> Evaluate:
        left = self.expression(expression.left)
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
            self.expression(argument.value) for argument in one.args if not isinstance(argument, KeywordArgument)
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
        fallback = [self.expression(argument.value) for argument in one.args]
        is_plain = len(fallback) == 1 and not isinstance(one.args[0], KeywordArgument)

        def default(run: Run, value: Any) -> Any:
            if type(value) is str and value:
                return value
            if is_plain and (value is None or type(value) is str or isinstance(value, Undefined)):
                return fallback[0](run)
            return one.evaluate(value, run.context)

        return default


def _restore(scope: Scope, before: dict[str, Any]) -> None:
    for name, value in before.items():
        if value is _ABSENT:
            scope.pop(name, None)
        else:
            scope[name] = value


def _raising(interrupt: Exception) -> Step:
    def interrupted(_run: Run) -> None:
        raise interrupt

    return interrupted


def _left_to_the_library(node: Node) -> Step:
    def render(run: Run) -> None:
        node.render(run.context, run)  # type: ignore[arg-type]

    return render


def markup(text: str) -> Markup:
    """HTML of our own, which is not escaped again."""
    return Markup(text)  # noqa: S704 -- said by whoever made it
