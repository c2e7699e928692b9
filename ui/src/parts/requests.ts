/** What somebody may ask about their data. */
import type { Schemas } from '@/api/types';

export const REQUEST_KINDS: Record<Schemas['RequestKind'], { title: string; done: string }> = {
  export: { title: 'A copy of their data', done: 'copied' },
  erasure: { title: 'Erasure', done: 'erased' },
};

export const REQUEST_STATES: Record<Schemas['RequestState'], string> = {
  received: 'Waits for a check of who asks',
  verified: 'About to be carried out',
  running: 'Being carried out',
  done: 'Done',
  refused: 'Refused',
};
