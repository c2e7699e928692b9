"""Every address that a tenant can set, and what becomes of it: who adds one says so here, and guards it."""

import re

from fastapi import FastAPI

from connectors.channels.registry import capabilities_of_all as channel_vendors
from connectors.dsp.registry import capabilities_of_all as platforms
from tests.connectors.test_ways_out import WAYS

ADDRESS = re.compile(
    r"url|(?:^|_)uri|host|endpoint|issuer|server|callback|domain|origin|image|media_|icon|link|vast|tracker|address"
)
CALLED = {
    "CreativeBody.media_url": "images_of_creatives",
    "CreativeBody.html": "images_of_creatives",
    "CreativeBody.native": "images_of_creatives",
    "Image.url": "images_of_creatives",
    "DspAccountChange.bid_url": "bids_of_platforms",
    "NewDspAccount.bid_url": "bids_of_platforms",
    "sources/{host}": "connected_content",
    "webhook.url": "webhook",
    "smtp.host": "smtp",
    "trade_desk.data_url": "platforms_own_servers",
    "DeviceBody.token": "web_push",
    "OpenIdProvider.issuer": "identity_providers",
}
"""What a tenant sets and we call, and the way out it takes."""
NEVER_CALLED = {
    "Audience.domains": "names that requests are compared with",
    "Audience.blocked_domains": "names that requests are compared with",
    "CampaignBody.advertiser_domain": "told to exchanges",
    "CreativeBody.landing_url": "where browsers are led",
    "CreativeBody.vast_url": "what players fetch",
    "CreativeBody.impression_trackers": "what browsers fetch",
    "CreativeBody.playback_trackers": "what players fetch",
    "CreativeBody.error_tracker": "what players fetch",
    "ExchangeChange.sync_url": "where browsers are led, and the platform's alone to set",
    "NewExchange.sync_url": "where browsers are led, and the platform's alone to set",
    "NativeExtras.address": "an address of the post",
    "NativeExtras.display_url": "shown",
    "NativeExtras.icon": "an Image",
    "NativeVideo.url": "what players fetch",
    "NewSender.address": "an address of mail, or a number",
    "NewSender.postal_address": "an address of the post",
    "SenderChange.address": "an address of mail, or a number",
    "SenderChange.postal_address": "an address of the post",
    "NewWebsite.origins": "names that requests are compared with",
    "Palette.image_share_outside": "a number",
    "SamlProvider.sso_url": "where browsers are led",
    "NewProviderBody.email_domains": "names that addresses are compared with",
    "ProviderChange.email_domains": "names that addresses are compared with",
    "NewProviderBody.vouches_for_addresses": "yes or no",
    "ProviderChange.vouches_for_addresses": "yes or no",
    "BriefBody.advertiser_domain": "told to exchanges",
    "PostedCreative.images": "the pictures themselves",
}
"""What looks like an address and is called by nobody of ours."""


def test_every_field_that_looks_like_an_address_is_known(application: FastAPI):
    schemas = application.openapi()["components"]["schemas"]
    sent = _sent_to_us(application)
    fields = {
        f"{name}.{field}" for name in sent for field in schemas[name].get("properties", {}) if ADDRESS.search(field)
    }
    fields |= {
        f"{vendor}.{parameter}"
        for vendor, parameters in (
            *((one.vendor, (*one.parameters, *one.optional_parameters)) for one in channel_vendors()),
            *((one.platform, one.parameters) for one in platforms()),
        )
        for parameter in parameters
        if ADDRESS.search(parameter)
    }
    assert fields - CALLED.keys() - NEVER_CALLED.keys() == set(), "say in CALLED or NEVER_CALLED what becomes of it"
    assert set(CALLED.values()) <= WAYS.keys()


def _sent_to_us(application: FastAPI) -> set[str]:
    """The names of everything a request's body is made of."""
    document = application.openapi()
    schemas, found = document["components"]["schemas"], set[str]()

    def follow(part: object) -> None:
        if isinstance(part, dict):
            name = str(part.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                follow(schemas[name])
            for below in part.values():
                follow(below)
        elif isinstance(part, list):
            for below in part:
                follow(below)

    for operations in document["paths"].values():
        for operation in operations.values():
            follow(operation.get("requestBody"))
    return found
