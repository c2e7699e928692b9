"""One contract for every provider: the same questions, the same bits, whoever computes them."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import uvloop

from bidding.inference.auctions import Ground
from bidding.inference.loading import load_engine
from bidding.inference.model_file import MODEL_PATH, read_model, write_model
from bidding.inference.providers import remote
from bidding.inference.providers.batcher import Batcher
from bidding.inference.providers.choosing import Choice, all_statuses, make_provider
from bidding.inference.providers.provider import Question
from bidding.inference.providers.targets import SPECIFICATIONS, Machine
from domain.errors import InvalidInput, Unavailable
from domain.inference.values import Target
from tests.inference.open_inference_server import DOORS, Served, over_http
from tests.patience import PATIENCE_S

MODEL = MODEL_PATH.read_bytes()
AMPERE = Machine(frozenset({"CPUExecutionProvider"}), "aarch64", "0xc0")
REMOTE = [target for target, specification in SPECIFICATIONS.items() if not specification.is_local]
EVERY_ONE = [
    *((Target.CPU, "fused", ""), (Target.CPU, "onnxruntime", ""), (Target.AMPERE, "onnxruntime", "")),
    *((target, "fused", door) for target in REMOTE for door in DOORS),
]


@cache
def ground():
    return Ground(7, people=60, campaigns=40, contexts=50)


@cache
def questions():
    """Of several sizes and tenants, none included."""
    chance = np.random.default_rng(8)
    return tuple(
        Question(
            persons=ground().person_features[chance.integers(0, 120, 2)],
            person_of_row=chance.integers(0, 2, count).astype(np.int32),
            candidates=ground().candidate_features[chance.integers(0, 100, count)],
            context=ground().context_features[chance.integers(0, 50)],
        )
        for count in (64, 1, 17, 64, 3, *[8] * 35)
    )


@cache
def expected():
    network = read_model(MODEL)
    return [network.probabilities(network.forward(question.matrix())) for question in questions()]


async def provider_for(opened, target, engine, door, served=None, **settings):
    url = await opened.enter_async_context(DOORS[door](served or Served(MODEL))) if door else ""
    choice = Choice(target=target, engine=engine, url=url, ask_timeout_ms=settings.pop("ask_timeout_ms", 5_000))
    provider = make_provider(choice, MODEL, machine=AMPERE)
    opened.push_async_callback(provider.close)
    return provider


@pytest.mark.parametrize(("target", "engine", "door"), EVERY_ONE)
async def test_every_provider_keeps_the_contract(target, engine, door):
    async with AsyncExitStack() as opened:
        provider = await provider_for(opened, target, engine, door)
        await provider.warm_up()
        assert provider.availability().available
        assert provider.provider_name.startswith(target)
        assert provider.supports_batching == (provider.max_batch > 1)
        assert provider.max_batch == (1 if engine == "fused" and not door else SPECIFICATIONS[target].max_batch)
        alone = await provider.predict(questions()[0])
        together = await provider.predict_batch(questions())
        for got, wanted in zip([alone, *together], [expected()[0], *expected()], strict=True):
            assert np.array_equal(got[0], wanted[0])
            assert np.array_equal(got[1], wanted[1])


@pytest.mark.parametrize(("target", "engine", "door"), EVERY_ONE)
async def test_every_engine_scores_an_auction_alike(target, engine, door):
    question, (click, conversion) = questions()[0], expected()[0]
    async with AsyncExitStack() as opened:
        provider = await provider_for(opened, target, engine, door)
        await provider.warm_up()
        scores = provider.engine
        prepared = (
            scores.prepare_candidates(question.candidates),
            np.arange(64, dtype=np.int32),
            np.stack([scores.prepare_person(person) for person in question.persons]),
            question.person_of_row,
            scores.prepare_context(question.context),
        )
        now = scores.score(*prepared)
        later = await scores.score_later(*prepared, within_s=5) if provider.capabilities.deferred else now
        for got in (now, later):
            assert np.array_equal(got[0], click)
            assert np.array_equal(got[1], conversion)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("extensions", [["binary_tensor_data"], []])
async def test_a_batch_is_as_few_calls_as_its_target_takes(door, extensions):
    served = Served(MODEL)
    served.extensions = extensions
    async with AsyncExitStack() as opened:
        provider = await provider_for(opened, Target.INFERENTIA2, "fused", door, served)
        answers = await provider.predict_batch(questions())
        assert len(served.calls) == 3, "40 questions at 16 to a call"
        assert np.array_equal(answers[-1][0], expected()[-1][0])


def test_what_is_not_here_says_why_and_what_to_do():
    bare = Machine(frozenset({"CPUExecutionProvider"}), "x86_64")
    provider = make_provider(Choice(), MODEL)
    found = {status.target: status for status in all_statuses(provider, machine=bare)}
    assert list(found) == list(Target)
    assert found[Target.CPU].available
    for target in set(Target) - {Target.CPU}:
        assert not found[target].available
        assert found[target].reason
        assert found[target].remedy
    assert "VitisAIExecutionProvider" in found[Target.XDNA].reason
    assert "x86_64" in found[Target.AMPERE].reason


async def test_a_missing_accelerator_is_never_pretended():
    provider = make_provider(Choice(target=Target.XDNA), MODEL, machine=Machine(frozenset(), "x86_64"))
    with pytest.raises(Unavailable, match="no VitisAIExecutionProvider"):
        await provider.warm_up()
    with pytest.raises(Unavailable, match="no VitisAIExecutionProvider"):
        await provider.predict(questions()[0])
    scores = provider.engine
    question = questions()[0]
    click, _ = await scores.score_later(
        scores.prepare_candidates(question.candidates),
        np.arange(64, dtype=np.int32),
        np.stack([scores.prepare_person(person) for person in question.persons]),
        question.person_of_row,
        scores.prepare_context(question.context),
        within_s=1,
    )
    assert scores.fallbacks == 1, "the CPU has answered instead"
    assert np.array_equal(click, expected()[0][0])


def test_a_remote_target_needs_an_address():
    with pytest.raises(InvalidInput, match="asked over the network"):
        make_provider(Choice(target=Target.GROQ), MODEL)


@pytest.mark.parametrize("door", DOORS)
async def test_a_server_with_another_model_is_found_out_before_it_answers_a_bid(door):
    network = read_model(MODEL)
    served = Served(write_model(replace(network, b2=network.b2 + np.float32(1 / 64))))
    async with AsyncExitStack() as opened:
        provider = await provider_for(opened, Target.GROQ, "fused", door, served)
        with pytest.raises(Unavailable, match="computes something else"):
            await provider.warm_up()
        assert not provider.availability().available
        served.load(MODEL)
        await provider.warm_up()
        assert provider.availability().available


@pytest.mark.parametrize("door", DOORS)
async def test_a_server_that_is_not_ready_is_not_used(door):
    served = Served(MODEL)
    served.ready = False
    async with AsyncExitStack() as opened:
        provider = await provider_for(opened, Target.TENSTORRENT, "fused", door, served)
        with pytest.raises(Unavailable):
            await provider.warm_up()
        assert not provider.availability().available


async def test_a_server_that_is_away_is_reported_as_away():
    async with over_http(Served(MODEL)) as url:
        pass
    provider = make_provider(Choice(target=Target.GROQ, url=url), MODEL)
    with pytest.raises(Unavailable, match="cannot be reached"):
        await provider.warm_up()
    assert "cannot be reached" in provider.availability().reason


async def later(engine, question, within_s):
    return await engine.score_later(
        engine.prepare_candidates(question.candidates),
        np.arange(len(question), dtype=np.int32),
        np.stack([engine.prepare_person(person) for person in question.persons]),
        question.person_of_row,
        engine.prepare_context(question.context),
        within_s=within_s,
    )


@pytest.mark.parametrize("door", DOORS)
async def test_failures_open_the_circuit_the_cpu_answers_and_one_success_closes_it(door, monkeypatch):
    served = Served(MODEL)
    async with AsyncExitStack() as opened:
        provider = await provider_for(opened, Target.GROQ, "fused", door, served)
        await provider.warm_up()
        served.broken = True
        for _ in range(remote.FAILURES):
            click, _ = await later(provider.engine, questions()[0], 5)
            assert np.array_equal(click, expected()[0][0])
        asked = len(served.calls)
        assert not provider.availability().available
        assert "failed several times" in provider.availability().reason
        with pytest.raises(Unavailable, match="left alone"):
            await provider.predict(questions()[0])
        await later(provider.engine, questions()[0], 5)
        assert len(served.calls) == asked, "nobody was sent there"
        assert provider.engine.fallbacks == remote.FAILURES + 1

        served.broken = False
        breaker = provider._breaker.context._state
        monkeypatch.setattr(breaker, "opened_at", breaker.opened_at - remote.OPEN_S)
        await later(provider.engine, questions()[0], 5)
        assert len(served.calls) == asked + 1
        assert provider.availability().available


@pytest.mark.parametrize("door", DOORS)
def test_servers_are_reached_from_a_bidders_own_event_loop_too(door):
    async def ask():
        async with AsyncExitStack() as opened:
            provider = await provider_for(opened, Target.GROQ, "fused", door)
            await provider.warm_up()
            return await provider.predict_batch(questions()[:3])

    answers = uvloop.run(ask())
    assert all(np.array_equal(got[0], wanted[0]) for got, wanted in zip(answers, expected(), strict=False))


async def test_a_late_server_costs_an_auction_no_more_than_its_deadline():
    served = Served(MODEL)
    async with AsyncExitStack() as opened:
        provider = await provider_for(opened, Target.GROQ, "fused", "http", served)
        await provider.warm_up()
        served.delay_s = 30
        click, _ = await later(provider.engine, questions()[0], 0.01)
        assert np.array_equal(click, expected()[0][0])
        assert provider.engine.fallbacks == 1


class Gate:
    """A provider's ``predict_batch`` that answers when told to."""

    def __init__(self):
        self.batches = []
        self.open = asyncio.Event()

    async def __call__(self, asked):
        self.batches.append(len(asked))
        await self.open.wait()
        return [(np.float32(0), np.float32(0))] * len(asked)


