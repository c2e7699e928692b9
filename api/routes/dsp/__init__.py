"""Demand-side platforms: accounts there, bids routed to them, and what they are kept up to date with."""

from fastapi import APIRouter

from api.routes.dsp import accounts, audiences, bids, campaigns

router = APIRouter(prefix="/v1/dsp", tags=["platforms"])
for part in (accounts.router, bids.router, audiences.router, campaigns.router):
    router.include_router(part)
