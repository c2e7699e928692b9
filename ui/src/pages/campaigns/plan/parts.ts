import type { Errors, Part, Said } from './said';

/** What every section of the form is given. */
export interface PartProps<P extends Part> {
  said: Said[P];
  change: (change: Partial<Said[P]>) => void;
  errors: Errors;
}
