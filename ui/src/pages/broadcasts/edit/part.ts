import type { Definition } from '../definition';

/** What every part of the form is given: what is said so far, how to say something else, and what was refused. */
export interface PartProps {
  said: Definition;
  say: (change: Partial<Definition>) => void;
  errors: Record<string, string>;
}

/** The message of a field, or of anything within it. */
export function errorAt(errors: Record<string, string>, field: string): string | undefined {
  return Object.entries(errors).find(([name]) => name === field || name.startsWith(`${field}.`))?.[1];
}
