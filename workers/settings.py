"""Every setting, from the environment as ``CAMPAIGN_EXPRESS__SECTION__KEY``.

A server's address left empty means the embedded one: the stack starts it and hands its address to the processes it
starts. Nothing outside ``workers`` reads settings; everything else is handed plain values.
"""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import InvalidInput
from domain.inference.values import Target

DEMO_EXCHANGE: Final = "demo"
"""The open exchange that the demonstration's seed makes; the default one in demo mode."""


DEMO_VENDOR_ID: Final = 4_095
"""Whom simulated consent is given to; nobody's id on the global vendor list. Ours in demo mode."""


class Api(BaseModel):
    host: str = "127.0.0.1"
    http_port: int = 8080
    bootstrap_token: str = Field(default="", repr=False)
    """Token of the platform's first administrator; the stack makes one. Empty creates no such administrator."""


class Bidder(BaseModel):
    host: str = "127.0.0.1"
    http_port: int = 8081
    grpc_port: int = 9090
    count: int = Field(default=1, ge=1, description="bidder processes the stack starts; they share the ports")
    public_url: str = ""
    """Where exchanges reach our notices; empty means the bidders' own port on this host."""
    http_socket: int | None = None
    """A listening socket inherited from the parent, by its number; it outlives every bidder that accepts from it."""
    grpc_socket: int | None = None
    """Likewise."""
    shed_after_ms: int = Field(default=50, ge=1)
    """A request that has waited this long for its turn is answered with no bid, unread."""
    network_margin_ms: int = Field(default=10, ge=0)
    """The least that is left of ``tmax`` to the network; bidders measure each exchange's, which may be more."""
    default_tmax_ms: int = 100
    hold_ms: int = Field(default=60_000, ge=1_000)
    """How long a bid's money waits for its billing notice, where the request's ``imp.exp`` asks for no more."""
    default_exchange: str = ""
    """Exchange id given to requests that name none; empty refuses them. Demo mode sets it."""


class Nats(BaseModel):
    url: str = ""


class Redis(BaseModel):
    profiles_url: str = ""
    """May be evicted: profiles are a projection of SQL."""
    counters_url: str = ""
    """Must never be evicted: frequency counters and derived spend."""


class ClickHouse(BaseModel):
    url: str = ""
    """Empty means chDB, embedded in the API process."""


class Sql(BaseModel):
    url: str = ""
    money_url: str = ""
    """Empty means ``url`` on PostgreSQL, and a file of its own beside the main one on SQLite."""
    journeys_url: str = ""
    """Likewise: people, journeys and messages."""


class Files(BaseModel):
    url: str = ""
    """Where uploaded files lie: ``file:///directory`` or ``s3://bucket/prefix``. The stack takes its state directory."""
    endpoint: str = ""
    """Of an S3-compatible server other than Amazon's."""
    region: str = ""
    access_key_id: str = ""
    """Empty looks for credentials where the machine keeps its own."""
    secret_access_key: str = Field(default="", repr=False)
    tenant_quota_gib: int = Field(default=50, ge=1)
    """What one tenant may keep."""
    public_url: str = Field(default="", pattern="^(https://.+)?$")
    """Where browsers reach ``/v1/media`` of the API, usually through a cache: creatives made of assets show files from there."""


class Temporal(BaseModel):
    address: str = ""
    namespace: str = "default"
    ui_url: str = ""

    @property
    def workflow_pages(self) -> str:
        """Below which its Web UI shows each workflow; empty where it has none."""
        return self.ui_url and f"{self.ui_url.rstrip('/')}/namespaces/{self.namespace}/workflows"


class Npu(BaseModel):
    provider: Target = Target.CPU
    """Where inference runs: ``cpu``, ``xdna``, ``groq``, ``inferentia2``, ``inferentia3``, ``ampere`` or ``tenstorrent``."""
    device: Literal["", "cpu", "xdna"] = ""
    """The older name of a local provider; ``xdna`` means the provider of that name."""
    engine: Literal["fused", "onnxruntime"] = "fused"
    """What the CPU computes with: ``fused`` (numba kernel) or ``onnxruntime``; both pick the same winner."""
    model_path: Path | None = None
    """Bid with this file, instead of the one that ships, until the registry has a live version."""
    url: str = ""
    """Server of a remote provider: ``http(s)://`` or ``grpc(s)://host:port``, speaking the Open Inference Protocol."""
    remote_model: str = "colanet"
    remote_version: str = ""
    """Empty asks for the server's default version."""
    token: str = Field(default="", repr=False)
    """Bearer credential for that server."""
    timeout_ms: int = Field(default=50, ge=1)
    """After which a call to that server has failed; an auction's own deadline is usually sooner."""
    feature_log_share: float = Field(default=0.001, ge=0, le=1)
    """Share of bids whose features are recorded, to train on what came of them."""


