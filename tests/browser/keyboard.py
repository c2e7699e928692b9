"""A page as somebody has it who owns no mouse: Tab from its beginning until it is left."""

import asyncio
import dataclasses
from typing import Final

from playwright.async_api import CDPSession, Page

_WALK: Final = r"""from => {
  const CONTROLS = 'a[href],button,input:not([type=hidden]),select,textarea,summary,[contenteditable=true],'
    + '[tabindex]:not([tabindex="-1"]),' + ['button', 'link', 'menuitem', 'tab', 'option', 'checkbox', 'radio', 'switch',
      'combobox', 'slider', 'treeitem', 'gridcell'].map(role => `[role=${role}]`).join() + ',[role=row][data-index]';
  const root = document.querySelector(from);
  const boxOf = one => {
    const own = one.getClientRects()[0];
    const isDrawn = own && own.width > 2 && own.height > 2 && getComputedStyle(one).opacity !== '0';
    return isDrawn ? own : (one.labels?.[0] ?? one.parentElement)?.getBoundingClientRect();
  };
  const isThere = one => one.isConnected && one.checkVisibility({ visibilityProperty: true }) && !one.matches(':disabled')
    && !one.closest('[inert],[aria-hidden=true]') && boxOf(one)?.width > 0;
  const called = one => `${one.tagName.toLowerCase()} "${(one.getAttribute('aria-label') || one.labels?.[0]?.innerText
    || one.innerText || one.placeholder || one.title || one.className || '').toString().trim().slice(0, 50)}"`;
  const above = (one, most) => {
    const found = [];
    for (let each = one.parentElement; each && found.length < most; each = each.parentElement) found.push(each);
    return found;
  };
  const look = one => [one, one.nextElementSibling, ...above(one, 5)].map(each => {
    if (!each) return '';
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, borderWidth, backgroundColor } = getComputedStyle(each);
    const outline = outlineStyle === 'none' || outlineWidth === '0px' ? '' : outlineWidth + outlineColor;
    return [outline, boxShadow, borderWidth === '0px' ? '' : borderColor, backgroundColor];
  }).join(';');
  const isCovered = one => {
    const box = boxOf(one);
    const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)];
    const [right, bottom] = [Math.min(box.right, innerWidth), Math.min(box.bottom, innerHeight)];
    if (right <= left || bottom <= top) return 'the edge of the window';
    const across = part => left + (right - left) * part;
    const down = part => top + (bottom - top) * part;
    const covers = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(([x, y]) => {
      const there = document.elementFromPoint(across(x), down(y));
      const isOwn = !there || one.contains(there) || there.contains(one) && there !== root && !there.matches('main,body,html')
        || [...(one.labels ?? [])].some(label => label.contains(there));
      return isOwn ? '' : called(there);
    });
    return covers.every(Boolean) && covers[0];
  };
  const beyond = document.body.appendChild(document.createElement('button'));
  const wasStop = root.hasAttribute('tabindex');
  if (!wasStop) root.tabIndex = -1;
  root.focus();
  const controls = [...root.querySelectorAll(CONTROLS)].filter(isThere);
  const looks = new Map(controls.map(one => [one, look(one)]));
  const [reached, seen, tried] = [new Set(), new Set(), new Set()];
  const faults = [];
  const hasFrames = root.querySelector('iframe') !== null;
  let isOut = false;
  const enter = ({ target: one }) => {
    isOut ||= !root.contains(one);
    if (isOut || reached.has(one) || one === root) return;
    reached.add(one);
    if (looks.get(one) === look(one)) faults.push(`${called(one)} looks the same with the keyboard on it`);
  };
  const settle = ({ key }) => {
    const one = document.activeElement;
    isOut ||= key === 'Tab' && !root.contains(one) && !(hasFrames && one === document.body);
    if (isOut || one === root || one.tagName === 'IFRAME' || seen.has(one)) return;
    seen.add(one);
    const cover = isCovered(one);
    if (cover) faults.push(`${called(one)} has the keyboard beneath ${cover}`);
  };
  document.addEventListener('focusin', enter, true);
  document.addEventListener('keyup', settle, true);
  const isPartOf = one => one.type === 'radio' && [...reached].some(other => other.type === 'radio' && other.name === one.name)
    || one.tabIndex < 0 && one.parentElement.closest('[role=row]');
  const left = () => controls.filter(isThere).filter(one => !reached.has(one) && !isPartOf(one));
  const kindOf = one => `${one.tagName} ${one.role} ${[...one.classList].at(-1)}`;
  const stopOf = one => [...reached].find(other => other.tabIndex >= 0 && kindOf(other) === kindOf(one));
  const inner = () => left().filter(one => one.tabIndex < 0 && stopOf(one));
  const verdict = () => ({ isOut, stops: reached.size, widgets: new Set(inner().map(kindOf)).size, faults:
    [...faults, ...left().filter(one => one.tabIndex >= 0 || !stopOf(one)).map(one => `${called(one)} is not reached`)] });
  let rest = new Set();
  const step = () => {
    const [first] = inner().filter(one => !tried.has(kindOf(one)));
    if (!first) return '';
    tried.add(kindOf(first));
    rest = new Set(inner().filter(one => kindOf(one) === kindOf(first)));
    const stop = stopOf(first);
    stop.focus();
    return called(stop);
  };
  const isWalked = () => rest.has(document.activeElement);
  const end = () => {
    beyond.remove();
    if (!wasStop) root.removeAttribute('tabindex');
    document.removeEventListener('focusin', enter, true);
    document.removeEventListener('keyup', settle, true);
  };
  window.walked = { verdict, step, isWalked, end };
  const groups = new Set(controls.filter(one => one.type === 'radio').map(one => one.name));
  const stops = controls.filter(one => one.tabIndex >= 0 && one.type !== 'radio').length + groups.size;
  return { stops, hasFrames };
}"""
"""Begins at an element and says how many stops there should be; what is scrolled into sight for the keyboard is there once its key is up."""

