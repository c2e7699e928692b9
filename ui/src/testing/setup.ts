/** What a browser has and the stand-in for one lacks, and a clean slate after each test. */
import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

window.matchMedia ??= (query) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => {},
    removeEventListener: () => {},
  }) as unknown as MediaQueryList;
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
Element.prototype.scrollIntoView ??= () => {};
// Nothing is laid out here, and lists draw what fits in.
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });
Object.defineProperty(HTMLElement.prototype, 'clientHeight', { value: 600, configurable: true });
Object.defineProperty(HTMLElement.prototype, 'clientWidth', { value: 1_000, configurable: true });

configure({ asyncUtilTimeout: 20_000 }); // a machine may be busy

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
});
