"""What bidders and the API tell each other when somebody asks why."""

import msgspec
import nats.errors
from nats.aio.client import Client
from nats.js import JetStreamContext

from domain.accountability.values import ExplainReply, ExplainRequest
from domain.errors import Unavailable
from storage.nats.bid_requests import BidReply
from storage.nats.errors import translated
from storage.nats.subjects import (
    EXCHANGE_HEADER,
    EXPLAIN,
    NO_BID_HEADER,
    STATUS_HEADER,
    TRACED_BIDS,
    TRACES_STREAM,
    trace_subject,
)

EXPLAIN_WITHIN_S = 5.0

_encode = msgspec.json.Encoder().encode
_reply = msgspec.json.Decoder(ExplainReply)


async def publish_sampled(js: JetStreamContext, bidder_id: str, payload: bytes) -> None:
    """Store a JSON array of ``Sampled``. Raises ``Unavailable``: it may or may not be stored."""
    with translated("store traces"):
        await js.publish(trace_subject(bidder_id), payload, stream=TRACES_STREAM)


async def bid_traced(connection: Client, exchange_id: str, body: bytes, *, timeout_s: float) -> BidReply:
    """Have any bidder answer a bid request and trace it. Raises ``Unavailable``, ``TimeoutError``."""
    try:
        answer = await connection.request(TRACED_BIDS, body, timeout=timeout_s, headers={EXCHANGE_HEADER: exchange_id})
    except nats.errors.TimeoutError as error:
        raise TimeoutError from error
    except (nats.errors.Error, OSError) as error:
        raise Unavailable("no bidder is there to ask") from error
    told = answer.headers or {}
    status = told.get(STATUS_HEADER, "")
    return BidReply(int(status) if status.isdigit() else 204, answer.data, told.get(NO_BID_HEADER, ""))


async def ask_to_explain(connection: Client, request: ExplainRequest) -> ExplainReply:
    """Have any bidder explain a request now. Raises ``Unavailable``, also when there is no bidder."""
    try:
        answer = await connection.request(EXPLAIN, _encode(request), timeout=EXPLAIN_WITHIN_S)
    except nats.errors.NoRespondersError as error:
        raise Unavailable("no bidder is there to explain") from error
    except (nats.errors.Error, OSError, TimeoutError) as error:
        raise Unavailable("no bidder explained in time") from error
    return _reply.decode(answer.data)
