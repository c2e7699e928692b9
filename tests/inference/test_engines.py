"""The fused kernel, onnxruntime running the committed file, and plain numpy are one and the same model."""

from dataclasses import replace
from functools import cache

import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bidding.inference import grid, layout
from bidding.inference.auctions import Ground
from bidding.inference.loading import load_engine
from bidding.inference.model_file import MODEL_PATH, read_model, write_model
from bidding.inference.network import CLICK, CONVERSION, HEADS, HIDDEN, Calibration, Network
from domain.errors import InvalidInput

REALISTIC_CASES = 10_000
CANDIDATES = 64


@cache
def shipped():
    return read_model(MODEL_PATH.read_bytes())


@cache
def engines():
    return load_engine("fused"), load_engine("onnxruntime")


@cache
def ground():
    return Ground(99, people=500, campaigns=200, contexts=300)


def score(engine, persons, candidates, context, rows, person_of_row):
    return engine.score(
        engine.prepare_candidates(candidates),
        rows,
        np.stack([engine.prepare_person(person) for person in persons]),
        person_of_row,
        engine.prepare_context(context),
    )


def random_network(seed):
    chance = np.random.default_rng(seed)
    return Network(
        w1=grid.round_to(chance.normal(0, 0.1, (256, HIDDEN)), grid.WEIGHT_STEPS),
        b1=grid.round_to(chance.normal(0, 0.1, HIDDEN), grid.POTENTIAL_STEPS),
        threshold=grid.round_to(chance.normal(0, 0.3, HIDDEN), grid.POTENTIAL_STEPS),
        w2=grid.round_to(chance.normal(0, 0.3, (HIDDEN, HEADS)), grid.DRIVE_STEPS),
        b2=grid.round_to(chance.normal(0, 0.1, HEADS), grid.DRIVE_STEPS),
        calibrations={CLICK: Calibration(5, -3), CONVERSION: Calibration(4, -1)},
    )


def test_onnxruntime_computes_what_the_file_stands_for():
    matrix = ground().features(ground().draw(np.random.default_rng(1), 5_000), slice(None))
    session = onnxruntime.InferenceSession(MODEL_PATH.read_bytes(), providers=["CPUExecutionProvider"])
    heads = session.run(["heads"], {"features": matrix})[0]
    reference = shipped().forward(matrix)
    assert heads.shape == (5_000, HEADS)
    assert np.abs(heads - reference).max() < 1e-6
    assert np.array_equal(grid.drive_steps(heads), grid.drive_steps(reference))


def test_all_engines_pick_the_same_winner_ten_thousand_times():
    """Potentials are exact sums, so no unit ever fires in one engine and not in the other: the flip rate is zero."""
    chance = np.random.default_rng(2)
    auctions = ground().choices(chance, REALISTIC_CASES, CANDIDATES)
    prepared = [
        (
            engine,
            engine.prepare_candidates(ground().candidate_features),
            np.stack([engine.prepare_person(person) for person in ground().person_features]),
            np.stack([engine.prepare_context(context) for context in ground().context_features]),
        )
        for engine in engines()
    ]
    worth = chance.integers(1, 500, (REALISTIC_CASES, CANDIDATES)).astype(np.float32)
    nobody_else = np.zeros(CANDIDATES, np.int32)
    distinct = 0
    for case in range(REALISTIC_CASES):
        rows = auctions.creatives[case].astype(np.int32)
        person, context = auctions.persons[case, :1], auctions.contexts[case, 0]
        fused, reference = (
            engine.score(candidates, rows, persons[person], nobody_else, contexts[context])
            for engine, candidates, persons, contexts in prepared
        )
        assert np.array_equal(fused[0], reference[0])
        assert np.array_equal(fused[1], reference[1])
        assert int((fused[0] * worth[case]).argmax()) == int((reference[0] * worth[case]).argmax())
        distinct += len(np.unique(fused[0]))
    assert distinct / REALISTIC_CASES > CANDIDATES / 2, "the model hardly tells candidates apart"


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    count=st.integers(1, 80),
    tenants=st.integers(1, 4),
    reach=st.sampled_from([0.01, 1.0, 5.0]),
)
def test_engines_agree_on_any_input_and_any_model_on_the_grid(seed, count, tenants, reach):
    chance = np.random.default_rng(seed)
    model = write_model(random_network(seed))
    persons = chance.uniform(-reach, reach, (tenants, layout.PERSON_FEATURES)).astype(np.float32)
    candidates = chance.uniform(-reach, reach, (100, layout.CANDIDATE_FEATURES)).astype(np.float32)
    context = chance.uniform(-reach, reach, layout.CONTEXT_FEATURES).astype(np.float32)
    rows = chance.integers(0, 100, count).astype(np.int32)
    person_of_row = chance.integers(0, tenants, count).astype(np.int32)
    fused, reference = (
        score(load_engine(kind, model), persons, candidates, context, rows, person_of_row)
        for kind in ("fused", "onnxruntime")
    )
    assert np.array_equal(fused[0], reference[0])
    assert np.array_equal(fused[1], reference[1])


def test_probabilities_are_probabilities_and_a_conversion_needs_a_click():
    fused, _ = engines()
    auction = ground().choices(np.random.default_rng(3), 1, CANDIDATES)
    click, conversion = score(
        fused,
        ground().person_features[auction.persons[0, :1]],
        ground().candidate_features,
        ground().context_features[auction.contexts[0, 0]],
        auction.creatives[0].astype(np.int32),
        np.zeros(CANDIDATES, np.int32),
    )
    assert click.dtype == conversion.dtype == np.float32
    assert ((click > 0) & (click < 1)).all()
    assert (conversion < click).all()


def test_the_tenant_a_candidate_belongs_to_decides_whom_it_meets():
    fused, _ = engines()
    persons = ground().person_features[[0, ground().people]]
    candidates = np.repeat(ground().candidate_features[:1], 2, axis=0)
    click, _ = score(
        fused, persons, candidates, ground().context_features[0], np.array([0, 1], np.int32), np.array([0, 1], np.int32)
    )
    assert click[0] != click[1]


def test_no_candidates_give_no_probabilities():
    none = np.zeros(0, np.int32)
    for engine in engines():
        click, conversion = score(
            engine,
            ground().person_features[:1],
            ground().candidate_features,
            ground().context_features[0],
            none,
            none,
        )
        assert click.size == conversion.size == 0


def test_warming_up_readies_every_engine():
    for engine in engines():
        engine.warm_up()


def test_weights_off_the_grid_run_on_onnxruntime_only():
    model = write_model(replace(shipped(), w1=shipped().w1 + np.float32(1e-5)))
    assert load_engine("onnxruntime", model).name == "onnxruntime"
    with pytest.raises(InvalidInput, match="off the grid"):
        load_engine("fused", model)


def test_a_sum_too_large_to_be_exact_is_refused():
    model = write_model(replace(shipped(), w1=np.ones_like(shipped().w1)))
    with pytest.raises(InvalidInput, match="off the grid"):
        load_engine("fused", model)
