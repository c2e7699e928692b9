"""A version, parsed: rendered for one person after another. Pure; whatever it reads was loaded beforehand."""

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final

from pydantic import JsonValue, TypeAdapter

from domain.campaigns.values import Channel
from domain.contacts.values import Contact
from domain.content.expressions.rules import Scope
from domain.content.links.rules import LinkSigner, Rewriter, rewrite_html_attribute, rewrite_text, scope_of
from domain.content.liquid.rules import TRACKED, Meter
from domain.content.liquid.values import DEFAULT_LIMITS, ContentRefused, Limits
from domain.content.markup.rules import Protected, elements_in, has_liquid
from domain.content.rendering.rules import READING, Compiled
from domain.content.rules import LINES, READABLE, event_values, fallback_chain
from domain.content.values import CompiledWording, Rendered, RenderInputs, TemplateVersion, Wanted
from domain.predicates.rules import MISSING, evaluate, look_up
from domain.predicates.values import Facts, Predicate

_PREDICATE: Final[TypeAdapter[Predicate]] = TypeAdapter(Predicate)
_READING: Final = "{{ " + READING + " }}"
_SEVERAL: Final = 50
"""Items that one lookup finds at most."""
_OWN_LINKS: Final = ("links.unsubscribe", "links.preferences")
_PIXEL: Final = '<img src="{}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">'
Tree = Callable[[Scope, Meter], Any]