_TO_LINK: Final = """path => {
  const link = document.querySelector(`nav a[href="${path}"]`);
  if (!link || location.pathname === path) return false;
  for (const title of document.querySelectorAll('h1')) title.dataset.left = '';
  window.restedFrames = 0;
  link.focus();
  return true;
}"""
_A_FRAME_LATER: Final = """() => new Promise(tell => {
  requestAnimationFrame(() => requestAnimationFrame(() => tell(walked.isWalked())));
})"""
_HANDED_BACK: Final = """() => new Promise(tell => {
  const look = frames => document.activeElement !== document.body || frames > 30 ? tell() : requestAnimationFrame(() => look(frames + 1));
  look(0);
})"""
_CODES: Final = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40}
_SPARE: Final = 2
_FURTHER: Final = 25
_MOST: Final = 600


@dataclasses.dataclass(frozen=True)
class Walk:
    """How many stops the keyboard made, and what was wrong with them."""

    stops: int
    faults: list[str]


async def follow(page: Page, keys: CDPSession, path: str) -> None:
    """A link of the navigation, with Enter; without one to ``path``, nothing is done."""
    if await page.evaluate(_TO_LINK, path):
        await press(keys, "Enter")
        await page.wait_for_function("path => location.pathname === path", arg=path)


async def walk(page: Page, keys: CDPSession, root: str = "#main") -> Walk:
    """Through everything in ``root``, until the keyboard is beyond it; a page that keeps it has a fault."""
    begun = await page.evaluate(_WALK, root)
    try:
        return await _walked(page, keys, begun["stops"] + _SPARE, has_frames=begun["hasFrames"])
    finally:
        await page.evaluate("() => walked.end()")


async def _walked(page: Page, keys: CDPSession, presses: int, *, has_frames: bool) -> Walk:
    pressed = 0
    while True:
        if has_frames:  # each is a process of its own, and hands the keyboard back late
            for _ in range(presses):
                await press(keys, "Tab")
                await page.evaluate(_HANDED_BACK)
        else:
            await press(keys, *["Tab"] * presses)
        pressed += presses
        found = await page.evaluate("() => walked.verdict()")
        if found["isOut"]:
            return Walk(found["stops"], found["faults"] + await _stuck(page, keys, found["widgets"]))
        if pressed > _MOST:
            return Walk(
                found["stops"], [f"after {pressed} presses of Tab the keyboard is still in it", *found["faults"]]
            )
        presses = _FURTHER


async def _stuck(page: Page, keys: CDPSession, widgets: int) -> list[str]:
    """What Tab enters once and arrow keys should walk from there, and do not."""
    stuck = []
    for _ in range(widgets):
        stop = await page.evaluate("() => walked.step()")
        if not stop:
            break  # the last one drew the others anew
        for arrow in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"):
            await press(keys, arrow)
            if await page.evaluate(_A_FRAME_LATER):
                break
        else:
            stuck.append(f"arrow keys do not lead on from {stop}")
    return stuck


async def press(keys: CDPSession, *names: str) -> None:
    """All at once: the browser takes them one after the other."""
    sent = []
    for name in names:
        key = {"key": name, "code": name, "windowsVirtualKeyCode": _CODES[name]}
        down = {"type": "keyDown", "text": "\r"} if name == "Enter" else {"type": "rawKeyDown"}
        sent += [keys.send("Input.dispatchKeyEvent", key | kind) for kind in (down, {"type": "keyUp"})]
    await asyncio.gather(*sent)
