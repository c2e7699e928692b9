"""What an author wrote, made into an immutable version: fields by channel, languages, blocks, markup. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pydantic import JsonValue, TypeAdapter

from domain.campaigns.values import Channel
from domain.content.liquid.rules import tags_in
from domain.content.liquid.values import ContentRefused
from domain.content.markup.rules import text_of, to_html
from domain.content.values import (
    MAX_BLOCK_DEPTH,
    ROOTS,
    BlockContent,
    CompiledWording,
    TemplateContent,
    TemplateVersion,
    Wording,
)

READABLE: Final = (*ROOTS, "conditions")
"""Roots of compiled Liquid: an author's, and what blocks ask."""
_BLOCK: Final = re.compile(r"\{%-?\s{0,200}block\s{1,200}(?:'([^']{1,100})'|\"([^\"]{1,100})\")\s{0,200}-?%\}")
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,76}")
_OWN_HEADERS: Final = frozenset(
    [
        "from",
        "to",
        "cc",
        "bcc",
        "sender",
        "reply-to",
        "subject",
        "date",
        "message-id",
        "return-path",
        "received",
        "content-type",
        "content-transfer-encoding",
        "mime-version",
        "dkim-signature",
        "list-unsubscribe",
        "list-unsubscribe-post",
    ]
)
LINES: Final = ("subject", "preheader", "title", "url", "image_url")
"""Fields of one line."""
TEXTS: Final = (*LINES, "html", "text", "body")


class Shape(NamedTuple):
    """Which fields a channel has: one of each of ``needs`` has to be there."""

    needs: tuple[tuple[str, ...], ...]
    may: frozenset[str]


_SHOWN: Final = frozenset({"title", "body", "html", "url", "image_url", "buttons", "data"})
_PUSHED: Final = frozenset({"title", "body", "url", "image_url", "buttons", "data"})
SHAPES: Final[Mapping[Channel, Shape]] = {
    Channel.EMAIL: Shape(
        (("subject",), ("html", "text")), frozenset({"subject", "preheader", "html", "text", "headers", "data"})
    ),
    Channel.SMS: Shape((("text",),), frozenset({"text", "media_urls", "data"})),
    Channel.WHATSAPP: Shape((("text", "data"),), frozenset({"text", "media_urls", "buttons", "data"})),
    Channel.PUSH: Shape((("body",),), _PUSHED),
    Channel.WEB_PUSH: Shape((("title", "body"),), _PUSHED),
    Channel.IN_APP: Shape((("body", "html", "title", "data"),), _SHOWN),
    Channel.CONTENT_CARD: Shape((("title", "body", "html", "data"),), _SHOWN),
    Channel.WEBHOOK: Shape((("data", "body"),), frozenset({"body", "data", "headers", "url"})),
    Channel.PAID_MEDIA: Shape((("data", "title", "html"),), _SHOWN),
    Channel.IN_STORE: Shape((("title", "body", "html", "data"),), _SHOWN),
    Channel.WEB: Shape((("html", "body", "data", "title"),), _SHOWN),
}


# Languages


def normal_locale(name: str) -> str:
    """``de_at`` as ``de-AT``, ``zh-hant-tw`` as ``zh-Hant-TW``; empty for what is no language."""
    language, *others = re.split(r"[-_]", name.strip().partition(".")[0])
    if not re.fullmatch(r"[A-Za-z]{2,3}", language):
        return ""
    known = [
        one.title() if len(one) == 4 else one.upper() for one in others if re.fullmatch(r"[A-Za-z]{2,4}|[0-9]{3}", one)
    ]
    return "-".join([language.lower(), *known])


def fallback_chain(locale: str, default_locale: str) -> tuple[str, ...]:
    """``de-AT``, ``de``, then the default."""
    parts = normal_locale(locale).split("-")
    chain = ["-".join(parts[:length]) for length in range(len(parts), 0, -1) if parts[0]]
    return tuple(dict.fromkeys([*chain, default_locale]))