class Prepared:
    """One version, ready for anybody. ``reads`` are all the paths it looks at, in any language."""

    def __init__(
        self, version: TemplateVersion, *, signer: LinkSigner | None = None, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        """Parses everything. Raises ``ContentRefused``."""
        self.version = version
        self._signer = signer
        self._limits = limits
        self._scope = scope_of(version.tenant_id, version.template_id, version.version)
        self._defaults = [(tuple(path.split(".")), value) for path, value in version.defaults.items()]
        self.conditions = {name: _PREDICATE.validate_python(body) for name, body in version.conditions.items()}
        self._lookups = [
            (str(one["name"]), str(one["catalogue"]), self._text(str(one["item"]), "lookups"), bool(one["many"]))
            for one in version.lookups
        ]
        self._fetches = [(str(one["name"]), self._text(str(one["url"]), "fetches")) for one in version.fetches]
        self._wordings = {locale: _Words(self, wording) for locale, wording in version.wordings.items()}
        self._by_locale: dict[str, _Words] = {}
        found = [one for words in self._wordings.values() for one in words.compiled]
        found += [one[2] for one in self._lookups] + [one[1] for one in self._fetches]
        self.reads = tuple(sorted({path for one in found for path in one.reads}))
        self._roots = frozenset(path.partition(".")[0].partition("[")[0] for path in self.reads)
        self.computed = frozenset(path.split(".")[1] for path in self.reads if path.startswith("computed."))
        """Names of the computed properties it shows."""

    def _text(self, source: str, field: str) -> Compiled:
        return Compiled(source, field, html=False, roots=READABLE, limits=self._limits)

    def reads_root(self, root: str) -> bool:
        """Whether it looks at anything of ``root``."""
        return root in self._roots

    def locale_for(self, locale: str) -> str:
        """The language of this version that somebody with ``locale`` gets."""
        return self._words(locale).locale

    def _words(self, locale: str) -> "_Words":
        found = self._by_locale.get(locale)
        if found is None:
            chain = fallback_chain(locale, self.version.default_locale)
            found = self._wordings[next(one for one in chain if one in self._wordings)]
            if len(self._by_locale) < 1_000:
                self._by_locale[locale] = found
        return found

    def wants(self, inputs: RenderInputs) -> Wanted:
        """What has to be in ``inputs`` before rendering, beside what is there. Raises ``ContentRefused``."""
        if not self._lookups and not self._fetches:
            return Wanted({}, {})
        scope, meter = self._values(inputs, inputs.contact.locale), self._meter(inputs, inputs.contact.locale)
        items: dict[str, tuple[str, tuple[str, ...]]] = {}
        for name, catalogue, compiled, many in self._lookups:
            said = compiled.render(scope, meter).strip()
            ids = [one.strip() for one in said.split(",")] if many else [said]
            items[name] = (catalogue, tuple(dict.fromkeys(one for one in ids if one))[:_SEVERAL])
        fetches = {name: compiled.render(scope, meter).strip() for name, compiled in self._fetches}
        return Wanted(items, fetches)

    def render(self, inputs: RenderInputs, *, locale: str = "") -> Rendered:
        """The message. ``locale`` overrides the person's own. Raises ``ContentRefused`` naming field, rule and remedy."""
        words = self._words(locale or inputs.contact.locale)
        scope = self._values(inputs, words.locale)
        for path in self.version.required:
            if look_up(scope, path) is MISSING or look_up(scope, path) == "":
                raise ContentRefused(
                    path, "this person has no value for it", "Set it, give a default, or do not require it."
                )
        if self.conditions:
            facts = inputs.facts or _facts(inputs)
            scope["conditions"] = {
                name: evaluate(predicate, facts, now_ms=inputs.now_ms) for name, predicate in self.conditions.items()
            }
        reading, unsubscribe = self._link(inputs, scope)
        return words.render(scope, self._meter(inputs, words.locale), reading, unsubscribe)

    def _meter(self, inputs: RenderInputs, locale: str) -> Meter:
        return Meter(self._limits, now_ms=inputs.now_ms, locale=locale, time_zone=inputs.contact.time_zone)

    def _values(self, inputs: RenderInputs, locale: str) -> Scope:
        contact = inputs.contact
        person = person_values(contact)
        scope: Scope = {
            "person": person,
            "computed": inputs.computed,
            "event": event_values(inputs.event),
            "variables": inputs.variables,
            "items": inputs.items,
            "fetched": inputs.fetched,
            "sender": inputs.sender,
            "message": {
                "id": inputs.message_id,
                "locale": locale,
                "time_zone": contact.time_zone or "UTC",
                "now": inputs.now_ms,
            },
        }
        for path, value in self._defaults:
            _fill(scope, path, value)
        return scope

    def _link(self, inputs: RenderInputs, scope: Scope) -> tuple[str, str]:
        """(what clicks and opens carry, where unsubscribing leads), and both among the values."""
        signer, version = self._signer, self.version
        if signer is None or not inputs.message_id:
            scope["links"] = {"reading": "", "unsubscribe": "#unsubscribe", "preferences": "#preferences"}
            return "", ""
        choosing = signer.choosing(
            version.tenant_id, inputs.message_id, version.channel, inputs.contact.person_id, inputs.now_ms
        )
        unsubscribe = signer.unsubscribe_url(choosing)
        reading = ""
        if version.channel is Channel.EMAIL and (self.counts_clicks or self.counts_opens):
            reading = signer.reading(version.tenant_id, inputs.message_id, version.channel, self._scope, inputs.now_ms)
        scope["links"] = {
            "reading": reading,
            "unsubscribe": unsubscribe,
            "preferences": signer.preferences_url(choosing),
        }
        return reading, "" if inputs.is_transactional else unsubscribe

    @property
    def counts_clicks(self) -> bool:
        return bool(self.version.tracking.get("clicks", True))

    @property
    def counts_opens(self) -> bool:
        return bool(self.version.tracking.get("opens", True))

    def rewriter(self, *, counted: bool) -> Rewriter:
        utm: dict[str, Any] = dict(self.version.tracking.get("utm", {}))
        hosts = utm.pop("hosts", ())
        return Rewriter(
            utm=utm,
            hosts=hosts,
            signer=self._signer if counted and self.counts_clicks else None,
            scope=self._scope,
            reading=_READING,
        )

    def pixel(self) -> str:
        """What is loaded when the message is opened; empty where opens are not counted."""
        if self._signer is None or not self.counts_opens or self.version.channel is not Channel.EMAIL:
            return ""
        return _PIXEL.format(escape(self._signer.open_url(_READING)))


class _Words:
    """One language of a version. HTML and text are there twice: with links that are counted, and with the author's own."""

    def __init__(self, prepared: Prepared, wording: CompiledWording) -> None:
        self.locale = wording.locale
        self._is_email = prepared.version.channel is Channel.EMAIL
        self.compiled: list[Compiled] = []
        self._prepared = prepared
        self._wording = wording
        fields = wording.fields
        self._fields = [
            (name, self._keep(fields[name], name, html=False)) for name in fields if name not in ("html", "text")
        ]
        self._long = {counted: self._linked(counted=counted) for counted in self._ways()}
        self._rewriters = {counted: prepared.rewriter(counted=counted) for counted in self._long}
        self._buttons = [_tree(self, button, "buttons") for button in wording.buttons]
        self._media = [self._keep(url, "media_urls", html=False) for url in wording.media_urls]
        self._data = _tree(self, wording.data, "data") if wording.data else None
        self._headers = [(name, self._keep(text, "headers", html=False)) for name, text in wording.headers.items()]

    def _ways(self) -> tuple[bool, ...]:
        return (False, True) if self._is_email and self._prepared._signer is not None else (False,)  # noqa: SLF001 -- two classes, one subject

    def _keep(self, source: str, field: str, *, html: bool) -> Compiled:
        made = Compiled(source, field, html=html, roots=READABLE, limits=self._prepared._limits)  # noqa: SLF001 -- likewise
        self.compiled.append(made)
        return made

    def _linked(self, *, counted: bool) -> dict[str, Compiled]:
        rewriter = self._prepared.rewriter(counted=counted)
        found: dict[str, Compiled] = {}
        html, text = self._wording.fields.get("html"), self._wording.fields.get("text")
        if html:
            pixel = self._prepared.pixel() if counted else ""
            found["html"] = self._keep(_with_pixel(_rewritten(html, rewriter), pixel), "html", html=True)
        if text:
            source = _rewritten_text(text, rewriter) if self._is_email else text
            found["text"] = self._keep(source, "text", html=False)
        return found

    def render(self, scope: Scope, meter: Meter, reading: str, unsubscribe: str) -> Rendered:
        counted = bool(reading)
        made = {name: compiled.render(scope, meter) for name, compiled in self._fields}
        for name in LINES:
            if name in made:
                made[name] = " ".join(made[name].split())
        rewriter = self._rewriters[counted].with_reading(reading) if counted else self._rewriters[False]
        long = self._long[counted]
        html = text = ""
        if "html" in long:
            meter.track = lambda value: rewrite_html_attribute(value, rewriter)
            html = long["html"].render(scope, meter)
        if "text" in long:
            meter.track = rewriter.address
            text = long["text"].render(scope, meter)
        headers = {name: " ".join(compiled.render(scope, meter).split()) for name, compiled in self._headers}
        if self._is_email and unsubscribe:
            headers["List-Unsubscribe"] = f"<{unsubscribe}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return Rendered(
            subject=made.get("subject", ""),
            html=html,
            text=text,
            title=made.get("title", ""),
            body=made.get("body", ""),
            data=self._made_data(scope, meter, made),
            media_urls=tuple(one for one in (compiled.render(scope, meter).strip() for compiled in self._media) if one),
            headers=headers,
            locale=self.locale,
            unsubscribe_url=unsubscribe,
            missing=tuple(dict.fromkeys(meter.missing)) if meter.missing else (),
        )

    def _made_data(self, scope: Scope, meter: Meter, made: Mapping[str, str]) -> dict[str, JsonValue]:
        data: dict[str, JsonValue] = self._data(scope, meter) if self._data is not None else {}
        for name in ("url", "image_url"):
            if made.get(name):
                data[name] = made[name]
        if self._buttons:
            data["buttons"] = [button(scope, meter) for button in self._buttons]
        return data


