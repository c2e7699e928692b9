"""The card of a model: what it is, what it was trained on, and the held-out figures of this very file."""

from hashlib import sha256

from bidding.inference import evaluation
from bidding.inference.evaluation import Choice, HeldOut
from bidding.inference.layout import LAYOUT_VERSION
from bidding.inference.plan import VERSION, Plan
from bidding.simulated_exchange.response_curve import WORLD_VERSION


def model_card(plan: Plan, week: HeldOut, elsewhere: HeldOut, model: bytes) -> str:
    """Markdown; the same for the same model."""
    return f"""# CoLaNet

Written by `make train` (`python -m bidding.inference.training --seed {plan.seed}`); do not edit. Model version {VERSION}, feature
layout {LAYOUT_VERSION}, {len(model):,} bytes, SHA-256 `{sha256(model).hexdigest()}`.

**What it is.** 256 features, 64 hidden units that fire (1) or do not (0), 64 tanh heads. `layout.py` names the features,
`network.py` the arithmetic, `grid.py` why two engines agree to the bit. The file carries weights, thresholds, head names
and calibration.

| head | index | meaning | trained |
| --- | --- | --- | --- |
| `click` | 0 | probability that an impression is clicked: sigmoid(scale x head + bias) | yes |
| `conversion` | 1 | probability that a click is followed by a conversion, likewise | yes |
| `value` | 2 | worth of a conversion in goal values: exp(scale x head + bias) | yes |
| `variant_00` to `variant_60` | 3 to 63 | variants of a dynamic creative | no: reserved, always 0, without calibration |

Reserved features are always 0: frequency utilisation [137], price history [178..180), [203], [230..256).

**What it learnt from.** {plan.auctions:,} simulated auctions of {plan.weeks} weeks, {plan.epochs} times over, in world version {WORLD_VERSION}, seed
{plan.seed}: {plan.people:,} people and {plan.campaigns} campaigns at a time, a twentieth of the ones and a quarter of the others new each
week, creatives shown at random, clicks and purchases drawn from `bidding/simulated_exchange/response_curve.py`. It sees
outcomes, never probabilities, each weighed by its reward: +1 a click, +2 a redemption, -0.1 an impression ignored; then
the heads are calibrated on other outcomes, unweighed. The spike threshold is trained with a surrogate gradient.

**How good it is**, first in the week after those it learnt from, then in a world of another seed
({evaluation.OTHER_WORLD_SEED}): other people, other creatives. {week.impressions:,} impressions each; log-losses are nats.

{_losses("the week after", week)}

{_losses("another world", elsewhere)}

Choosing one of {evaluation.CANDIDATES} creatives by click probability:

| where | viewers | auctions | random CTR | model CTR | oracle CTR | omniscient CTR | lift over random | share of the oracle's lift | of the omniscient |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
{_row("the week after", "all", week.everybody)}
{_row("", "those we know", week.known)}
{_row("another world", "all", elsewhere.everybody)}
{_row("", "those we know", elsewhere.known)}

The oracle knows the response curve exactly and, of each auction, what a bidder can know at that moment: for a stranger it
averages over the tastes of everybody, for a creative without an embedding over those of its topic. The omniscient choice
knows those as well, which no bidder can.

**What it is not.** It has met simulated people only. Its probabilities mean nothing on real traffic until it is trained on
real outcomes: `campaign-express train --events` does that.
"""


def _losses(where: str, held_out: HeldOut) -> str:
    return f"""| {where} | model | base rate | truth |
| --- | --- | --- | --- |
| log-loss of a click | {held_out.click_log_loss:.4f} | {held_out.click_base_log_loss:.4f} | {held_out.click_truth_log_loss:.4f} |
| log-loss of a conversion after a click | {held_out.conversion_log_loss:.4f} | {held_out.conversion_base_log_loss:.4f} | |
| mean click probability | {held_out.mean_predicted_click:.4f} | {held_out.click_rate:.4f} | |
| correlation of a conversion's worth with its truth | {held_out.worth_correlation:.2f} | | |"""


def _row(where: str, viewers: str, choice: Choice) -> str:
    return (
        f"| {where} | {viewers} | {choice.auctions:,} | {choice.ctr_random:.2%} | {choice.ctr_model:.2%} "
        f"| {choice.ctr_oracle:.2%} | {choice.ctr_omniscient:.2%} | {choice.lift:+.0%} "
        f"| {choice.share_of_oracle_lift:.0%} | {choice.share_of_omniscient_lift:.0%} |"
    )