def merged(wordings: Mapping[str, Wording], locale: str, default_locale: str) -> Wording:
    """The wording of a language, with what it does not say itself from those it falls back to."""
    chain = [wordings[one] for one in fallback_chain(locale, default_locale) if one in wordings]
    found: dict[str, Any] = {}
    for wording in chain:
        for name in Wording.model_fields:
            if found.get(name) is None:
                found[name] = getattr(wording, name)
    return Wording.model_construct(**found)


def event_values(event: JsonValue) -> dict[str, JsonValue]:
    """What templates read as ``event``: its properties, with ``name`` and ``at_ms`` beside them."""
    if not isinstance(event, dict):
        return {}
    properties = event.get("properties")
    return (
        event
        if not isinstance(properties, dict)
        else {**properties, "name": event.get("name"), "at_ms": event.get("at_ms")}
    )


# Blocks


class Expansion:
    """Puts blocks in. ``conditions`` and ``used`` fill up as it goes."""

    def __init__(self, blocks: Mapping[str, tuple[int, BlockContent]], locale: str) -> None:
        self._blocks = blocks
        self._locale = locale
        self.conditions: dict[str, dict[str, Any]] = {}
        self.used: dict[str, int] = {}

    def expanded(self, source: str, field: str, markup: str, within: tuple[str, ...] = ()) -> str:
        """``source`` with the text of its blocks. Raises ``ContentRefused`` for one that is not there, or holds itself."""
        pieces: list[str] = []
        at = 0
        for start, end in tags_in(source, field):
            found = _BLOCK.fullmatch(source, start, end)
            if found is None:
                continue
            name = found[1] or found[2]
            line = source.count("\n", 0, start) + 1
            pieces += [source[at:start], self._block(name, field, markup, within, line)]
            at = end
        return "".join([*pieces, source[at:]])

    def _block(self, name: str, field: str, markup: str, within: tuple[str, ...], line: int) -> str:
        if name in within:
            path = " in ".join(f"'{one}'" for one in (name, *reversed(within)))
            raise ContentRefused(field, f"a block holds itself: {path}", "Take one of them out.", line=line)
        if len(within) >= MAX_BLOCK_DEPTH:
            raise ContentRefused(
                field, f"blocks are inside each other more than {MAX_BLOCK_DEPTH} deep", "Flatten them."
            )
        if name not in self._blocks:
            raise ContentRefused(
                field, f"there is no published block '{name}'", "Publish it, or correct its name.", line=line
            )
        version, block = self._blocks[name]
        if block.markup not in ("text", markup) and not (markup == "mjml" and block.markup == "html"):
            raise ContentRefused(
                field,
                f"block '{name}' is {block.markup}, and this is {markup}",
                "Write the block anew for it.",
                line=line,
            )
        self.used[name] = version
        chosen: list[tuple[str, str]] = []
        for number, variant in enumerate(block.variants):
            chain = fallback_chain(self._locale, block.default_locale)
            source = next(variant.wordings[one] for one in chain if one in variant.wordings)
            text = self.expanded(source, field, markup, (*within, name))
            if variant.when is None:
                chosen.append(("", text))
                break
            key = f"{name}_{number}"
            self.conditions[key] = variant.when.model_dump(mode="json", by_alias=True)
            chosen.append((key, text))
        return _choice(chosen)


def _choice(variants: Sequence[tuple[str, str]]) -> str:
    """Liquid that shows the first variant whose condition holds."""
    if not variants[0][0]:
        return variants[0][1]
    pieces: list[str] = []
    for number, (key, text) in enumerate(variants):
        tag = "else" if not key else f"{'elsif' if number else 'if'} conditions.{key}"
        pieces.append("{% " + tag + " %}" + text)
    return "".join([*pieces, "{% endif %}"])


def blocks_in(content: TemplateContent) -> set[str]:
    """Names of the blocks a template asks for itself."""
    return {name for wording in content.wordings.values() for text in texts_of(wording) for name in block_names(text)}


def without_blocks(source: str) -> str:
    return _BLOCK.sub("", source)


def block_names(source: str) -> set[str]:
    return {found[1] or found[2] for found in _BLOCK.finditer(source)}


def texts_of(wording: Wording) -> Iterator[str]:
    for name in TEXTS:
        text = getattr(wording, name)
        if text:
            yield text


# Compiling