def _tree(words: _Words, value: JsonValue | Mapping[str, str], field: str) -> Tree:
    """JSON with Liquid in its texts, as a function."""
    if isinstance(value, Mapping):
        below = {name: _tree(words, one, f"{field}.{name}") for name, one in value.items()}
        return lambda scope, meter: {name: one(scope, meter) for name, one in below.items()}
    if isinstance(value, list):
        items = [_tree(words, one, field) for one in value]
        return lambda scope, meter: [one(scope, meter) for one in items]
    if isinstance(value, str) and "{" in value:
        return words._keep(value, field, html=False).value  # noqa: SLF001 -- one subject
    return lambda _scope, _meter: value


def _fill(scope: Scope, path: tuple[str, ...], value: JsonValue) -> None:
    """Put a default where nothing is, without touching what was handed in."""
    known = look_up(scope, ".".join(path))
    if known is not MISSING and known != "":
        return
    at = scope
    for name in path[:-1]:
        below = at.get(name)
        at[name] = dict(below) if isinstance(below, dict) else {}
        at = at[name]
    at[path[-1]] = value


def _facts(inputs: RenderInputs) -> Facts:
    return Facts(
        attributes=inputs.contact.attributes, computed=inputs.computed, time_zone=inputs.contact.time_zone or "UTC"
    )


