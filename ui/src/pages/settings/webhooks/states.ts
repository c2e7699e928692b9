import type { CallState } from './queries';

export const STATES: Record<CallState, { title: string; none: string }> = {
  dead: { title: 'Given up', none: 'No call was given up' },
  waiting: { title: 'Waiting', none: 'No call waits' },
  delivered: { title: 'Taken', none: 'No call was taken yet' },
};

export function stateOf(value: unknown): CallState | undefined {
  return typeof value === 'string' && value in STATES ? (value as CallState) : undefined;
}
