"""The model's inputs by name, for people."""

from typing import Final

from bidding.auction.viewer import Viewer
from bidding.index.asking.ask import Ask
from bidding.index.asking.context import context_of
from bidding.index.live.rows import Row
from bidding.inference import layout

_PARTS: Final[tuple[tuple[str, slice | int], ...]] = (
    ("interest", layout.INTEREST),
    ("segment", layout.SEGMENT),
    ("loyalty", layout.LOYALTY),
    ("recency", layout.RECENCY),
    ("device", layout.DEVICE),
    ("position", layout.POSITION),
    ("embedding", layout.EMBEDDING),
    ("goal", layout.GOAL),
    ("price", layout.PRICE),
    ("category", layout.CATEGORY),
    ("creative_format", layout.CREATIVE_FORMAT),
    ("duration", layout.DURATION),
    ("area", layout.AREA),
    ("aspect", layout.ASPECT),
    ("impression_format", layout.IMPRESSION_FORMAT),
    ("impression_size", layout.IMPRESSION_SIZE),
    ("hour", layout.HOUR),
    ("weekday", layout.WEEKDAY),
    ("exchange", layout.EXCHANGE),
    ("country", layout.COUNTRY),
    ("in_app", layout.IN_APP),
    ("interstitial", layout.INTERSTITIAL),
    ("rewarded", layout.REWARDED),
    ("deal", layout.DEAL),
)


def _names() -> list[str]:
    names = [f"reserved.{place}" for place in range(layout.FEATURES)]
    for name, part in _PARTS:
        if isinstance(part, int):
            names[part] = name
        else:
            for place in range(part.start, part.stop):
                names[place] = f"{name}.{place - part.start}"
    return names


_NAMES: Final = _names()


def named_features(row: Row, viewer: Viewer, ask: Ask) -> dict[str, float]:
    """What the model saw of one candidate, for this viewer as its tenant knows them; zeros are left out.

    What it saw of the person is left out as well, unless the tenant knows them and their id may be written down.
    """
    tenant_id = row.snapshot.tenant_id
    [person] = viewer.features_for((tenant_id,))
    candidate = layout.candidate_features(row.snapshot, row.creative)
    [features] = layout.assemble(person, candidate[None, :], layout.context_features(context_of(ask)))
    if not (viewer.permissions.may_log_id and viewer.is_known_to(tenant_id)):
        features[layout.PERSON] = 0
    return {_NAMES[place]: float(features[place]) for place in features.nonzero()[0]}
