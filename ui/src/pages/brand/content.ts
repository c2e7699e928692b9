/** A kit's content without gaps, what is in it in words, and what differs between two of them. */

import type { Schemas } from '@/api/types';
import { numberFormat } from '@/parts/words/formats';
import type { Content, FontRule, LogoRules, Palette, Tone } from './queries';

const NO_TONE: Tone = { approved: [], forbidden: [], approved_at_least: 0 };
const NO_LOGO: LogoRules = {
  least_width_px: 0,
  least_height_px: 0,
  clear_space: 0,
  backgrounds: [],
  background_tolerance: 5,
};

/** With everything said that the API leaves out. */
export function whole({ palette, fonts, tone, logo }: Schemas['Kit']): Content {
  return {
    palette: palette ? { image_share_outside: 0.2, tolerance: 3, ...palette } : null,
    fonts: (fonts ?? []).map((rule) => ({ weights: [], ...rule })),
    tone: { ...NO_TONE, ...tone },
    logo: { ...NO_LOGO, ...logo },
  };
}

/** "6 colours, 3 fonts, 5 words never used, a logo of at least 80 × 24" */
export function summary({ palette, fonts, tone, logo }: Content): string {
  const families = new Set(fonts.map(({ family }) => family)).size;
  const forbidden = tone?.forbidden?.length ?? 0;
  const said = [
    palette ? counted(palette.colours.length, 'colour') : '',
    families ? counted(families, 'font') : '',
    forbidden ? `${counted(forbidden, 'term')} never used` : '',
    logo?.least_width_px ? `a logo of at least ${logo.least_width_px} × ${logo.least_height_px} px` : '',
  ].filter(Boolean);
  return said.length === 0 ? 'It asks for nothing.' : `It asks for ${said.join(', ')}.`;
}

export interface Difference {
  /** What changed: "Accent", "body in Inter". */
  what: string;
  before: string | null;
  now: string | null;
  /** Both are colours, to be shown. */
  isColour?: boolean;
}

/** What publishing would change, part by part; `before` null for a kit that was never published. */
export function differences(before: Content, now: Content): { part: string; changes: Difference[] }[] {
  return [
    { part: 'Palette', changes: ofPalettes(before.palette as Palette | null, now.palette as Palette | null) },
    { part: 'Fonts', changes: ofFonts(before.fonts as FontRule[], now.fonts as FontRule[]) },
    { part: 'Tone', changes: ofTones(before.tone as Tone, now.tone as Tone) },
    { part: 'Logo', changes: ofLogos(before.logo as LogoRules, now.logo as LogoRules) },
  ].filter(({ changes }) => changes.length > 0);
}

function ofPalettes(before: Palette | null, now: Palette | null): Difference[] {
  const colours = (palette: Palette | null) => new Map((palette?.colours ?? []).map(({ name, hex }) => [name, hex]));
  return [
    ...ofMaps(colours(before), colours(now)).map((one) => ({ ...one, isColour: true })),
    ...ofMaps(new Map(before ? numbers(before) : []), new Map(now ? numbers(now) : [])),
  ];
}

function numbers({ tolerance, image_share_outside }: Palette): [string, string][] {
  return [
    ['Tolerance', shown(tolerance)],
    ['Other colours in images', `${Math.round(100 * image_share_outside)}%`],
  ];
}

function ofFonts(before: readonly FontRule[], now: readonly FontRule[]): Difference[] {
  const rules = (fonts: readonly FontRule[]) =>
    new Map(
      fonts.map(({ use, family, least_px, most_px, weights }) => [
        `${family} for ${use}`,
        `${least_px} to ${most_px} px${weights.length ? `, weights ${weights.join(', ')}` : ''}`,
      ]),
    );
  return ofMaps(rules(before), rules(now));
}

function ofTones(before: Tone, now: Tone): Difference[] {
  const never = ({ forbidden }: Tone) =>
    new Map(forbidden.map(({ term, instead }) => [`Never “${term}”`, instead ? `but “${instead}”` : 'never']));
  const liked = ({ approved }: Tone) => new Map(approved.map((term) => [`Liked: “${term}”`, 'liked']));
  const least = ({ approved_at_least }: Tone) => new Map([['Liked words, at least', shown(approved_at_least)]]);
  return [
    ...ofMaps(never(before), never(now)),
    ...ofMaps(liked(before), liked(now)),
    ...ofMaps(least(before), least(now)),
  ];
}

function ofLogos(before: LogoRules, now: LogoRules): Difference[] {
  const rules = (logo: LogoRules) =>
    new Map([
      ['Smallest', `${logo.least_width_px} × ${logo.least_height_px} px`],
      ['Free room around it', `${shown(logo.clear_space)} of its height`],
      ['Stands on', logo.backgrounds.join(', ') || 'anything'],
      ['Tolerance of what it stands on', shown(logo.background_tolerance)],
    ]);
  return ofMaps(rules(before), rules(now));
}

function ofMaps(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Difference[] {
  const names = [...new Set([...before.keys(), ...now.keys()])];
  return names
    .map((what) => ({ what, before: before.get(what) ?? null, now: now.get(what) ?? null }))
    .filter((one) => one.before !== one.now);
}

function shown(value: number): string {
  return numberFormat({ maximumFractionDigits: 2 }).format(value);
}

function counted(count: number, what: string): string {
  return count === 1 ? `one ${what}` : `${count} ${what}s`;
}
