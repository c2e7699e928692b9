/** What the gate holds against a campaign, as people read it. */
import type { Preflight } from '@/api/types';
import { plain } from '@/parts/creative/brand';
import { sentence } from '@/parts/states/problems';

type Finding = Preflight['findings'][number];

export interface Told extends Pick<Finding, 'name' | 'severity' | 'override_id'> {
  what: string;
  remedy: string;
  /** The creatives it is about, by their names. */
  whose: string[];
}

/** How many things block, and how many are worth knowing: each once, however many creatives it is about. */
export function counted(findings: readonly Finding[]): { blockers: number; warnings: number } {
  const each = told(findings, new Map());
  return {
    blockers: each.filter(({ severity, override_id }) => severity === 'blocker' && !override_id).length,
    warnings: each.filter(({ severity }) => severity === 'warning').length,
  };
}

/** The same thing held against several creatives is said once; `names` are the creatives', by id. */
export function told(findings: readonly Finding[], names: ReadonlyMap<string, string>): Told[] {
  const found = new Map<string, Told>();
  for (const { code, name, what, remedy, severity, override_id, where } of findings) {
    const key = `${code}|${what}|${severity}|${override_id ?? ''}`;
    const whose = names.get(where.split('.')[1] ?? '');
    const known = found.get(key) ?? {
      name,
      severity,
      override_id,
      what: sentence(plain(what)),
      remedy: plain(remedy),
      whose: [],
    };
    found.set(key, { ...known, whose: whose ? [...known.whose, whose] : known.whose });
  }
  return [...found.values()];
}
