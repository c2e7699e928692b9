/** Brand findings as they are drawn: a number for each that has a place in a picture. */
import type { BrandFinding, Schemas } from '@/api/types';

type Severity = Schemas['domain__brand__values__Severity'];

export interface Mark {
  /** As the list beside the picture has it. */
  number: number;
  severity: Severity;
  box: Schemas['Box'];
}

export const SEVERITIES: Record<Severity, { title: string; color: string }> = {
  error: { title: 'Off brand', color: 'red' },
  warning: { title: 'Perhaps', color: 'amber' },
  note: { title: 'Note', color: 'gray' },
};
const ORDER = Object.keys(SEVERITIES) as Severity[];

const PARTS: Record<string, string> = {
  media_url: 'the picture',
  companion: 'the companion',
  'native.icon': 'the icon',
  'native.cta': 'the button',
  'native.sponsored': 'the sponsor line',
  'native.body_2': 'the second text',
  'native.sale_price': 'the sale price',
  'native.price': 'the price',
};
const FIELDS_IN_BRACKETS = / \([a-z]+(?:_[a-z]+)+(?:, [a-z]+(?:_[a-z]+)+)*\)/g;

/** What the API says of a creative, without the names its fields have there. */
export function plain(text: string): string {
  const named = Object.entries(PARTS).reduce((said, [part, name]) => said.replaceAll(part, name), text);
  return named.replace(FIELDS_IN_BRACKETS, '');
}

/** What is wrong first, then what may be. */
export function inOrder(findings: readonly BrandFinding[]): BrandFinding[] {
  return [...findings].sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity));
}

/** The boxes of findings in one picture of a creative; `findings` as they are listed. */
export function marksIn(findings: readonly BrandFinding[], part: string): Mark[] {
  return findings.flatMap(({ severity, places }, at) =>
    (places ?? []).flatMap((place) =>
      place.part === part && place.box ? [{ number: at + 1, severity, box: place.box }] : [],
    ),
  );
}

/** A style sheet that outlines the elements of markup in which something was found. */
export function outlinesOf(findings: readonly BrandFinding[]): string {
  return findings
    .flatMap(({ severity, places }) =>
      (places ?? []).flatMap(({ part, selector }) =>
        part === 'html' && selector
          ? [`${fromBody(selector)}{outline:2px solid ${OUTLINES[severity]};outline-offset:1px}`]
          : [],
      ),
    )
    .join('');
}

const OUTLINES: Record<Severity, string> = { error: '#c92a2a', warning: '#d99a2f', note: '#979186' };

/** A path begins at the body, or at an id. */
function fromBody(selector: string): string {
  return selector === 'body' || selector.split(' ', 1)[0]?.includes('#') ? selector : `body > ${selector}`;
}
