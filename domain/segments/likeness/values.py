"""Models of what people have in common, as they are kept between refreshes."""

from msgspec import Struct


class Likeness(Struct, frozen=True, kw_only=True):
    """What a seed looks like. ``rarity`` weighs every trait that is compared, ``centre`` says how much of it the seed has."""

    rarity: dict[str, float]
    centre: dict[str, float]
    average: float
    """The cosine that the seed's members reach on average."""


class Prediction(Struct, frozen=True, kw_only=True):
    """A logistic regression over traits."""

    intercept: float
    weights: dict[str, float]


class Report(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a model was fitted, for people to read. ``refusal`` says why there is none."""

    examples: int
    positives: int
    auc: float = 0.0
    """Of those who did and those who did not, put in order: 0.5 is chance, 1 is perfect. 0 where there is nothing to order."""
    strongest: tuple[str, ...] = ()
    refusal: str = ""