def compile_version(
    content: TemplateContent,
    *,
    tenant_id: str,
    template_id: str,
    version: int,
    channel: Channel,
    blocks: Mapping[str, tuple[int, BlockContent]],
) -> TemplateVersion:
    """What a version consists of. Raises ``ContentRefused``; that its Liquid can be read, ``domain.content.prepared`` says."""
    wordings: dict[str, CompiledWording] = {}
    conditions: dict[str, dict[str, Any]] = {}
    used: dict[str, int] = {}
    for locale in content.wordings:
        expansion = Expansion(blocks, locale)
        wording = merged(content.wordings, locale, content.default_locale)
        check_shape(wording, channel, locale)
        wordings[locale] = _compiled(wording, content, channel, locale, expansion)
        conditions |= expansion.conditions
        used |= expansion.used
    return TemplateVersion(
        tenant_id=tenant_id,
        template_id=template_id,
        version=version,
        channel=channel,
        default_locale=content.default_locale,
        wordings=wordings,
        conditions=conditions,
        defaults=content.defaults,
        required=content.required,
        lookups=tuple(one.model_dump() for one in content.lookups),
        fetches=tuple(one.model_dump() for one in content.fetches),
        tracking=content.tracking.model_dump(),
        blocks=used,
    )


def check_shape(wording: Wording, channel: Channel, locale: str) -> None:
    """Raises ``ContentRefused`` for a field its channel has no place for, and for one that it cannot do without."""
    shape = SHAPES[channel]
    for name in Wording.model_fields:
        if getattr(wording, name) is not None and name not in shape.may:
            raise ContentRefused(name, f"{channel.value} has no {name}", f"Use {', '.join(sorted(shape.may))}.")
    for choices in shape.needs:
        if not any(getattr(wording, name) for name in choices):
            wanted = " or ".join(choices)
            raise ContentRefused(choices[0], f"{channel.value} in {locale} has no {wanted}", f"Write {wanted}.")
    for name in wording.headers or {}:
        if not _HEADER.fullmatch(name) or name.lower() in _OWN_HEADERS:
            raise ContentRefused(
                "headers", f"'{name}' is not a header to be set here", "Use one of your own: X-Something."
            )


def _compiled(
    wording: Wording, content: TemplateContent, channel: Channel, locale: str, expansion: Expansion
) -> CompiledWording:
    fields = {
        name: expansion.expanded(text, name, "text")
        for name in TEXTS
        if name not in ("html", "preheader") and (text := getattr(wording, name))
    }
    if wording.html:
        html = to_html(expansion.expanded(wording.html, "html", content.markup), is_mjml=content.markup == "mjml")
        if wording.preheader:
            html = _with_preheader(html, expansion.expanded(wording.preheader, "preheader", "text"))
        fields["html"] = html
        if channel is Channel.EMAIL and not fields.get("text"):
            fields["text"] = text_of(html)
    return CompiledWording(
        locale=locale,
        fields=fields,
        buttons=tuple(one.model_dump() for one in wording.buttons or ()),
        media_urls=tuple(wording.media_urls or ()),
        data=_checked_data(wording.data or {}),
        headers=dict(wording.headers or {}),
    )


_PREHEADER: Final = (
    '<div style="display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all">'
    "{}</div>"
)


def _with_preheader(html: str, preheader: str) -> str:
    """Hidden in front of everything, where inboxes look for it."""
    opened = re.search(r"<body(?:\"[^\"]{0,4000}\"|'[^']{0,4000}'|[^<>\"']){0,2000}>", html, re.IGNORECASE)
    at = opened.end() if opened else 0
    return html[:at] + _PREHEADER.format(preheader.replace("{}", "")) + html[at:]


_JSON: Final = TypeAdapter[dict[str, JsonValue]](dict[str, JsonValue])
_MOST_DATA: Final = 64_000


def _checked_data(data: dict[str, JsonValue]) -> dict[str, JsonValue]:
    if len(_JSON.dump_json(data)) > _MOST_DATA:
        raise ContentRefused(
            "data", f"it has more than {_MOST_DATA:,} bytes", "Send less, or an address to fetch it from."
        )
    return data
