"""Exchange rates: the table that every bid and floor in another currency is converted by, and those before it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field, StrictStr

from api.auth import Caller, requires
from api.state import State
from api.wire import Body, View
from domain.errors import InvalidInput
from domain.identity.values import Permission
from domain.money import RATE_SCALE
from domain.rates import service
from domain.rates.rules import age_days, is_stale
from domain.rates.values import RateTable
from storage.nats.rates import Rates

router = APIRouter(prefix="/api/v1/platform/rates", tags=["platform"])

Currency = Annotated[StrictStr, Field(pattern="^[A-Z]{3}$")]
Rate = Annotated[StrictStr, Field(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9})?$")]
MOST_CURRENCIES: Final = 200


class RatesBody(Body):
    """What one US dollar bought on a day."""

    day: date
    source: Annotated[StrictStr, Field(min_length=1, max_length=200)]
    per_usd: Annotated[dict[Currency, Rate], Field(min_length=1, max_length=MOST_CURRENCIES)]
    """Decimals in strings, nine places at most: `{"USD": "1", "EUR": "0.92"}`."""
    confirmed: bool = False
    """A rate that doubled or halved since the table before is refused unless this says that it is so."""

    def table(self) -> RateTable:
        return RateTable(
            day=self.day,
            source=self.source,
            per_usd_e9={currency: int(Decimal(rate) * RATE_SCALE) for currency, rate in self.per_usd.items()},
        )


class RatesView(View):
    revision: int
    """0 is the indicative table that ships."""
    day: date
    age_days: int
    stale: bool
    source: str
    per_usd: dict[str, str]

    @classmethod
    def of(cls, table: RateTable, today: date) -> "RatesView":
        return cls(
            revision=table.revision,
            day=table.day,
            age_days=age_days(table, today),
            stale=is_stale(table, today),
            source=table.source,
            per_usd={currency: str(Decimal(rate) / RATE_SCALE) for currency, rate in sorted(table.per_usd_e9.items())},
        )


class RatesHistory(View):
    """Newest first."""

    items: list[RatesView]


@router.put("")
async def put_rates(
    body: RatesBody, state: State, caller: Annotated[Caller, requires(Permission.SYSTEM_WRITE)]
) -> RatesView:
    """Bring a table into force. Bidders convert by it within a second; what is past stays on record."""
    try:
        table = body.table()
    except ArithmeticError as error:
        raise InvalidInput("a rate is no decimal", field="per_usd", remedy="Send it like 0.92.") from error
    async with state.main.platform() as session:
        put = await service.put_table(
            session, table, actor_id=caller.user_id, now_ms=state.clock_ms(), confirmed=body.confirmed
        )
    await Rates(state.need_nats().jetstream()).publish(put)
    return RatesView.of(put, _today(state.clock_ms()))


@router.get("")
async def get_rates(state: State, _caller: Annotated[Caller, requires()]) -> RatesView:
    """The table in force."""
    async with state.main.platform_reading() as session:
        return RatesView.of(await service.current_table(session), _today(state.clock_ms()))


@router.get("/history")
async def list_rates(state: State, _caller: Annotated[Caller, requires(Permission.SYSTEM_READ)]) -> RatesHistory:
    """Every table that was put into force, the last hundred of them."""
    async with state.main.platform_reading() as session:
        tables = await service.past_tables(session)
    return RatesHistory(items=[RatesView.of(table, _today(state.clock_ms())) for table in tables])


def _today(now_ms: int) -> date:
    return datetime.fromtimestamp(now_ms / 1_000, UTC).date()