class Notices(BaseModel):
    keys: list[str] = []
    """``id:secret`` pairs, the first one signs, all verify; the stack makes one when there is none."""
    grace_ms: int = 5_000
    google_price_keys: dict[str, str] = Field(default={}, repr=False)
    """For exchanges whose ``price_encryption`` is ``google``: exchange id to ``encryption key,integrity key``."""


class Privacy(BaseModel):
    gvl_vendor_id: int = Field(default=0, ge=0, lt=2**16)
    """Our id on IAB Europe's global vendor list; 0 means on none, and no ids under GDPR."""
    legitimate_interests: list[int] = []
    """TCF purposes registered there on the basis of legitimate interest; every other one needs consent."""
    id_sources: list[str] = ["buyeruid", "user.id", "ifa"]
    """Whose ids we know people by, in the order they are tried; domains are sources of ``eids``."""


class Secrets(BaseModel):
    keys: list[str] = Field(default=[], repr=False)
    """``id:secret`` pairs that seal vendors' credentials in SQL: the first one seals, all open; the stack makes one."""


class SignOn(BaseModel):
    allow_private_addresses: bool = False
    """Lets identity providers lie on a private network, and be spoken to without TLS."""


class Dsp(BaseModel):
    enabled: bool = False
    """Whether demand-side platforms are connected: bids routed to them, audiences kept up to date there."""
    allow_private_addresses: bool = False
    """Lets bidders and win notices of platforms lie on a private network; off, only the public internet is called."""


class Messages(BaseModel):
    public_url: str = ""
    """Where receivers and vendors reach the API: links in messages and webhooks begin like it. Empty means this host."""
    outbox_by_default: bool = True
    """Whether messages of a channel that nobody has set up go to the local outbox; off, they are refused."""
    allow_private_addresses: bool = False
    """Lets webhooks, mail servers and connected content lie on a private network."""


class Accountability(BaseModel):
    trace_every: int = Field(default=1_000, ge=0)
    """One request in so many is traced; 0 traces none but those sent to be traced."""
    record_every: int = Field(default=1_000, ge=0)
    """One request in so many is recorded for replays and forecasts; 0 records none."""


class Metrics(BaseModel):
    port: int = 9091
    directory: Path | None = None


class Settings(BaseSettings):
    """The whole configuration of one process."""

    model_config = SettingsConfigDict(env_prefix="CAMPAIGN_EXPRESS__", env_nested_delimiter="__", extra="ignore")

    node_id: str = "node-01"
    agents_per_node: int = 20
    """NATS subscriptions each bidder opens in the bidders' queue group."""
    state_dir: Path = Path(".campaign-express")
    ready_file: Path | None = None
    """Where a process says that it is ready, for whoever started it."""
    demo: bool = False
    """Demo mode: seeded tokens and the open demo exchange are honoured."""
    api: Api = Api()
    bidder: Bidder = Bidder()
    nats: Nats = Nats()
    redis: Redis = Redis()
    clickhouse: ClickHouse = ClickHouse()
    sql: Sql = Sql()
    files: Files = Files()
    temporal: Temporal = Temporal()
    npu: Npu = Npu()
    notices: Notices = Notices()
    accountability: Accountability = Accountability()
    privacy: Privacy = Privacy()
    secrets: Secrets = Secrets()
    sign_on: SignOn = SignOn()
    dsp: Dsp = Dsp()
    messages: Messages = Messages()
    metrics: Metrics = Metrics()


def load_settings(*, needs: Sequence[str] = ()) -> Settings:
    """The settings of this process's environment, with those that it ``needs`` (``sql.url``) set.

    Raises ``InvalidInput`` naming the variable that breaks a rule or is missing.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        variable = _variable(fault["loc"])
        raise InvalidInput(f"{variable} is {fault['input']!r}", field=variable, remedy=f"{fault['msg']}.") from error
    missing = [_variable(name.split(".")) for name in needs if not attrgetter(name)(settings)]
    if missing:
        raise InvalidInput(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set",
            field=missing[0],
            remedy="Say where they run, or start everything at once with campaign-express up.",
        )
    return settings


def _variable(path: Iterable[int | str]) -> str:
    return "__".join(["CAMPAIGN_EXPRESS", *(str(part).upper() for part in path)])