def person_values(contact: Contact) -> dict[str, JsonValue]:
    """What templates read as ``person``: their attributes, and how they are known and reached."""
    person = dict(contact.attributes)
    person["id"] = contact.person_id
    for kind in ("email", "phone"):
        known = contact.identities.get(kind)
        if known:
            person[kind] = known[0]
    person["locale"] = contact.locale
    person["time_zone"] = contact.time_zone
    return person


# Links


def _rewritten(html: str, rewriter: Rewriter) -> str:
    """HTML with the author's links as ours, where they stand in ``href``; ``data-track="off"`` leaves one alone."""
    protected = Protected(html)
    text = protected.text
    pieces: list[str] = []
    at = 0
    for element in elements_in(text):
        if element.closes or (element.name not in {"a", "area"} and not element.name.startswith("v:")):
            continue
        tag = text[element.start : element.end]
        found = _href(tag)
        if found is None or 'data-track="off"' in tag:
            continue
        start, end = element.start + found[0], element.start + found[1]
        pieces += [text[at:start], _replaced(text[start:end], protected, rewriter)]
        at = end
    return protected.restore("".join([*pieces, text[at:]]))


def _href(tag: str) -> tuple[int, int] | None:
    """Where the value of ``href`` begins and ends."""
    lowered = tag.lower()
    at = lowered.find("href=")
    while at > 0 and not lowered[at - 1].isspace():
        at = lowered.find("href=", at + 1)
    if at < 0:
        return None
    start = at + len("href=")
    quote = tag[start : start + 1]
    end = tag.find(quote, start + 1) if quote in ('"', "'") else -1
    return None if end < 0 else (start + 1, end)


def _replaced(value: str, protected: Protected, rewriter: Rewriter) -> str:
    if not has_liquid(value):
        return rewrite_html_attribute(value, rewriter) if _is_web(value) else value
    liquid = protected.restore(value)
    if any(name in liquid for name in _OWN_LINKS):
        return value
    return "{% " + TRACKED + " %}" + value + "{% end" + TRACKED + " %}"


def _is_web(value: str) -> bool:
    return value.strip().lower().startswith(("http://", "https://"))


def _rewritten_text(source: str, rewriter: Rewriter) -> str:
    protected = Protected(source, "text")

    def replaced(address: str) -> str:
        return _replaced(address, protected, rewriter) if has_liquid(address) else rewriter.address(address)

    text = rewrite_text(protected.text, replaced)
    # An address that is Liquid altogether, as links of an HTML part become: <{{ item.url }}>
    return protected.restore(re.sub(r"<([^<>\s]{1,200})>", _whole_link(protected, rewriter), text))


def _whole_link(protected: Protected, rewriter: Rewriter) -> Callable[[re.Match[str]], str]:
    def linked(found: re.Match[str]) -> str:
        value = found[1]
        is_output = has_liquid(value) and protected.restore(value).startswith("{{")
        return f"<{_replaced(value, protected, rewriter)}>" if is_output else found.group()

    return linked


def _with_pixel(html: str, pixel: str) -> str:
    if not pixel:
        return html
    at = html.lower().rfind("</body>")
    return html + pixel if at < 0 else html[:at] + pixel + html[at:]
