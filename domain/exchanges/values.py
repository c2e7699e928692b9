"""Exchanges that may ask us for bids, and what each may reach."""

from msgspec import Struct


class Exchange(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A credential: who asks, and which tenants' campaigns may answer.

    ``secret_sha256`` is the hex digest of the secret that the exchange sends; secrets themselves are never stored. An
    empty digest accepts requests without a secret and is honoured in demo mode only. ``currencies`` is what the exchange
    settles in, first one by default. ``qps_limit`` 0 means unlimited.
    """

    exchange_id: str
    name: str
    tenants: tuple[str, ...]
    secret_sha256: str = ""
    seats: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ("USD",)
    qps_limit: int = 0
    revision: int = 0
    revoked: bool = False
