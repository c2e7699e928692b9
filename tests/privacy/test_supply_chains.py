"""An exchange that must name every seller is answered only where it does."""

import pytest
from msgspec.structs import replace

from bidding.openrtb.no_bid import NBR, NoBid
from tests.bidding.stand import EXCHANGE, Stand, campaign, request

STRICT = replace(EXCHANGE, require_schain=True)
NODE = {"asi": "ssp.example", "sid": "pub-1", "hp": 1}
RESELLER = {"asi": "reseller.example", "sid": "acc-9", "hp": 1}


def chain(*nodes, **given):
    return {"complete": 1, "ver": "1.0", "nodes": list(nodes), **given}


def site(publisher_id):
    return {"site": {"domain": "news.example", "publisher": {"id": publisher_id}}}


CASES = [
    ("complete", {"source": {"schain": chain(NODE)}}, True),
    ("complete where 2.5 put it", {"source": {"ext": {"schain": chain(NODE)}}}, True),
    ("of two sellers", {"source": {"schain": chain(NODE, RESELLER)}}, True),
    ("begins with the publisher's seller", {"source": {"schain": chain(NODE, RESELLER)}, **site("pub-1")}, True),
    ("ends with the publisher's seller", {"source": {"schain": chain(NODE, RESELLER)}, **site("acc-9")}, True),
    ("of another publisher", {"source": {"schain": chain(NODE)}, **site("pub-2")}, False),
    ("none", {}, False),
    ("none in its source", {"source": {"tid": "t-1"}}, False),
    ("not complete", {"source": {"schain": chain(NODE, complete=0)}}, False),
    ("of nobody", {"source": {"schain": chain()}}, False),
    ("with a seller that has no account", {"source": {"schain": chain({**NODE, "sid": ""})}}, False),
    ("with a seller on no system", {"source": {"schain": chain({**NODE, "asi": None})}}, False),
    ("with a seller no money goes through", {"source": {"schain": chain({**NODE, "hp": 0})}}, False),
    ("of a version nobody knows", {"source": {"schain": chain(NODE, ver="2.0")}}, False),
]  # fmt: skip


@pytest.mark.parametrize(("signals", "complete"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
async def test_a_chain_is_required_of_who_must_give_one(signals, complete):
    stand = Stand(campaign())
    assert await stand.reason(request(**signals), STRICT) == ("" if complete else NoBid.SCHAIN_INCOMPLETE)
    assert await stand.reason(request(**signals), EXCHANGE) == ""


def test_an_incomplete_chain_has_the_exchanges_own_code():
    assert NBR[NoBid.SCHAIN_INCOMPLETE] == 16
