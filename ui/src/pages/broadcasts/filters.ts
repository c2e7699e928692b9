/** Which broadcasts are listed, and what of one is looked at: kept in the address. */
import { STAGES, type Stage } from './stages';

export interface Filters {
  stage?: Stage[];
}

export function filtersOf({ stage }: Record<string, unknown>): Filters {
  const known = (Array.isArray(stage) ? stage : [stage]).filter((one): one is Stage => String(one) in STAGES);
  return known.length > 0 ? { stage: known } : {};
}

/** Of whom the names are shown: those who were held back for one reason. */
export interface Shown {
  held?: string;
}

export function shownOf({ held }: Record<string, unknown>): Shown {
  return typeof held === 'string' && /^[a-z_]{1,40}$/.test(held) ? { held } : {};
}

/** Which broadcast a new one begins like. */
export function likeOf({ like }: Record<string, unknown>): { like?: string } {
  return typeof like === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(like) ? { like } : {};
}
