"""python-liquid in a sandbox: which tags and filters there are, what is counted, and how a refusal reads. Pure."""

import io
import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from functools import partial
from typing import Any, Final, TextIO

from liquid import Environment, RenderContext
from liquid.ast import Node
from liquid.builtin.output import Output, OutputNode
from liquid.exceptions import (
    ContextDepthError,
    LiquidError,
    LiquidSyntaxError,
    UnknownFilterError,
)
from liquid.stream import TokenStream
from liquid.stringify import to_liquid_string
from liquid.tag import Tag
from liquid.template import BoundTemplate
from liquid.token import TOKEN_TAG, Token
from liquid.undefined import UNDEFINED, Undefined
from liquid.utils import ReadOnlyChainMap

from domain.content.liquid.values import DEFAULT_LIMITS, LARGEST_NUMBER, ContentRefused, Limits
from domain.errors import InvalidInput

NO_TAGS: Final = ("include", "render")
"""Blocks are put in when a template is published; nothing is loaded while one is rendered."""
TRACKED: Final = "tracked"
"""``{% tracked %}...{% endtracked %}``: an address with something personal in it, which becomes a link of ours."""


class Stopped(Exception):
    """A limit was met; ``rule`` and ``remedy`` are for its author."""

    def __init__(self, rule: str, remedy: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.remedy = remedy


class Meter:
    """What the rendering of one part has cost so far, what it looked for in vain, and whose it is."""

    __slots__ = ("iterations", "limits", "locale", "missing", "now_ms", "size", "time_zone", "track", "work")

    def __init__(
        self,
        limits: Limits,
        *,
        now_ms: int = 0,
        locale: str = "en",
        time_zone: str = "UTC",
        track: Callable[[str], str] | None = None,
    ) -> None:
        self.limits = limits
        self.now_ms = now_ms
        self.locale = locale
        self.time_zone = time_zone
        self.track = track
        self.work = 0
        self.iterations = 0
        self.size = 0
        self.missing: list[str] = []

    def spend(self, units: int) -> None:
        self.work += units
        if self.work > self.limits.work:
            raise Stopped(
                "it does too much work", "Loop over fewer things, and filter values before a loop, not inside."
            )

    def loop(self, length: int) -> None:
        self.iterations += length
        if self.iterations > self.limits.iterations:
            raise Stopped(
                f"its loops go round more than {self.limits.iterations:,} times",
                "Add a limit to the loop: {% for item in event.items limit: 20 %}.",
            )

    def written(self, characters: int) -> None:
        self.size += characters
        if self.size > self.limits.output_bytes:
            raise Stopped(
                f"it writes more than {self.limits.output_bytes:,} characters",
                "Show less, or link to a page with it all.",
            )


class CountedBuffer(io.StringIO):
    """Where library nodes write: every character is counted, here as well as in what captures."""

    def __init__(self, meter: Meter) -> None:
        super().__init__()
        self._meter = meter

    def write(self, text: str, /) -> int:
        self._meter.written(len(text))
        return super().write(text)


class SafeContext(RenderContext):
    """The library's context, counted, without its clock and without anything that was not handed in."""

    __slots__ = ("meter",)
    meter: Meter

    def metered(self, meter: Meter) -> "SafeContext":
        self.meter = meter
        self.scope = ReadOnlyChainMap(self.locals, self.globals, self.counters)
        return self

    def get(self, path: list[object], *, token: Token | None, default: object = UNDEFINED) -> object:
        self.meter.spend(1)
        return super().get(path, token=token, default=default)

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        try:
            checked = self.env.filters[name]
        except KeyError as error:
            raise UnknownFilterError(f"unknown filter '{name}'", token=token) from error
        return partial(checked, self.meter)

    def raise_for_loop_limit(self, length: int = 1) -> None:
        self.meter.loop(length)
        self.meter.spend(length)

    def assign(self, key: str, val: Any) -> None:
        keep(self.meter, self.locals, key, val)

    def get_buffer(self, buf: TextIO | None = None) -> io.StringIO:
        del buf
        return CountedBuffer(self.meter)


class MissingAwareOutput(OutputNode):
    """``{{ ... }}``, which remembers what it had nothing to show for."""

    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        value = self.expression.evaluate(context)
        if isinstance(context, SafeContext):
            context.meter.spend(1)
            if value is None or isinstance(value, Undefined):
                context.meter.missing.append(name_of(self))
        return buffer.write(to_liquid_string(value, context.autoescape))


class _Output(Output):
    node_class = MissingAwareOutput


class TrackedNode(Node):
    """An address that is only known when it is rendered."""

    __slots__ = ("nodes",)

    def __init__(self, token: Token, nodes: list[Node]) -> None:
        super().__init__(token)
        self.nodes = nodes
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        assert isinstance(context, SafeContext)
        inside = context.get_buffer()
        for node in self.nodes:
            node.render(context, inside)
        track = context.meter.track
        address = inside.getvalue()
        return buffer.write(track(address) if track is not None else address)

    def children(self, static_context: RenderContext, *, include_partials: bool = True) -> Iterable[Node]:  # noqa: ARG002 -- the library's signature
        return self.nodes


class _TrackedTag(Tag):
    name = TRACKED
    end = "end" + TRACKED

    def parse(self, stream: TokenStream) -> Node:
        token = stream.eat(TOKEN_TAG)
        block = self.get_parser().parse_block(stream, end=(self.end,))
        stream.expect(TOKEN_TAG, value=self.end)
        return TrackedNode(token, block.nodes)

    def get_parser(self) -> Any:
        from liquid.parser import get_parser

        return get_parser(self.env)


class SafeTemplate(BoundTemplate):
    context_class = SafeContext


class Sandbox(Environment):
    """A language of ours: HTML, where every value is escaped, or text. ``checked`` are the filters, counted and bounded."""

    template_class = SafeTemplate
    block_nesting_limit = DEFAULT_LIMITS.depth
    context_depth_limit = DEFAULT_LIMITS.depth

    def __init__(self, filters: dict[str, Callable[..., Any]], *, autoescape: bool) -> None:
        super().__init__(autoescape=autoescape, strict_filters=True)
        for name in NO_TAGS:
            del self.tags[name]
        self.add_tag(_Output)
        self.add_tag(_TrackedTag)
        own = {name: func for name, func in self.filters.items() if name not in _NO_FILTERS} | filters
        self.filters = {name: checked(name, func, self) for name, func in own.items()}


_NO_FILTERS: Final = frozenset({"safe", "escapejs"})
"""Nobody's data becomes markup of ours: ``sanitize`` is how HTML is let through, without what could harm."""
_UNSAFE_RESULTS: Final = frozenset({"url_decode", "base64_decode", "base64_url_safe_decode"})
"""What they give was not escaped, whatever went in."""


def keep(meter: Meter, variables: MutableMapping[str, Any], name: str, value: Any) -> None:
    """``{% assign %}``: a variable of the template's own, as long as there is room."""
    meter.spend(1)
    check_value(meter, value)
    variables[name] = value
    room = meter.limits.variables_bytes
    if sum(weight(one) for one in variables.values()) > room:
        raise Stopped(
            f"its variables hold more than {room:,} bytes", "Assign less: shorten texts and lists before keeping them."
        )


def checked(name: str, func: Callable[..., Any], env: Environment) -> Callable[..., Any]:
    """The filter as templates call it: ``(meter, value, *arguments)``, refusing what is too large before and after."""
    given: dict[str, Any] = {"environment": env} if getattr(func, "with_environment", False) else {}
    wants_meter = bool(getattr(func, "with_meter", False))
    measure = _MEASURES.get(name)

    def run(meter: Meter, value: object, *arguments: object, **named: object) -> object:
        size = check_value(meter, value)
        for argument in arguments:
            size += check_value(meter, argument)
        meter.spend(1 + (size >> 10))
        if measure is not None:
            measure(meter, value, *arguments)
        if wants_meter:
            result = func(value, *arguments, meter=meter, **given, **named)
        else:
            result = func(value, *arguments, **given, **named)
        check_value(meter, result)
        return str.__str__(result) if name in _UNSAFE_RESULTS else result

    return run


def check_value(meter: Meter, value: object) -> int:
    """How large it is, about. Raises ``Stopped`` for what no filter should be given."""
    if isinstance(value, str):
        if len(value) > meter.limits.text_chars:
            raise _too_long(meter)
        return len(value)
    if isinstance(value, list | tuple | range):
        # The length of a huge range does not fit: its ends are compared.
        items = max(0, value.stop - value.start) if isinstance(value, range) else len(value)
        if items > meter.limits.list_items:
            raise Stopped(
                f"a list has more than {meter.limits.list_items:,} items", "Shorten it with slice before anything else."
            )
        return items * 16
    if isinstance(value, int | float) and not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        raise Stopped("a number is too large to be meant", "Calculate with smaller numbers.")
    return 0


def weight(value: object, depth: int = 4) -> int:
    """What a variable takes, lists and objects with what is in them."""
    if isinstance(value, str):
        return 50 + len(value)
    if depth and isinstance(value, list | tuple):
        return 50 + sum(8 + weight(item, depth - 1) for item in value)
    if depth and isinstance(value, dict):
        return 100 + sum(len(str(key)) + weight(item, depth - 1) for key, item in value.items())
    return 32


def _too_long(meter: Meter) -> Stopped:
    return Stopped(
        f"a text has more than {meter.limits.text_chars:,} characters", "Shorten it with truncate before anything else."
    )


def _measure_replace(meter: Meter, value: object, old: object = "", new: object = "", *_: object) -> None:
    text, sought = str(value), str(old)
    times = len(text) + 1 if not sought else text.count(sought)
    if len(text) + times * len(str(new)) > meter.limits.text_chars:
        raise _too_long(meter)


def _measure_join(meter: Meter, value: object, separator: object = " ", *_: object) -> None:
    if isinstance(value, list | tuple | range):
        length = len(value) * len(str(separator)) + sum(len(item) if isinstance(item, str) else 16 for item in value)
        if length > meter.limits.text_chars:
            raise _too_long(meter)


def _measure_squares(meter: Meter, value: object, *_: object) -> None:
    """Comparing everything with everything."""
    if isinstance(value, list | tuple):
        meter.spend(len(value) * len(value) >> 8)


def _measure_number(_meter: Meter, value: object, *arguments: object) -> None:
    for one in (value, *arguments):
        if isinstance(one, str) and len(one) > 40:
            raise Stopped("a text of more than 40 characters is calculated with", "Calculate with numbers.")
        if isinstance(one, str) and ("e" in one.lower() and one.strip()[:1] in "+-.0123456789"):
            raise Stopped("a number is written with an exponent", "Write it out.")


_MEASURES: Final[dict[str, Callable[..., None]]] = {
    "replace": _measure_replace,
    "join": _measure_join,
    "uniq": _measure_squares,
    **dict.fromkeys(
        ("abs", "at_most", "at_least", "ceil", "divided_by", "floor", "minus", "modulo", "plus", "round", "times"),
        _measure_number,
    ),
    **dict.fromkeys(("money", "number"), _measure_number),
}


LONGEST_TAG: Final = 4_000
_LONGEST_BLANK: Final = 200
_DEEPER: Final = re.compile(r"\[|\sand\s|\sor\s")
_DEEPEST: Final = 50
"""Each of them is read inside the one before it."""
_VERBATIM: Final = re.compile(r"\{%-?\s{0,200}(raw|doc|comment)\s{0,200}-?%\}")


def tags_in(source: str, field: str) -> Iterator[tuple[int, int]]:
    """Where tags and outputs begin and end; what is raw or a comment as a whole. One pass, whatever is in it.

    Raises ``ContentRefused`` for what is not closed: the library would look for its end again from every character.
    """
    at = 0
    while (start := source.find("{", at)) >= 0:
        opened = source[start : start + 2]
        if opened not in ("{{", "{%"):
            at = start + 1
            continue
        closing = "}}" if opened == "{{" else "%}"
        end = source.find(closing, start + 2)
        if end < 0:
            raise _unreadable(source, start, field, f"'{opened}' is not closed with '{closing}'")
        end += 2
        tag = source[start:end]
        if len(tag) > LONGEST_TAG or (len(tag) > _LONGEST_BLANK and " " * _LONGEST_BLANK in re.sub(r"\s", " ", tag)):
            raise _unreadable(source, start, field, f"a tag is longer than {LONGEST_TAG:,} characters, or mostly blank")
        if len(_DEEPER.findall(tag)) > _DEEPEST:
            raise _unreadable(
                source, start, field, f"a tag is nested too deeply: more than {_DEEPEST} brackets, ands and ors"
            )
        if verbatim := _VERBATIM.fullmatch(tag):
            closes = re.compile(r"\{%-?\s{0,200}end" + verbatim[1] + r"\s{0,200}-?%\}").search(source, end)
            if closes is None:
                raise _unreadable(source, start, field, f"'{verbatim[1]}' is not closed with 'end{verbatim[1]}'")
            end = closes.end()
        yield start, end
        at = end


def _unreadable(source: str, at: int, field: str, rule: str) -> ContentRefused:
    return ContentRefused(field, rule, "Close it where it ends.", line=source.count("\n", 0, at) + 1)


def parse(env: Sandbox, source: str, field: str, limits: Limits = DEFAULT_LIMITS) -> BoundTemplate:
    """Raises ``ContentRefused`` with the line."""
    if len(source) > limits.source_chars:
        raise ContentRefused(field, f"it has more than {limits.source_chars:,} characters", "Shorten it.")
    if sum(1 for _ in tags_in(source, field)) > limits.tags:
        raise ContentRefused(field, f"it has more than {limits.tags:,} tags", "Loop over a list instead of repeating.")
    try:
        return env.from_string(source)
    except Exception as error:
        raise refusal(error, field) from error


def check_reads(template: BoundTemplate, field: str, roots: Sequence[str]) -> tuple[str, ...]:
    """The paths a template reads, such as ``person.city``. Raises ``ContentRefused`` for what it may not."""
    try:
        analysis = template.analyze(include_partials=False)
    except (LiquidError, RecursionError) as error:
        raise refusal(error, field) from error
    found: dict[str, None] = {}
    for name, variables in analysis.variables.items():
        for variable in variables:
            line = _line_at(template, variable.span.index)
            for segment in variable.segments:
                if isinstance(segment, str) and segment.startswith("_"):
                    raise ContentRefused(
                        field,
                        f"it reads '{variable}', and names that begin with an underscore are nobody's to read",
                        f"Read what is listed: {', '.join(roots)}.",
                        line=line,
                    )
        if name in analysis.globals:
            if name not in roots:
                raise ContentRefused(
                    field,
                    f"there is no variable '{name}'",
                    f"Read one of {', '.join(roots)}, such as person.first_name.",
                    line=_line_at(template, variables[0].span.index),
                )
            found.update(dict.fromkeys(str(variable) for variable in analysis.globals[name]))
    for name, spans in analysis.filters.items():
        if name not in template.env.filters:
            raise refusal(
                UnknownFilterError(f"unknown filter '{name}'", token=None),
                field,
                line=_line_at(template, spans[0].index),
            )
    return tuple(found)


def _line_at(template: BoundTemplate, index: int) -> int:
    token = next((node.token for node in template.nodes), None)
    return token.source.count("\n", 0, index) + 1 if token is not None and index >= 0 else 0


def name_of(node: Node) -> str:
    """``person.city`` of ``{{ person.city }}``, in short."""
    return str(node)[2:-2].strip().split("|")[0].strip()[:80]


def refusal(error: BaseException, field: str, *, line: int = 0) -> ContentRefused:
    """Whatever went wrong with a template, in words for its author."""
    if isinstance(error, ContentRefused):
        return error
    if isinstance(error, Stopped):
        return ContentRefused(field, error.rule, error.remedy, line=line)
    if isinstance(error, InvalidInput):
        return ContentRefused(field, error.message, error.remedy or "Correct it.", line=line)
    if isinstance(error, RecursionError) or isinstance(error.__cause__, RecursionError):
        return ContentRefused(field, "it is nested too deeply", "Take tags and brackets out of each other.", line=line)
    if isinstance(error, LiquidError):
        line = line or _line_of(error)
        said = str(error.message or "it cannot be read").strip()
        if isinstance(error, UnknownFilterError):
            return ContentRefused(field, said, "The list of filters is in the guide; check the spelling.", line=line)
        if isinstance(error, ContextDepthError):
            return ContentRefused(field, "it is nested too deeply", "Take tags out of each other.", line=line)
        if any(f"'{name}'" in said for name in NO_TAGS):
            return ContentRefused(field, said, "Blocks are put in with {% block 'name' %}.", line=line)
        if isinstance(error, LiquidSyntaxError):
            return ContentRefused(field, said, "Correct the tag; every block needs its end tag.", line=line)
        return ContentRefused(
            field, said, "Give the value a default, or check it with an if before using it.", line=line
        )
    return ContentRefused(
        field,
        f"a filter cannot work with its value ({error})",
        "Check the value with an if before using it.",
        line=line,
    )


def _line_of(error: LiquidError) -> int:
    try:
        found = error.context()
    except ValueError:  # at the end of the source
        return error.token.source.count("\n") + 1 if error.token is not None else 0
    return found[0] if found is not None else 0


def nodes_of(template: BoundTemplate) -> Iterator[Node]:
    """Every node, those inside others too."""
    context = RenderContext(template)
    waiting = list(template.nodes)
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.children(context, include_partials=False))
