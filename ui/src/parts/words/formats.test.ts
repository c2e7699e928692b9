import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

it.each([
  ['of a German reader', ['de-DE', 'de'], 'en-GB'],
  ['of a German reader who reads American as well', ['de-DE', 'en-US'], 'en-US'],
  ['of an Australian reader', ['en-AU', 'en'], 'en-AU'],
])('numbers and instants %s are written in English, as everything around them', async (_, languages, expected) => {
  vi.resetModules();
  vi.stubGlobal('navigator', { languages });
  const { dateFormat, numberFormat, relativeFormat } = await import('./formats');
  const used = [dateFormat({}), numberFormat({}), relativeFormat({})].map((one) => one.resolvedOptions().locale);
  expect(new Set(used)).toEqual(new Set([expected]));
});
