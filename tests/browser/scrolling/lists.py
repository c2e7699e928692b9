"""A list as it opens, and with all its rows."""

from typing import Final

from playwright.async_api import Browser, Page

from benchmarks.figures import Figure
from tests.browser.scrolling.bars import A_FRAME_MS, AN_ANSWER_MS, MOST_ROWS, MOST_TIMES, TWO_FRAMES_MS
from tests.browser.scrolling.frames import Frames, watch
from tests.browser.scrolling.stock import Say

_TABLE: Final = "div:has(> [role=table])"
_FRAMES: Final = 180
_JUMPS: Final = 40
_READING_PX: Final = 12
_SKIMMING_PX: Final = 60
_FLYING_PX: Final = 600

_GLIDE: Final = """async ([selector, frames, px, from]) => {
  const table = document.querySelector(selector);
  table.scrollTop = from * table.scrollHeight;
  let rows = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    await new Promise(requestAnimationFrame);
    table.scrollTop += px;
    rows = Math.max(rows, table.querySelectorAll('[data-index]').length);
  }
  return rows;
}"""
_JUMP: Final = """async ([selector, jumps]) => {
  const table = document.querySelector(selector);
  let blank = 0;
  for (let jump = 0; jump < jumps; jump += 1) {
    table.scrollTop = ((jump * 0.618034) % 1) * table.scrollHeight;
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const { top, bottom } = table.getBoundingClientRect();
    const middle = document.elementFromPoint(innerWidth / 2, (top + bottom) / 2);
    blank += middle?.closest('[data-index]') ? 0 : 1;
  }
  return blank;
}"""
_ON: Final = """async ([selector, wanted]) => {
  const table = document.querySelector(selector);
  const count = () => Number(table.querySelector('[role=table]').getAttribute('aria-rowcount')) - 1;
  while (count() < wanted) {
    const before = count();
    table.scrollTop = table.scrollHeight;
    while (count() === before) await new Promise(requestAnimationFrame);
  }
  return count();
}"""


async def of_a_list(browser: Browser, page: Page, place: str, rows: int, say: Say) -> list[Figure]:
    await page.goto(place)
    await page.locator("[data-index]").first.wait_for()

    async def glide(px: int, begin: float) -> tuple[Frames, int]:
        return await watch(browser, page, _GLIDE, [_TABLE, _FRAMES, px, begin])

    say(f"{place}: the first page")
    await page.evaluate(_GLIDE, [_TABLE, _FRAMES, _READING_PX, 0])
    short, _ = await glide(_READING_PX, 0)
    found = 0
    while found < rows:
        say(f"{place}: scrolling to the end, {found:,} of {rows:,}")
        found = await page.evaluate(_ON, [_TABLE, min(rows, found + rows // 50)])
    say(f"{place}: reading, skimming and flying through {found:,} rows")
    reading, drawn = await glide(_READING_PX, 0.5)
    skimming, drawn_skimming = await glide(_SKIMMING_PX, 0.4)
    flying, drawn_flying = await glide(_FLYING_PX, 0.3)
    jumping, blank = await watch(browser, page, _JUMP, [_TABLE, _JUMPS])
    return [
        Figure(name="rows scrolled to", value=found, unit="rows", bar=rows, at_least=True),
        Figure(
            name="rows in the document at most",
            value=max(drawn, drawn_skimming, drawn_flying),
            unit="rows",
            bar=MOST_ROWS,
        ),
        Figure(
            name="reading: a frame, of the first page's",
            value=reading.mean_ms / short.mean_ms,
            unit="x",
            bar=MOST_TIMES,
            note=f"{_READING_PX} px a frame",
        ),
        Figure(
            name="reading: 19 of 20 frames", value=reading.often_ms, unit="ms", floor=short.often_ms, bar=A_FRAME_MS
        ),
        Figure(
            name="skimming: a frame",
            value=skimming.mean_ms,
            unit="ms",
            bar=A_FRAME_MS,
            note="a row a frame",
        ),
        Figure(name="flying: a frame", value=flying.mean_ms, unit="ms", bar=TWO_FRAMES_MS, note="ten rows a frame"),
        Figure(
            name="a jump to elsewhere",
            value=jumping.total_ms / _JUMPS,
            unit="ms",
            bar=AN_ANSWER_MS,
            note="every row in sight is another",
        ),
        Figure(name="jumps that left nothing in sight", value=blank, unit="", bar=0),
    ]
