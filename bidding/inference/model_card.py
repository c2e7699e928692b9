"""The card of a model: what it is, what it was trained on, and the held-out figures of this very file."""

from hashlib import sha256

from bidding.inference import evaluation
from bidding.inference.evaluation import Choice, HeldOut
from bidding.inference.plan import VERSION, Plan


def model_card(plan: Plan, held_out: HeldOut, model: bytes) -> str:
    """Markdown; the same for the same model."""
    return f"""# CoLaNet

Written by `python -m bidding.inference.training --seed {plan.seed}`; do not edit. Model version {VERSION}, {len(model):,} bytes,
SHA-256 `{sha256(model).hexdigest()}`.

**What it is.** 256 features, 64 hidden units that fire (1) or do not (0), 64 tanh heads. `layout.py` names the features,
`network.py` the arithmetic, `grid.py` why two engines agree to the bit. The file carries weights, thresholds, head names
and calibration.

| head | index | meaning | trained |
| --- | --- | --- | --- |
| `click` | 0 | probability that an impression is clicked: sigmoid(scale x head + bias) | yes |
| `conversion` | 1 | probability that a click is followed by a conversion, likewise | yes |
| `value` | 2 | worth of a conversion in goal values: exp(scale x head + bias) | yes |
| `variant_00` to `variant_60` | 3 to 63 | variants of a dynamic creative | no: always 0, without calibration |

**What it learnt from.** {plan.auctions:,} simulated auctions, {plan.epochs} times over:
{plan.people:,} people, {plan.campaigns:,} campaigns, creatives shown at random, clicks and purchases drawn from the response
curve in `bidding/simulated_exchange/response_curve.py`. It sees outcomes, never probabilities. The spike threshold is
trained with a surrogate gradient.

**How good it is**, in a world of another seed ({evaluation.HELD_OUT_SEED}): other people, other creatives,
{evaluation.IMPRESSIONS:,} impressions. Log-losses are nats.

| | model | base rate | truth |
| --- | --- | --- | --- |
| log-loss of a click | {held_out.click_log_loss:.4f} | {held_out.click_base_log_loss:.4f} | {held_out.click_oracle_log_loss:.4f} |
| log-loss of a conversion after a click | {held_out.conversion_log_loss:.4f} | {held_out.conversion_base_log_loss:.4f} | |
| mean click probability | {held_out.mean_predicted_click:.4f} | {held_out.click_rate:.4f} | |

The worth of a conversion correlates with its truth by {held_out.worth_correlation:.2f}.

Choosing one of {evaluation.CANDIDATES} creatives by click probability:

| viewers | auctions | random CTR | model CTR | oracle CTR | lift over random | share of the oracle's |
| --- | --- | --- | --- | --- | --- | --- |
{_row("all", held_out.everybody)}
{_row("those we know", held_out.known)}

The oracle sees everything, a stranger's tastes included, which no bidder can.

**What it is not.** It has met simulated people only. Its probabilities mean nothing on real traffic until it is trained on
real outcomes.
"""


def _row(viewers: str, choice: Choice) -> str:
    return (
        f"| {viewers} | {choice.auctions:,} | {choice.ctr_random:.2%} | {choice.ctr_model:.2%} | {choice.ctr_oracle:.2%} "
        f"| {choice.lift:+.0%} | {choice.share_of_oracle:.0%} |"
    )
