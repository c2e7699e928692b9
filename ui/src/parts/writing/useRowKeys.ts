import { useState } from 'react';

let last = 0;
const newKey = () => `row ${++last}`;
const newKeys = (count: number) => Array.from({ length: count }, newKey);

/**
 * Keys of rows that have nothing else to be told by: with one taken away by `drop`, what is half typed in the others stays with
 * them. Rows that came or went in any other way all begin anew.
 */
export function useRowKeys(count: number) {
  const [keys, setKeys] = useState<readonly string[]>(() => newKeys(count));
  if (keys.length !== count) setKeys(newKeys(count));
  return {
    keyAt: (at: number) => keys[at],
    /** One more, at the end. */
    add: () => setKeys((now) => [...now, newKey()]),
    drop: (at: number) => setKeys((now) => now.filter((_, index) => index !== at)),
  };
}
