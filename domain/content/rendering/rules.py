"""A parsed template as a list of texts and functions. Pure; what a run costs is counted by its meter."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from liquid.ast import BlockNode, Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression, LoopExpression, Path
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.for_tag import BreakNode, ContinueNode, ForLoop, ForNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.exceptions import BreakLoop, ContinueLoop, LiquidError, LiquidInterrupt
from liquid.expression import Expression
from liquid.stringify import to_liquid_string
from liquid.template import BoundTemplate
from liquid.undefined import Undefined
from markupsafe import escape as escape_html

from domain.content.expressions.rules import ABSENT, SPECIAL, Expressions, Run, Scope
from domain.content.filters.rules import FILTERS
from domain.content.liquid.rules import (
    Meter,
    MissingAwareOutput,
    Sandbox,
    TrackedNode,
    check_reads,
    keep,
    name_of,
    nodes_of,
    parse,
    refusal,
)
from domain.content.liquid.values import DEFAULT_LIMITS, Limits

HTML: Final = Sandbox(FILTERS, autoescape=True)
"""Values are escaped unless a filter made them safe."""
TEXT: Final = Sandbox(FILTERS, autoescape=False)
READING: Final = "links.reading"
"""What stands for the message's own part in links: see ``domain.content.links``."""
_NEEDS_ESCAPING: Final = re.compile("[&<>'\"]").search

Step = Callable[[Run], None]
Piece = str | Step


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
        self._html = html
        nodes = list(nodes_of(template))
        self._assigned = {str(name) for node in nodes for name in node.template_scope()}
        text = str(template)
        self._loops_are_plain = "parentloop" not in text and "offset:continue" not in text.replace(" ", "")
        counts = any(type(node).__name__ in {"IncrementNode", "DecrementNode"} for node in nodes)
        self._expressions = Expressions(template.env, self._assigned, counts=counts)

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
        cost, size = len(pieces), sum(len(piece) for piece in pieces if isinstance(piece, str))

        def run_block(run: Run) -> None:
            meter, append = run.meter, run.out.append
            meter.spend(cost)
            meter.written(size)
            for piece in pieces:
                if type(piece) is str:
                    append(piece)
                else:
                    piece(run)  # type: ignore[operator]

        return run_block

    def _output(self, node: MissingAwareOutput) -> Step:
        expression, name, html = node.expression, name_of(node), self._html
        if str(expression) == READING:
            return _token
        evaluate = self._expressions.function(expression)

        def output(run: Run) -> None:
            value = evaluate(run)
            if type(value) is str:
                text: str = value if not html or _NEEDS_ESCAPING(value) is None else escape_html(value)
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

        return self._of_two_names(expression, output) or output

    def _of_two_names(self, expression: Expression, otherwise: Step) -> Step | None:
        """``{{ person.city }}``, which most outputs are, in one function; what is not a text is left to ``otherwise``."""
        if (
            not isinstance(expression, FilteredExpression)
            or expression.filters
            or not isinstance(expression.left, Path)
        ):
            return None
        match expression.left.path:
            case [str(root), str(key)] if key not in SPECIAL and root not in self._assigned:
                pass
            case _:
                return None
        html = self._html

        def output(run: Run) -> None:
            holder = run.scope.get(root)
            value = holder.get(key) if type(holder) is dict else None
            if type(value) is not str:
                otherwise(run)
                return
            meter = run.meter
            text: str = value if not html or _NEEDS_ESCAPING(value) is None else escape_html(value)
            meter.size += len(text)
            if meter.size > meter.limits.output_bytes:
                meter.written(0)
            run.out.append(text)

        return output

    def _condition(self, node: IfNode | UnlessNode) -> Step:
        first = self._expressions.function(node.condition)
        wanted = isinstance(node, IfNode)
        branches = [(first, wanted, self._block(node.consequence))] + [
            (self._expressions.function(one.expression), True, self._block(one.block)) for one in node.alternatives
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
        iterable = self._expressions.function(expression.iterable)
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
            before = {one: scope.get(one, ABSENT) for one in (name, "forloop")}
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
        evaluate = self._expressions.function(node.expression)
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


def _restore(scope: Scope, before: dict[str, Any]) -> None:
    for name, value in before.items():
        if value is ABSENT:
            scope.pop(name, None)
        else:
            scope[name] = value


def _token(run: Run) -> None:
    """Of our own making, and the same in every link of a message: nothing to escape."""
    run.out.append(run.scope["links"]["reading"])


def _raising(interrupt: Exception) -> Step:
    def interrupted(_run: Run) -> None:
        raise interrupt

    return interrupted


def _left_to_the_library(node: Node) -> Step:
    def render(run: Run) -> None:
        node.render(run.context, run)  # type: ignore[arg-type]

    return render
