/** A launch that an API of the tests keeps. */
import type { Launch } from '@/api/types';
import { type Answers, MARKETER, type visit } from '@/testing/page';
import { NOTHING } from './said';

export const LAUNCHES = '/api/v1/workspace/launches';
export const AUTHOR = { ...MARKETER, permissions: [...MARKETER.permissions, 'creative:write' as const] };

export function launch(changes: Partial<Launch> = {}): Launch {
  return {
    ...NOTHING,
    id: 'lnc_1',
    revision: 'r1',
    campaign_id: null,
    stage: null,
    steps: [
      { step: 'brief', state: 'missing', missing: ['brief.advertiser_domain'], text: '' },
      { step: 'audience', state: 'optional', missing: [], text: 'everybody' },
    ],
    next: {
      action: null,
      text: 'fill in brief.advertiser_domain',
      permission: 'campaign:write',
      yours: true,
      path: '',
    },
    creatives: [],
    waiting_creatives: [],
    created_by: 'usr_milo',
    created_at: '2027-02-01T09:00:00Z',
    updated_at: '2027-02-01T09:00:00Z',
    ...changes,
  };
}

/** At once, as somebody does who pastes it. */
export async function put(person: Awaited<ReturnType<typeof visit>>['person'], field: HTMLElement, text: string) {
  await person.click(field);
  await person.paste(text);
}

/** An API that keeps one launch. */
export function keeping(kept: Launch | null, more: Answers = {}): Answers {
  let now = kept;
  const say = ({ body }: { body: unknown }) => {
    const said = body as Partial<Launch>;
    const before = now ?? launch();
    now = {
      ...before,
      brief: { ...before.brief, ...said.brief },
      budget: { ...before.budget, ...said.budget },
      audience: { ...before.audience, ...said.audience },
      schedule: { ...before.schedule, ...said.schedule },
    };
    return now;
  };
  return {
    [`GET ${LAUNCHES}`]: () => ({ items: [], next_cursor: null }),
    [`POST ${LAUNCHES}`]: say,
    [`GET ${LAUNCHES}/lnc_1`]: () => now,
    [`PATCH ${LAUNCHES}/lnc_1`]: say,
    ...more,
  };
}

/** An API that can be taken away, and the calls that change something meanwhile. */
export function failing(kept: Launch | null) {
  const api: { answer: null | (() => Response) } = { answer: null };
  const answers = keeping(kept);
  for (const call of [`POST ${LAUNCHES}`, `PATCH ${LAUNCHES}/lnc_1`]) {
    const well = answers[call];
    answers[call] = (request) => {
      return api.answer ? api.answer() : well?.(request);
    };
  }
  return { api, answers };
}

/** What the last save said. */
export function saidTo(requests: { call: string; body: unknown }[]): Partial<Launch> {
  return requests.filter(({ call }) => call === `PATCH ${LAUNCHES}/lnc_1`).at(-1)?.body as Partial<Launch>;
}
