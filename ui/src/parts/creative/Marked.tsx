import type { BrandFinding } from '@/api/types';
import classes from './Marked.module.css';

interface Props {
  text: string;
  /** As they are listed beside it. */
  findings: readonly BrandFinding[];
  /** Which part of the creative the text is: `html`, `title`. */
  part: string;
  /** Markup, as its author wrote it. */
  isSource?: boolean;
}

interface Span {
  start: number;
  end: number;
  number: number;
  severity: BrandFinding['severity'];
}

const WORST: readonly BrandFinding['severity'][] = ['error', 'warning', 'note'];

/** A text with what a brand kit finds in it marked where it stands, by the numbers of the list. */
export function Marked({ text, findings, part, isSource = false }: Props) {
  const letters = [...text]; // the API counts code points
  const spans = spansIn(findings, part, letters.length);
  const edges = [...new Set([0, letters.length, ...spans.flatMap(({ start, end }) => [start, end])])];
  edges.sort((one, other) => one - other);
  const pieces = edges.slice(0, -1).map((from, at) => {
    const words = letters.slice(from, edges[at + 1]).join('');
    const here = spans.filter(({ start, end }) => start <= from && end > from);
    if (here.length === 0) return <span key={from}>{words}</span>;
    const begun = here.filter(({ start }) => start === from).map(({ number }) => number);
    return (
      <mark
        key={from}
        className={classes.mark}
        data-severity={WORST.find((severity) => here.some((span) => span.severity === severity))}
      >
        {begun.length > 0 && <sup>{begun.join(' ')}</sup>}
        {words}
      </mark>
    );
  });
  if (!isSource) return <span className={classes.text}>{pieces}</span>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it by keys
    <pre className={classes.source} tabIndex={0}>
      <code>{pieces}</code>
    </pre>
  );
}

function spansIn(findings: readonly BrandFinding[], part: string, length: number): Span[] {
  return findings.flatMap(({ severity, places }, index) =>
    (places ?? []).flatMap(({ part: own, offset = 0, length: long = 0 }) =>
      own === part && long > 0 && offset + long <= length
        ? [{ start: offset, end: offset + long, number: index + 1, severity }]
        : [],
    ),
  );
}
