"""Campaigns: their stages, actions and content, as everybody else may import them."""

from enum import StrEnum


class Stage(StrEnum):
    """The nine stages of a campaign's life."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    SCHEDULED = "scheduled"
    LIVE = "live"
    PAUSED = "paused"
    COMPLETED = "completed"
    ARCHIVED = "archived"


class Action(StrEnum):
    """The ten things one can do to it."""

    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    REQUEST_CHANGES = "request_changes"
    SCHEDULE = "schedule"
    GO_LIVE = "go_live"
    PAUSE = "pause"
    RESUME = "resume"
    COMPLETE = "complete"
    ARCHIVE = "archive"


class Channel(StrEnum):
    """Where a campaign reaches people; approval rules look at it."""

    PAID_MEDIA = "paid_media"
    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    PUSH = "push"
    WEB_PUSH = "web_push"
    IN_APP = "in_app"
    CONTENT_CARD = "content_card"
    WEBHOOK = "webhook"
    IN_STORE = "in_store"
    WEB = "web"
