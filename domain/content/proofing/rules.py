"""Checks of content: what inboxes, networks and laws would hold against it, with the place and the remedy. Pure."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from domain.campaigns.values import Channel
from domain.contacts.values import Contact
from domain.content.liquid.rules import tags_in
from domain.content.liquid.values import ContentRefused
from domain.content.markup.rules import elements_in
from domain.content.prepared.rules import Prepared
from domain.content.rendering.rules import Compiled
from domain.content.rules import READABLE, TEXTS, without_blocks
from domain.content.values import (
    Finding,
    Rendered,
    RenderInputs,
    Severity,
    TemplateContent,
    TemplateVersion,
    Wording,
)
from domain.delivery.values import Purpose
from domain.senders.rules import segments

GMAIL_CLIPS_AT: Final = 102 * 1_024
"""Bytes of HTML beyond which Gmail hides the rest behind a link, the footer with it."""
SUBJECT_SHOWN: Final = 60
"""Characters of a subject that a narrow inbox shows, about."""
PUSH_BYTES: Final = 4_096
"""What FCM and APNs take of one message."""
WEB_PUSH_BYTES: Final = 3_993
"""What is left of 4,096 bytes after encryption (RFC 8291)."""
PUSH_TITLE_SHOWN: Final = 50
PUSH_BODY_SHOWN: Final = 150
SMS_MOST_SEGMENTS: Final = 10
WHATSAPP_TEXT: Final = 4_096

_SPAMMY: Final = re.compile(
    r"\b(?:100% free|act now|cash bonus|click here|congratulations|double your|earn \$|free money|guaranteed winner|"
    r"limited time only|make money fast|no obligation|no risk|once in a lifetime|risk[- ]free|this is not spam|"
    r"urgent response|viagra|winner!|work from home|you have been selected|you won)\b",
    re.IGNORECASE,
)
_SHORTENERS: Final = re.compile(
    r"https?://(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|ow\.ly|is\.gd|buff\.ly)/", re.IGNORECASE
)
_OUTPUT: Final = re.compile(r"\{\{-?\s{0,200}([a-z_][A-Za-z0-9_.]{0,200})([^}]{0,3500})\}\}")
_PERSONAL: Final = ("person.", "computed.", "event.", "variables.", "items.", "fetched.")
_ALWAYS_THERE: Final = frozenset({"person.id"})


# What is written


def check_written(content: TemplateContent, version: TemplateVersion, *, purpose: Purpose) -> list[Finding]:
    """What can be said of a template without a receiver."""
    found: list[Finding] = []
    for locale, wording in content.wordings.items():
        found += _outputs(wording, locale, content)
        if version.channel is Channel.EMAIL and wording.html:
            found += _html(wording.html, locale)
    for locale, compiled in version.wordings.items():
        html, text = compiled.fields.get("html", ""), compiled.fields.get("text", "")
        if version.channel is Channel.EMAIL and purpose is Purpose.MARKETING:
            found += _lawful(html + text, locale)
    return found


def check_liquid(content: TemplateContent, refused: str) -> list[Finding]:
    """What can be said of the Liquid of what cannot be made into a message, beside the rule by which it was ``refused``."""
    found: list[Finding] = []
    for locale, wording in content.wordings.items():
        readable = True
        for name in TEXTS:
            source = without_blocks(getattr(wording, name) or "")
            try:
                Compiled(source, name, html=name == "html", roots=READABLE)
            except ContentRefused as error:
                readable = False
                if error.rule != refused:
                    found.append(_refusal(error, locale))
        if readable:
            found += _outputs(wording, locale, content)
    return found


def _refusal(refused: ContentRefused, locale: str) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        rule="refused",
        field=refused.field or "content",
        locale=locale,
        message=refused.rule,
        remedy=refused.remedy or "Correct it.",
        line=refused.line,
    )


def _outputs(wording: Wording, locale: str, content: TemplateContent) -> Iterator[Finding]:
    """Values that somebody may not have, shown without anything instead."""
    settled = {*content.defaults, *content.required, *_ALWAYS_THERE}
    for name in ("subject", "preheader", "html", "text", "title", "body", "url", "image_url"):
        source = getattr(wording, name) or ""
        seen: set[str] = set()
        asked = _asked(source, name)
        for start, end in tags_in(source, name):
            found = _OUTPUT.fullmatch(source, start, end)
            if found is None or not found[1].startswith(_PERSONAL) or "default" in found[2]:
                continue
            path = found[1]
            if path in settled or path in seen or asked.get(path, start) < start:
                continue
            seen.add(path)
            yield Finding(
                severity=Severity.WARNING,
                rule="value_without_default",
                field=name,
                locale=locale,
                message=f"'{path}' is shown, and whoever has none sees a gap",
                remedy=f"Write {{{{ {path} | default: '...' }}}}, give it a default in 'defaults', or require it.",
                line=source.count("\n", 0, start) + 1,
                excerpt=source[start:end][:200],
            )


_ASKING: Final = frozenset({"if", "elsif", "unless", "for", "case", "assign"})
_TAG_NAME: Final = re.compile(r"\{%-?\s{0,200}([a-z]{1,20})")
_PATHS: Final = re.compile(r"[a-z_][A-Za-z0-9_.]{0,200}")


def _asked(source: str, field: str) -> dict[str, int]:
    """Values that a tag asks for, with where it first does: what is shown after that was thought of."""
    found: dict[str, int] = {}
    for start, end in tags_in(source, field):
        named = _TAG_NAME.match(source, start)
        if named is not None and named[1] in _ASKING:
            for path in _PATHS.findall(source[named.end() : end]):
                found.setdefault(path, start)
    return found


def _html(html: str, locale: str) -> Iterator[Finding]:
    images = 0
    for element in elements_in(html):
        tag = html[element.start : element.end]
        if element.name not in {"img", "mj-image"} or element.closes:
            continue
        images += 1
        if not re.search(r"\salt\s*=", tag, re.IGNORECASE):
            yield Finding(
                severity=Severity.WARNING,
                rule="image_without_alt",
                field="html",
                locale=locale,
                message="an image says nothing to who cannot see it, or has images off",
                remedy='Add alt="...", or alt="" to one that only decorates.',
                line=html.count("\n", 0, element.start) + 1,
                excerpt=tag[:200],
            )
        if re.search(r"src\s*=\s*[\"']data:", tag, re.IGNORECASE):
            yield Finding(
                severity=Severity.WARNING,
                rule="inline_image",
                field="html",
                locale=locale,
                message="an image is inside the HTML: many mail programs do not show it, and it counts towards clipping",
                remedy="Host the image, and link to it.",
                line=html.count("\n", 0, element.start) + 1,
            )
    words = len(_words_of(html))
    if images and words < 10 * images:
        yield Finding(
            severity=Severity.NOTE,
            rule="mostly_images",
            field="html",
            locale=locale,
            message=f"{images} images and {words} words: filters are wary of mail that is mostly images",
            remedy="Say in words what matters.",
        )


def _words_of(html: str) -> list[str]:
    words: list[str] = []
    at = 0
    for element in elements_in(html):
        words += html[at : element.start].split()
        at = element.end
    return [*words, *html[at:].split()]


def offers_a_way_out(written: str) -> bool:
    """Whether a message says how to get no more of its kind."""
    return "links.unsubscribe" in written or "links.preferences" in written


def _lawful(written: str, locale: str) -> Iterator[Finding]:
    if not offers_a_way_out(written):
        yield Finding(
            severity=Severity.ERROR,
            rule="no_unsubscribe",
            field="html",
            locale=locale,
            message="there is no way to unsubscribe in the message",
            remedy='Add <a href="{{ links.unsubscribe }}">Unsubscribe</a>, in a footer block perhaps.',
        )
    if "sender.postal_address" not in written:
        yield Finding(
            severity=Severity.WARNING,
            rule="no_postal_address",
            field="html",
            locale=locale,
            message="the sender's postal address is not in the message; the law asks for it in many places",
            remedy="Add {{ sender.postal_address }}, in a footer block perhaps.",
        )


# What is rendered


def check_rendered(rendered: Rendered, channel: Channel) -> list[Finding]:
    """What can be said of a message for one receiver."""
    found = list(_CHECKS.get(channel, _nothing)(rendered))
    found += [
        Finding(
            severity=Severity.WARNING,
            rule="value_missing",
            field="",
            locale=rendered.locale,
            message=f"this person has no '{path}', and the message has a gap there",
            remedy="Give it a default, or ask for it with an if.",
        )
        for path in rendered.missing
    ]
    return found


def _nothing(_rendered: Rendered) -> Sequence[Finding]:
    return ()


def _finding(rendered: Rendered, severity: Severity, rule: str, field: str, message: str, remedy: str) -> Finding:  # noqa: PLR0917 -- reads as a line of a table
    return Finding(severity=severity, rule=rule, field=field, locale=rendered.locale, message=message, remedy=remedy)


def _subject(rendered: Rendered) -> Iterator[Finding]:
    finding = partial(_finding, rendered)
    if not rendered.subject.strip():
        yield finding(
            Severity.ERROR, "empty_subject", "subject", "the subject is empty for this person", "Give it a default."
        )
    if len(rendered.subject) > SUBJECT_SHOWN:
        message = f"the subject has {len(rendered.subject)} characters; narrow inboxes show about {SUBJECT_SHOWN}"
        yield finding(Severity.NOTE, "long_subject", "subject", message, "Put what matters first.")
    letters = [one for one in rendered.subject if one.isalpha()]
    if len(letters) > 8 and sum(one.isupper() for one in letters) > 0.7 * len(letters):
        yield finding(Severity.WARNING, "shouting", "subject", "the subject shouts", "Write it in small letters.")
    if re.search(r"[!?]{2,}|[$€£]{2,}", rendered.subject):
        yield finding(Severity.WARNING, "excited", "subject", "the subject repeats marks", "One is enough.")


def _email(rendered: Rendered) -> Iterator[Finding]:
    finding = partial(_finding, rendered)
    size = len(rendered.html.encode())
    if size > GMAIL_CLIPS_AT:
        message = f"the HTML has {size:,} bytes, and Gmail hides what follows the first {GMAIL_CLIPS_AT:,}"
        yield finding(Severity.ERROR, "clipped", "html", message, "Show fewer things, or shorten styles.")
    elif size > GMAIL_CLIPS_AT * 8 // 10:
        message = f"the HTML has {size:,} of the {GMAIL_CLIPS_AT:,} bytes that Gmail shows"
        yield finding(Severity.NOTE, "nearly_clipped", "html", message, "Mind it where lists grow with the receiver.")
    yield from _subject(rendered)
    for field in ("subject", "text"):
        words = sorted({one.group().lower() for one in _SPAMMY.finditer(getattr(rendered, field))})
        if words:
            message = f"filters dislike: {', '.join(words)}"
            yield finding(Severity.WARNING, "spam_words", field, message, "Say it in other words.")
    if _SHORTENERS.search(rendered.text) or _SHORTENERS.search(rendered.html):
        message = "a link goes through a public shortener, which filters know from spam"
        yield finding(Severity.WARNING, "shortener", "html", message, "Link to the page itself.")
    if rendered.html and not rendered.text.strip():
        yield finding(Severity.WARNING, "no_text", "text", "there is no text part", "Write one.")


def _sms(rendered: Rendered) -> Iterator[Finding]:
    carried = segments(rendered.text)
    if carried.not_gsm:
        yield Finding(
            severity=Severity.WARNING,
            rule="unicode_sms",
            field="text",
            locale=rendered.locale,
            message=f"'{' '.join(carried.not_gsm[:8])}' is not in the GSM alphabet: a segment holds 70 characters instead of 160",
            remedy="Replace it, curly quotes and dashes above all, if segments matter.",
        )
    if carried.count > 1:
        yield Finding(
            severity=Severity.ERROR if carried.count > SMS_MOST_SEGMENTS else Severity.NOTE,
            rule="sms_segments",
            field="text",
            locale=rendered.locale,
            message=f"the text takes {carried.count} segments, each of which is paid for",
            remedy=f"Shorten it to {70 if carried.not_gsm else 160} characters for one.",
        )
    if not rendered.text.strip():
        yield _empty("text", rendered)


def _whatsapp(rendered: Rendered) -> Iterator[Finding]:
    if len(rendered.text) > WHATSAPP_TEXT:
        yield Finding(
            severity=Severity.ERROR,
            rule="too_long",
            field="text",
            locale=rendered.locale,
            message=f"the text has {len(rendered.text):,} characters; {WHATSAPP_TEXT:,} are taken",
            remedy="Shorten it.",
        )


def _push(rendered: Rendered) -> Iterator[Finding]:
    yield from _pushed(rendered, PUSH_BYTES)


def _web_push(rendered: Rendered) -> Iterator[Finding]:
    yield from _pushed(rendered, WEB_PUSH_BYTES)


def _pushed(rendered: Rendered, most: int) -> Iterator[Finding]:
    size = len(json.dumps([rendered.title, rendered.body, rendered.data], ensure_ascii=False).encode())
    if size > most:
        yield Finding(
            severity=Severity.ERROR,
            rule="push_too_large",
            field="data",
            locale=rendered.locale,
            message=f"the push has about {size:,} bytes; {most:,} are taken",
            remedy="Shorten it, or send an id that the app fetches the rest by.",
        )
    for field, shown in (("title", PUSH_TITLE_SHOWN), ("body", PUSH_BODY_SHOWN)):
        if len(getattr(rendered, field)) > shown:
            yield Finding(
                severity=Severity.NOTE,
                rule=f"long_{field}",
                field=field,
                locale=rendered.locale,
                message=f"the {field} has {len(getattr(rendered, field))} characters; phones show about {shown}",
                remedy="Put what matters first.",
            )
    if not rendered.body.strip() and not rendered.title.strip():
        yield _empty("body", rendered)


# What is tried


def check_tried(prepared: Prepared, *, now_ms: int) -> list[Finding]:
    """What becomes of it for somebody without any values, or else for somebody made up who has them all.

    A language that neither gets is told: as an error where it reads nothing of anybody, since then nobody ever gets it.
    """
    found = []
    for locale in prepared.version.wordings:
        refused = _refused(prepared, locale, now_ms)
        if refused is not None:
            is_alike = not any(prepared.reads_root(root) for root in _OF_SOMEBODY)
            found.append(
                Finding(
                    severity=Severity.ERROR if is_alike else Severity.WARNING,
                    rule="never_rendered" if is_alike else "hardly_rendered",
                    field=refused.field or "content",
                    locale=locale,
                    message=f"{'nobody' if is_alike else 'nobody we made up'} can be sent this: {refused.message}",
                    remedy=refused.remedy or "Correct it.",
                    line=refused.line,
                )
            )
    return found


_OF_SOMEBODY: Final = ("person", "computed", "event", "variables", "items", "fetched", "conditions")


def _refused(prepared: Prepared, locale: str, now_ms: int) -> ContentRefused | None:
    """Why neither of the two can be sent it."""
    refused: ContentRefused | None = None
    for paths in (tuple(prepared.version.required), (*prepared.version.required, *prepared.reads)):
        try:
            prepared.render(_made_up(paths, now_ms), locale=locale)
        except ContentRefused as error:
            refused = error
        else:
            return None
    return refused


def _made_up(paths: Sequence[str], now_ms: int) -> RenderInputs:
    """Somebody who has a one, which is a text and a number, wherever ``paths`` lead."""
    values: dict[str, Any] = {root: {} for root in _OF_SOMEBODY}
    for path in sorted(paths, key=len, reverse=True):
        inner, names = values, path.split("[")[0].split(".")
        for name in names[:-1]:
            inner = inner.setdefault(name, {})
            if not isinstance(inner, dict):
                break
        else:
            inner.setdefault(names[-1], "1")
    return RenderInputs(
        contact=Contact(person_id="per_preview", attributes=values["person"]),
        now_ms=now_ms,
        computed=values["computed"],
        event=values["event"],
        variables=values["variables"],
        items=values["items"],
        fetched=values["fetched"],
    )


def _empty(field: str, rendered: Rendered) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        rule=f"empty_{field}",
        field=field,
        locale=rendered.locale,
        message=f"the {field} is empty for this person",
        remedy="Give its values defaults.",
    )


_CHECKS: Final = {
    Channel.EMAIL: _email,
    Channel.SMS: _sms,
    Channel.WHATSAPP: _whatsapp,
    Channel.PUSH: _push,
    Channel.WEB_PUSH: _web_push,
}
