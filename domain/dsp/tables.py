"""Rows of demand-side platforms: accounts, what they won, audiences and what was sent of them, reported performance."""

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field

from domain.records import MAIN_STORE, Big, TenantOwned, store


class DspAccountRow(TenantOwned, table=True):
    """An account at a platform; its credentials are sealed under its own id."""

    __tablename__ = "dsp_accounts"
    __table_args__ = (UniqueConstraint("tenant_id", "name"), store(MAIN_STORE))

    id: str = Field(primary_key=True, max_length=40)
    platform: str = Field(max_length=40)
    name: str = Field(max_length=120)
    enabled: bool = True
    bid_url: str = Field(default="", sa_type=Text)
    parameters: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    credentials: str = Field(default="", sa_type=Text)
    timeout_ms: int
    max_concurrent: int
    revision: int = 1
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    updated_at_ms: int = Big()


class DspWin(TenantOwned, table=True):
    """A bid of a platform that won: counted once, however often it is reported."""

    __tablename__ = "dsp_wins"
    __table_args__ = (store(MAIN_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    account_id: str = Field(primary_key=True, max_length=40)
    request_id: str = Field(primary_key=True, max_length=200)
    bid_id: str = Field(primary_key=True, max_length=200)
    price_nanos: int = Big()
    currency: str = Field(max_length=3)
    at_ms: int = Big(index=True)
    told: bool = False


class DspAudience(TenantOwned, table=True):
    """A segment of ours at an account."""

    __tablename__ = "dsp_audiences"
    __table_args__ = (UniqueConstraint("tenant_id", "account_id", "segment"), store(MAIN_STORE))

    id: str = Field(primary_key=True, max_length=40)
    account_id: str = Field(max_length=40)
    segment: int
    name: str = Field(max_length=120)
    platform_audience_id: str = Field(default="", max_length=200)
    every_minutes: int = 60
    state: str = Field(max_length=20)
    failure: str = Field(default="", sa_type=Text)
    members: int = 0
    unreachable: int = 0
    matched: int | None = None
    expected_matches: int = 0
    created_by: str = Field(max_length=64)
    created_at_ms: int = Big()
    synced_at_ms: int | None = Big(default=None, nullable=True)


class DspAudienceMember(TenantOwned, table=True):
    """What a platform was last told of a person. The keys are sealed: they are needed once more, to take the person out."""

    __tablename__ = "dsp_audience_members"
    __table_args__ = (store(MAIN_STORE),)

    audience_id: str = Field(primary_key=True, max_length=40)
    person_id: str = Field(primary_key=True, max_length=128)
    fingerprint: str = Field(max_length=24)
    keys: str = Field(sa_type=Text)


class DspCampaign(TenantOwned, table=True):
    """A campaign of ours as an account has it. ``share_micros`` of its budget is the account's, and nobody else's."""

    __tablename__ = "dsp_campaigns"
    __table_args__ = (store(MAIN_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    account_id: str = Field(primary_key=True, max_length=40)
    campaign_id: str = Field(primary_key=True, max_length=40)
    share_micros: int = Big()
    platform_campaign_id: str = Field(default="", max_length=200)
    """Empty until the platform has it."""
    told: str = Field(default="", max_length=24)
    """Fingerprint of the plan it was told last."""
    daily_budget_micros: int = Big(default=0)
    pace: str = Field(default="", max_length=20)
    reported_day: str = Field(default="", max_length=10)
    """The UTC day up to which its report was pulled for pacing."""
    pushed_at_ms: int | None = Big(default=None, nullable=True)


class DspPerformance(TenantOwned, table=True):
    """What a platform reported of a campaign on a day; reported again, it is replaced."""

    __tablename__ = "dsp_performance"
    __table_args__ = (store(MAIN_STORE),)

    tenant_id: str = Field(primary_key=True, max_length=64)
    account_id: str = Field(primary_key=True, max_length=40)
    platform_campaign_id: str = Field(primary_key=True, max_length=200)
    day: str = Field(primary_key=True, max_length=10)
    impressions: int = Big()
    clicks: int = Big()
    conversions: int = Big()
    spend_micros: int = Big()
    currency: str = Field(max_length=3)
    pulled_at_ms: int = Big()
