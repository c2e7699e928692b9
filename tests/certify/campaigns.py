"""Campaigns that have something for every kind of request, and the exchange that asks them."""

from typing import Any

from domain.exchanges.values import Exchange
from domain.serving.values import (
    CampaignSnapshot,
    Clip,
    CreativeFormat,
    Goal,
    NativeAssets,
    Picture,
    Pricing,
    ServedCreative,
    Targeting,
)

TENANT = "ten_certified"
EXCHANGE = Exchange(
    exchange_id="exc_certified",
    name="Certified",
    tenants=(TENANT,),
    seats=("seat-a", "seat-b"),
    currencies=("USD", "EUR", "GBP", "JPY"),
)
SIZES = ((300, 250), (728, 90), (320, 50), (160, 600), (970, 250), (1080, 1920))
SECONDS = (6, 10, 15, 20, 30, 60)
CATEGORIES = (("IAB8-5",), ("IAB2",), ("IAB17-1", "content2/483"), ("IAB25-3",), ("IAB7-12", "product2/1002"), ())
CURRENCIES = ("USD", "EUR", "GBP", "JPY")
ICON = Picture(url="https://cdn.brand.example/icon.png", width=80, height=80, mime="image/png")
COMPANION = Picture(url="https://cdn.brand.example/companion.png", width=300, height=250, mime="image/png")
HTML = '<a href="${CLICK_URL}"><script src="https://cdn.brand.example/unit.js"></script></a>'


def campaigns() -> list[CampaignSnapshot]:
    """Every format, in several sizes, lengths, languages, categories and currencies; with and without deals."""
    made = [_campaign(number, _creatives(number)) for number in range(24)]
    for number in range(24, 36):
        deals = (f"deal-{number % 6}",)
        made.append(_campaign(number, _creatives(number), targeting=Targeting(deals=deals)))
    return made


def _campaign(number: int, creatives: tuple[ServedCreative, ...], **given: Any) -> CampaignSnapshot:
    currency = CURRENCIES[number % len(CURRENCIES)]
    unit = {"USD": 1.0, "EUR": 0.9, "GBP": 0.8, "JPY": 150.0}[currency]
    goal = (Goal.REACH, Goal.REACH, Goal.CLICKS, Goal.CONVERSIONS)[number % 4]
    return CampaignSnapshot(
        tenant_id=TENANT,
        campaign_id=f"cmp_{number:02d}",
        revision=1,
        seat=("seat-a", "seat-b", "")[number % 3],
        advertiser_domain=f"brand-{number % 9}.example",
        categories=CATEGORIES[number % len(CATEGORIES)],
        pricing=Pricing(
            currency=currency,
            base_cpm_micros=int((3 + number % 5) * 1_000_000 * unit),
            max_cpm_micros=int(14 * 1_000_000 * unit),
            goal=goal,
            goal_value_micros=0 if goal is Goal.REACH else int(400_000 * unit),
        ),
        creatives=creatives,
        **given,
    )


def _creatives(number: int) -> tuple[ServedCreative, ...]:
    tongue = ("en", "de", "", "pt-BR")[number % 4]
    common: dict[str, Any] = {
        "landing_url": f"https://brand-{number % 9}.example/offer?n={number}&x=<1>",
        "title": "Rest & be <thankful>",
        "body": "Chairs for people who stand all day.",
        "language": tongue,
        "impression_trackers": ("https://measure.example/pixel?a=1&b=2",) if number % 3 == 0 else (),
    }
    made = [
        ServedCreative(
            creative_id=f"crt_{number:02d}_banner_{width}x{height}",
            format=CreativeFormat.BANNER,
            width=width,
            height=height,
            mime=("image/png", "image/jpeg", "image/gif")[number % 3],
            media_url=f"https://cdn.brand.example/{number}.png",
            attributes=(number % 7 + 9,),
            **common,
        )
        for width, height in SIZES
    ]
    made.append(
        ServedCreative(
            creative_id=f"crt_{number:02d}_html",
            format=CreativeFormat.BANNER,
            width=300,
            height=250,
            html=HTML,
            attributes=(4,),
            expand_directions=(4,) if number % 2 else (2, 4),
            apis=(5,) if number % 4 == 0 else (),
            **common,
        )
    )
    for kind, mime in ((CreativeFormat.VIDEO, "video/mp4"), (CreativeFormat.AUDIO, "audio/mpeg")):
        is_video = kind is CreativeFormat.VIDEO
        made += [
            ServedCreative(
                creative_id=f"crt_{number:02d}_{kind}_{seconds}",
                format=kind,
                width=1280 if is_video else 0,
                height=720 if is_video else 0,
                duration_s=seconds,
                mime=mime,
                media_url="" if number % 6 == 5 else f"https://cdn.brand.example/{number}-{seconds}.mp4",
                vast_url=f"https://ads.brand.example/vast/{number}" if number % 6 == 5 else "",
                skip_after_s=5 if is_video and number % 2 and seconds > 10 else 0,
                companion=COMPANION if number % 2 else None,
                playback_trackers={"start": "https://measure.example/start"} if number % 3 == 1 else {},
                error_tracker="https://measure.example/error?[ERRORCODE]" if number % 3 == 2 else "",
                **common,
            )
            for seconds in SECONDS[number % 2 :: 2]
        ]
    made.append(
        ServedCreative(
            creative_id=f"crt_{number:02d}_native",
            format=CreativeFormat.NATIVE,
            width=1200,
            height=627,
            mime="image/jpeg",
            media_url="https://cdn.brand.example/main.jpg",
            native=NativeAssets(
                sponsored="Brand",
                cta="Sit down",
                rating="4.5",
                price="$99",
                icon=ICON,
                video=Clip(url="https://cdn.brand.example/n.mp4", mime="video/mp4", duration_s=15),
            )
            if number % 3
            else None,
            **common,
        )
    )
    return tuple(made)
