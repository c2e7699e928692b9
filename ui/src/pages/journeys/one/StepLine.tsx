import type { EdgeProps } from '@xyflow/react';
import { memo, useContext } from 'react';
import { numberFormat } from '@/parts/words/formats';
import classes from './Canvas.module.css';
import { type LineEdge, MOST_LETTERS } from './graph';
import type { Place } from './layout';
import { CanvasTools } from './tools';

const short = numberFormat({ notation: 'compact', maximumFractionDigits: 1 });

/** How far out each further way back between the same steps runs. */
const LANE = 40;
const LABEL_HEIGHT = 18;

/** A way from one step to another: what it is called, and how many went it. */
export const StepLine = memo(function StepLine({ id, data, source }: EdgeProps<LineEdge>) {
  const { add, trail } = useContext(CanvasTools);
  if (!data) return null;
  const { label, people, from, to, through, isBack, lane, way } = data;
  const isWalked = trail?.lines.has(id);
  const first = through[0] ?? to;
  const spot = isBack
    ? { x: Math.max(from.x, to.x) + 46 + 0.75 * LANE * lane, y: (from.y + to.y) / 2 + LABEL_HEIGHT * lane }
    : between(from, first, through.length > 0 ? 0.9 : 0.66);
  const plus = isBack ? null : between(from, first, 0.3);
  const words = [label.length > MOST_LETTERS ? `${label.slice(0, MOST_LETTERS - 1)}…` : label];
  if (people > 0 && label) words.push(short.format(people));
  return (
    <>
      <path
        d={isBack ? around(from, to, lane) : down([from, ...through, to])}
        className={classes.line}
        data-back={isBack || undefined}
        data-walked={isWalked || undefined}
      />
      <path d={tip(to, isBack)} className={classes.tip} data-walked={isWalked || undefined} />
      {label && (
        <text x={spot.x} y={spot.y} className={classes.label}>
          <title>{label}</title>
          {words.join(' · ')}
        </text>
      )}
      {add && plus && (
        // biome-ignore lint/a11y/noStaticElementInteractions: for the mouse; the panel has the same as a button
        <g className={classes.plus} transform={`translate(${plus.x} ${plus.y})`} onClick={() => add(source, way)}>
          <title>Add a step here</title>
          <circle r={9} />
          <path d="M-4 0H4M0-4V4" />
        </g>
      )}
    </>
  );
});

function down(points: readonly Place[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let last = first;
  return rest.reduce((path, point) => {
    const middle = (last.y + point.y) / 2;
    const piece = ` C ${last.x} ${middle}, ${point.x} ${middle}, ${point.x} ${point.y}`;
    last = point;
    return path + piece;
  }, `M ${first.x} ${first.y}`);
}

function around(from: Place, to: Place, lane: number): string {
  const out = Math.max(from.x, to.x) + 60 + LANE * lane;
  return `M ${from.x} ${from.y} C ${out} ${from.y}, ${out} ${to.y}, ${to.x + 4} ${to.y}`;
}

function tip({ x, y }: Place, isBack: boolean): string {
  return isBack
    ? `M ${x + 8} ${y - 4.5} L ${x} ${y} L ${x + 8} ${y + 4.5}`
    : `M ${x - 4.5} ${y - 8} L ${x} ${y} L ${x + 4.5} ${y - 8}`;
}

/** A place on the curve that `down` draws. */
function between(from: Place, to: Place, share: number): Place {
  const rest = 1 - share;
  const middle = (from.y + to.y) / 2;
  const early = rest ** 3 + 3 * rest ** 2 * share;
  const late = 3 * rest * share ** 2 + share ** 3;
  const y = from.y * rest ** 3 + middle * (3 * rest ** 2 * share + 3 * rest * share ** 2) + to.y * share ** 3;
  return { x: from.x * early + to.x * late, y };
}
