"""What the API says of content that somebody looks at: findings, checks, and previews as anybody."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field, JsonValue
from sqlmodel.ext.asyncio.session import AsyncSession

from api.content import Seen
from api.wire import Body, View
from domain.campaigns.values import Channel
from domain.contacts import service as contacts
from domain.contacts.values import Contact
from domain.content import service as contents
from domain.content.liquid.values import ContentRefused
from domain.content.prepared.rules import Prepared
from domain.content.proofing.rules import check_liquid, check_rendered, check_tried, check_written
from domain.content.values import Finding, Severity, TemplateContent, TemplateVersion
from domain.delivery.values import Purpose
from domain.errors import InvalidInput


class FindingView(View):
    severity: Severity
    rule: str
    field: str
    locale: str
    message: str
    remedy: str
    line: int
    excerpt: str

    @classmethod
    def of(cls, one: Finding) -> Self:
        return cls(
            severity=one.severity,
            rule=one.rule,
            field=one.field,
            locale=one.locale,
            message=one.message,
            remedy=one.remedy,
            line=one.line,
            excerpt=one.excerpt,
        )


class Checked(View):
    can_be_published: bool
    findings: list[FindingView]
    reads: list[str]
    """The values it looks at."""
    blocks: dict[str, int]
    """The blocks in it, by version."""

    @classmethod
    def of(
        cls,
        content: TemplateContent,
        version: TemplateVersion,
        prepared: Prepared,
        *,
        purpose: Purpose,
        now_ms: int,
    ) -> Self:
        """Everything that would be held against it, each with the place and the remedy."""
        tried = check_tried(prepared, now_ms=now_ms)
        findings = tried + check_written(content, version, purpose=purpose)
        return cls(
            can_be_published=all(one.severity is not Severity.ERROR for one in tried),
            findings=[FindingView.of(one) for one in findings],
            reads=list(prepared.reads),
            blocks=version.blocks,
        )

    @classmethod
    def refused(cls, error: InvalidInput, body: Mapping[str, Any] | None = None) -> Self:
        """Of what cannot be made into a message at all; beside that, what can be said of the Liquid of ``body``."""
        finding = FindingView(
            severity=Severity.ERROR,
            rule="refused",
            field=error.field or "content",
            locale="",
            message=error.message,
            remedy=error.remedy or "Correct it.",
            line=error.line if isinstance(error, ContentRefused) else 0,
            excerpt="",
        )
        beside: list[FindingView] = []
        if isinstance(error, ContentRefused) and body is not None:
            beside = [FindingView.of(one) for one in check_liquid(contents.read_content(body), error.rule)]
        return cls(can_be_published=False, findings=[finding, *beside], reads=[], blocks={})


class AsWhom(Body):
    """As whom: a contact, or somebody made up with ``attributes``. What is left out of a contact's is the contact's."""

    person_id: Annotated[str | None, Field(max_length=64)] = None
    attributes: dict[str, JsonValue] = Field(default_factory=dict, max_length=300)
    locale: Annotated[str, Field(max_length=35)] = ""
    time_zone: Annotated[str, Field(max_length=64)] = ""
    variables: dict[str, JsonValue] = Field(default_factory=dict, max_length=50)
    event: dict[str, JsonValue] = Field(default_factory=dict, max_length=200)
    """``{"name": ..., "properties": {...}}``, or the properties alone."""

    async def contact(self, session: AsyncSession) -> Contact:
        """Raises ``NotFound``."""
        known = await contacts.get(session, self.person_id) if self.person_id else Contact(person_id="per_preview")
        return Contact(
            person_id=known.person_id,
            attributes=known.attributes | self.attributes,
            identities=known.identities,
            devices=known.devices,
            consents=known.consents,
            time_zone=self.time_zone or known.time_zone,
            locale=self.locale or known.locale,
            preferred_channel=known.preferred_channel,
            created_at_ms=known.created_at_ms,
            updated_at_ms=known.updated_at_ms,
        )


class FetchedView(View):
    reason: str
    """Why there is nothing; empty when there is."""
    value: JsonValue


class Preview(View):
    locale: str
    subject: str
    html: str
    text: str
    title: str
    body: str
    data: dict[str, JsonValue]
    media_urls: list[str]
    headers: dict[str, str]
    missing: list[str]
    """Shown, and nobody had a value for it."""
    items: dict[str, JsonValue]
    fetched: dict[str, FetchedView]
    html_bytes: int
    findings: list[FindingView]

    @classmethod
    def of(cls, seen: Seen, channel: Channel) -> Self:
        rendered = seen.rendered
        return cls(
            locale=rendered.locale,
            subject=rendered.subject,
            html=rendered.html,
            text=rendered.text,
            title=rendered.title,
            body=rendered.body,
            data=rendered.data,
            media_urls=list(rendered.media_urls),
            headers=rendered.headers,
            missing=list(rendered.missing),
            items=dict(seen.items),
            fetched={name: FetchedView(reason=one.reason, value=one.value) for name, one in seen.fetched.items()},
            html_bytes=len(rendered.html.encode()),
            findings=[FindingView.of(one) for one in check_rendered(rendered, channel)],
        )
