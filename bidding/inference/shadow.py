"""A candidate model beside the one that bids: scores a share of auctions after they were answered, and decides nothing."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from bidding.inference import layout
from bidding.inference.engine import Engine, Prepared, Probabilities, Rows
from bidding.inference.layout import Features
from bidding.inference.model_file import read_model
from bidding.inference.providers.local import cpu_engine
from domain.serving.values import CampaignSnapshot, ServedCreative

_MOST_PREPARED: Final = 65_536

Advert = tuple[CampaignSnapshot, ServedCreative]


class Comparison(Struct):
    """Sums over the auctions that a shadow scored since it was taken; probabilities are of the creative that was bid for."""

    auctions: int = 0
    agreements: int = 0
    """Auctions for which the shadow would have bid for the same creative."""
    live_click: float = 0.0
    shadow_click: float = 0.0


class Shadow:
    """``version`` is empty and ``share`` nothing while there is none. It runs on the CPU whatever the target.

    ``noticed`` is called when either changes.
    """

    def __init__(self) -> None:
        self.version = ""
        self.share = 0.0
        self.compared = Comparison()
        self.noticed: Callable[[], None] = _nobody
        self._engine: Engine | None = None
        self._prepared: dict[tuple[str, int, str], Prepared] = {}

    def take(self, version: str, model: bytes, share: float) -> None:
        """Shadow ``share`` of auctions with this model from now on; with none where ``version`` is empty.

        Raises ``InvalidInput`` for a file that is no model.
        """
        engine = cpu_engine(model, read_model(model)) if version else None
        if engine is not None:
            engine.warm_up()
        self.version, self._engine = version, engine
        self.compared = Comparison()
        self._prepared.clear()
        self.watch(share)

    def watch(self, share: float) -> None:
        """Score this share of auctions from now on."""
        self.share = share
        self.noticed()

    def score(
        self, adverts: Sequence[Advert], persons: Features, person_of_row: Rows, context: Features
    ) -> tuple[Probabilities, Probabilities]:
        """What it thinks of each advert; as ``Engine.score``, from features."""
        assert self._engine is not None, "there is no shadow"
        engine = self._engine
        return engine.score(
            np.stack([self._row(engine, *advert) for advert in adverts]),
            np.arange(len(adverts), dtype=np.int32),
            np.stack([engine.prepare_person(person) for person in persons]),
            person_of_row,
            engine.prepare_context(context),
        )

    def _row(self, engine: Engine, snapshot: CampaignSnapshot, creative: ServedCreative) -> Prepared:
        key = (snapshot.campaign_id, snapshot.revision, creative.creative_id)
        row = self._prepared.get(key)
        if row is None:
            if len(self._prepared) >= _MOST_PREPARED:
                self._prepared.clear()
            features = layout.candidate_features(snapshot, creative)
            row = self._prepared[key] = engine.prepare_candidates(features[None])[0]
        return row


def _nobody() -> None:
    """Tell nobody."""
