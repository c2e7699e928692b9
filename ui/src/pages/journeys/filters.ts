/** Which journeys are listed, and what of one is looked at: kept in the address. */
import { type JourneyStage, STAGES } from './stages';

export interface Filters {
  stage?: JourneyStage[];
}

export function filtersOf({ stage }: Record<string, unknown>): Filters {
  const known = (Array.isArray(stage) ? stage : [stage]).filter((one): one is JourneyStage => String(one) in STAGES);
  return known.length > 0 ? { stage: known } : {};
}

/** 0 is the draft; left out, what is live, else the draft. */
export interface Shown {
  version?: number;
}

export function shownOf({ version }: Record<string, unknown>): Shown {
  const number = Number(version);
  return version !== undefined && Number.isInteger(number) && number >= 0 ? { version: number } : {};
}
