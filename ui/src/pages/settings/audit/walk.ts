/** Walking the chains of entries from end to end, a stretch at a time. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { showProblem } from '@/parts/states/problems';
import { useTenantQuery } from '../tenant';

type Head = Schemas['HeadView'];
type Chain = 'main' | 'journeys';

/** How far it has come. */
export interface Walk {
  entries: number;
  of: number;
  broken: { chain: Chain; sequence: number; reason: string } | null;
  isOver: boolean;
}

export function useWalk(heads: readonly Head[]) {
  const query = useTenantQuery();
  const [walk, setWalk] = useState<Walk | null>(null);
  const walking = useRef<AbortController | null>(null);
  const stop = useCallback(() => {
    walking.current?.abort();
    setWalk(null);
  }, []);
  useEffect(() => () => walking.current?.abort(), []);

  async function walkAll(noted: string[], signal: AbortSignal): Promise<void> {
    let done = 0;
    const of = heads.reduce((all, { sequence }) => all + sequence, 0);
    const chains = new Set([...heads.map(({ chain }) => chain), ...noted.map((end) => end.split('/')[0])]);
    for (const chain of [...chains] as Chain[]) {
      let stretch: Schemas['VerificationView'] | undefined;
      while (!stretch?.is_over) {
        const asked = { ...query, chain, noted, after: stretch?.reached };
        stretch = await body(api.GET('/api/v1/audit/verification', { params: { query: asked }, signal }));
        setWalk({ entries: done + stretch.entries, of: Math.max(of, done + stretch.of), broken: null, isOver: false });
      }
      done += stretch.entries;
      if (stretch.broken) return setWalk({ entries: done, of, broken: { chain, ...stretch.broken }, isOver: true });
    }
    setWalk({ entries: done, of, broken: null, isOver: true });
  }

  function start(noted: string[]): void {
    walking.current?.abort();
    const leaving = new AbortController();
    walking.current = leaving;
    setWalk({ entries: 0, of: 1, broken: null, isOver: false });
    walkAll(noted, leaving.signal).catch((refused: Error) => {
      if (leaving.signal.aborted) return;
      setWalk(null);
      showProblem(refused);
    });
  }

  return { walk, start, stop };
}
