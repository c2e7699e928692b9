"""A journey of many steps, opened, moved about, drawn near and far, and walked through."""

from typing import Any, Final

from playwright.async_api import Browser, Page

from benchmarks.figures import Figure
from tests.browser.scrolling.bars import A_FRAME_MS, AN_ANSWER_MS, AN_OPENING_MS
from tests.browser.scrolling.frames import Frames, watch
from tests.browser.scrolling.stock import FEW_STEPS, STEPS, Journeys, Say

_FRAMES: Final = 180
_PRESSES: Final = 60

_OPEN: Final = """async ([place, steps]) => {
  const drawn = () => document.querySelectorAll('.react-flow__node').length;
  history.pushState({}, '', place);
  while (drawn() < steps) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return drawn();
}"""
_WHEEL: Final = """async ([frames, px, isNearing]) => {
  const pane = document.querySelector('.react-flow__pane');
  const viewport = document.querySelector('.react-flow__viewport');
  const { left, top, width, height } = pane.getBoundingClientRect();
  const at = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true };
  let moved = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    const before = viewport.style.transform;
    const deltaY = frame < frames / 2 ? px : -px;
    pane.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY, ctrlKey: isNearing }));
    await new Promise(requestAnimationFrame);
    await new Promise((done) => setTimeout(done));
    moved += viewport.style.transform === before ? 0 : 1;
  }
  return moved;
}"""
_WALK: Final = """async ([presses]) => {
  document.querySelector('.react-flow__node button').focus();
  for (let press = 0; press < presses; press += 1) {
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  }
  const chosen = document.querySelector('.react-flow__node button[aria-pressed=true]');
  return { chosen: chosen?.id ?? '', focused: document.activeElement.id };
}"""


async def of_the_canvas(browser: Browser, page: Page, journeys: Journeys, say: Say) -> list[Figure]:
    async def opened(journey_id: str, steps: int) -> tuple[Frames, int]:
        await page.goto("/journeys")
        await page.locator("[data-index]").first.wait_for()
        await page.evaluate("path => { history.pushState({}, '', path); }", f"/journeys/{journeys.first}")
        await page.locator(".react-flow__node").first.wait_for()
        await page.go_back()
        await page.locator("[data-index]").first.wait_for()
        return await watch(browser, page, _OPEN, [f"/journeys/{journey_id}", steps])

    async def wheel(px: float, *, is_nearing: bool) -> tuple[Frames, int]:
        return await watch(browser, page, _WHEEL, [_FRAMES, px, is_nearing])

    say(f"the canvas: {FEW_STEPS} steps")
    few, _ = await opened(journeys.short, FEW_STEPS)
    few_panning, _ = await wheel(40, is_nearing=False)
    say(f"the canvas: {STEPS} steps")
    many, drawn = await opened(journeys.long, STEPS)
    panning, panned = await wheel(40, is_nearing=False)
    nearing, neared = await wheel(4, is_nearing=True)
    walking, end = await watch(browser, page, _WALK, [_PRESSES])
    return [
        Figure(name="steps drawn", value=drawn, unit="", bar=STEPS, at_least=True),
        Figure(name="opening", value=many.total_ms, unit="ms", floor=few.total_ms, bar=AN_OPENING_MS),
        *_moved("panning", panning, panned, few_panning.mean_ms),
        *_moved("near and far", nearing, neared),
        Figure(
            name="choosing the next step",
            value=walking.total_ms / _PRESSES,
            unit="ms",
            bar=AN_ANSWER_MS,
            note=end["chosen"],
        ),
        Figure(name="steps walked", value=_number(end), unit="", bar=_PRESSES - 1, at_least=True),
    ]


def _moved(what: str, frames: Frames, moved: int, floor: float | None = None) -> list[Figure]:
    return [
        Figure(name=f"{what}: a frame", value=frames.mean_ms, unit="ms", floor=floor, bar=A_FRAME_MS),
        Figure(name=f"{what}: 19 of 20 frames", value=frames.often_ms, unit="ms", bar=A_FRAME_MS),
        Figure(name=f"{what}: frames that moved", value=moved, unit="", bar=0.9 * _FRAMES, at_least=True),
    ]


def _number(end: dict[str, Any]) -> int:
    """Of the step that is chosen and has the keyboard."""
    name = end["chosen"].removeprefix("step-s")
    return int(name) if end["chosen"] == end["focused"] and name.isdecimal() else 0
