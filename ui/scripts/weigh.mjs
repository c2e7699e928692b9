// Says what a first visit downloads before any page's own part, and fails when that is too much.
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const MOST_BYTES = 250_000;
const built = new URL('../dist/', import.meta.url);
const manifest = new URL('.vite/manifest.json', built);
if (!existsSync(manifest)) {
  console.error('There is nothing to weigh: make ui');
  process.exit(1);
}
const chunks = JSON.parse(readFileSync(manifest, 'utf8'));
const wanted = new Set();
const follow = (name) => {
  if (wanted.has(name)) return;
  wanted.add(name);
  for (const next of chunks[name].imports ?? []) follow(next);
};
follow('index.html');
// Not the .gz beside it: a chunk that is small has none.
const bytes = [...wanted].reduce(
  (sum, name) => sum + gzipSync(readFileSync(new URL(chunks[name].file, built)), { level: 9 }).length,
  0,
);
console.log(`${(bytes / 1000).toFixed(1)} KB of compressed JavaScript before a page's own, of ${MOST_BYTES / 1000} KB`);
process.exit(bytes > MOST_BYTES ? 1 : 0);