async def test_a_lone_question_does_not_wait_for_company():
    gate = Gate()
    batcher = Batcher(gate, max_wait_us=60_000_000)
    gate.open.set()
    await batcher.ask(questions()[0])
    await batcher.ask(questions()[0])
    assert gate.batches == [1, 1]


async def test_questions_gather_while_a_call_is_under_way_sixteen_at_most():
    gate = Gate()
    batcher = Batcher(gate, max_wait_us=60_000_000)
    answers = [batcher.ask(question) for question in questions()[:1] * 37]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert gate.batches == [1, 16, 16], "four wait on"
    gate.open.set()
    await asyncio.gather(*answers)
    assert gate.batches == [1, 16, 16, 4]
    assert (batcher.calls, batcher.questions) == (4, 37)


async def test_half_a_millisecond_is_as_long_as_a_question_waits_behind_a_call():
    gate = Gate()
    batcher = Batcher(gate)
    first, second = batcher.ask(questions()[0]), batcher.ask(questions()[0])
    async with asyncio.timeout(PATIENCE_S):
        while len(gate.batches) < 2:
            await asyncio.sleep(0.001)
    gate.open.set()
    await asyncio.gather(first, second)


async def test_an_error_reaches_everybody_whose_question_was_in_the_call():
    async def fails(_questions):
        raise Unavailable("no")

    batcher = Batcher(fails)
    answers = await asyncio.gather(*(batcher.ask(questions()[0]) for _ in range(3)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [Unavailable] * 3


def test_the_fused_kernel_over_uneven_sizes_is_the_contract_itself():
    engine = load_engine("fused")
    question = questions()[2]
    click, _ = engine.score(
        engine.prepare_candidates(question.candidates),
        np.arange(17, dtype=np.int32),
        engine.prepare_person(question.persons),
        question.person_of_row,
        engine.prepare_context(question.context),
    )
    assert np.array_equal(click, expected()[2][0])
