/** What the address says of what is looked at: it can be sent to somebody who then sees the same. */
import type { Permission } from '@/api/types';
import { MEASURES, type Measure, type Span, spanOf } from '@/parts/courses/courses';

interface SideWords {
  title: string;
  needs: Permission;
}

export const SIDES = {
  media: { title: 'Paid media', needs: 'analytics:read' },
  messages: { title: 'Messages', needs: 'journey:read' },
  auctions: { title: 'Auctions', needs: 'analytics:read' },
} as const satisfies Record<string, SideWords>;

export type Side = keyof typeof SIDES;

export interface Look {
  side?: Side;
  span?: Span;
  measure?: Measure;
  currency?: string;
  channel?: string;
}

export function lookOf(query: Record<string, unknown>): Look {
  const { side, measure, currency, channel } = query;
  const look: Look = {
    side: typeof side === 'string' && side in SIDES ? (side as Side) : undefined,
    span: spanOf(query.span),
    measure: typeof measure === 'string' && measure in MEASURES ? (measure as Measure) : undefined,
    currency: typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? currency : undefined,
    channel: typeof channel === 'string' ? channel : undefined,
  };
  return Object.fromEntries(Object.entries(look).filter(([, value]) => value !== undefined));
}
