import { createContext } from 'react';

/** Of a rehearsal: where somebody was, where they are, and by which lines they came. */
export interface Trail {
  steps: ReadonlyMap<string, 'passed' | 'here'>;
  lines: ReadonlySet<string>;
}

/** What every card and line of a canvas knows besides its own data. */
export interface Tools {
  trail: Trail | null;
  /** Puts a step into a line; null where nothing may be changed. */
  add: ((from: string, way: string) => void) | null;
}

export const CanvasTools = createContext<Tools>({ trail: null, add: null });
