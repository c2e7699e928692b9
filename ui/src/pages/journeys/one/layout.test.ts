import { expect, test } from 'vitest';
import { HEIGHT, layOut, WIDTH } from './layout';

const lines = (...pairs: string[]) => pairs.map((pair) => ({ from: pair.charAt(0), to: pair.charAt(1) }));

test('a step stands below everything that leads to it', () => {
  const { places } = layOut(['a', 'b', 'c', 'd'], lines('ab', 'ac', 'bc', 'cd'));
  const y = (name: string) => places.get(name)?.y ?? 0;
  expect([y('a') < y('b'), y('b') < y('c'), y('c') < y('d')]).toEqual([true, true, true]);
});

test('branches keep their order and one end stands below the middle of them', () => {
  const { places } = layOut(['a', 'b', 'c', 'd'], lines('ab', 'ac', 'ad', 'be', 'ce', 'de'));
  const x = ['b', 'c', 'd'].map((name) => places.get(name)?.x ?? 0);
  expect([...x].sort((one, other) => one - other)).toEqual(x);
  expect(places.get('a')?.x).toBe(x[1]);
});

test('a way back is told from the others and moves nothing up', () => {
  const { places, back } = layOut(['a', 'b', 'c'], lines('ab', 'bc', 'ca'));
  expect([...back]).toEqual([2]);
  expect(places.get('a')?.y).toBe(0);
});

test('ways from one step to the same other each have room of their own', () => {
  const named = lines('ab', 'ab', 'ab', 'bc').map((line) => ({ ...line, room: 180 }));
  const { places, through } = layOut(['a', 'b', 'c'], named);
  const x = [0, 1, 2].map((line) => through.get(line)?.[0]?.x ?? Number.NaN).sort((one, other) => one - other);
  const [left = 0, middle = 0, right = 0] = x;
  expect(Math.min(middle - left, right - middle)).toBeGreaterThan(180);
  expect(through.has(3)).toBe(false);
  expect(places.get('a')?.x).toBe(places.get('b')?.x);
  const spots = [...through.values()].flat().map(({ y }) => y);
  expect(Math.min(...spots)).toBeGreaterThan((places.get('a')?.y ?? 0) + HEIGHT);
  expect(Math.max(...spots)).toBeLessThan(places.get('b')?.y ?? 0);
});

test('five hundred steps have room of their own', () => {
  const names = Array.from({ length: 500 }, (_, at) => `s${at}`);
  const ways = names.flatMap((from, at) => {
    const next = [2 * at + 1, 2 * at + 2, at % 7 === 0 ? at + 40 : -1].map((to) => names[to]);
    return next.flatMap((to) => (to ? [{ from, to }] : []));
  });
  const places = [...layOut(names, ways).places.values()];
  const byLayer = new Map<number, number[]>();
  for (const { x, y } of places) byLayer.set(y, [...(byLayer.get(y) ?? []), x]);
  for (const row of byLayer.values()) {
    const sorted = row.sort((one, other) => one - other);
    for (let at = 1; at < sorted.length; at += 1) {
      expect((sorted[at] ?? 0) - (sorted[at - 1] ?? 0)).toBeGreaterThan(WIDTH);
    }
  }
});
