import { type KeyboardEvent, useRef } from 'react';
import { WholeInput } from '@/parts/writing/WholeInput';
import classes from './Caps.module.css';
import { CAP_CHANNELS, type CapChannel, type CapRule, type CapWindow, mostIn, WINDOWS, withMost } from './delivery';

interface Props {
  caps: readonly CapRule[];
  isFixed: boolean;
  onChange: (caps: CapRule[]) => void;
}

const CHANNELS = Object.keys(CAP_CHANNELS) as CapChannel[];
const SPANS = Object.keys(WINDOWS) as CapWindow[];
const MOST = 10_000;

/** Every channel by every span of time; an empty cell limits nothing. Arrow keys walk it. */
export function Caps({ caps, isFixed, onChange }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  const walk = (event: KeyboardEvent<HTMLInputElement>, row: number, column: number) => {
    const { selectionStart, selectionEnd, value } = event.currentTarget;
    const isAtStart = selectionStart === 0 && selectionEnd === 0;
    const isAtEnd = selectionStart === value.length;
    const [down, right] =
      event.key === 'ArrowDown' || event.key === 'Enter'
        ? [1, 0]
        : event.key === 'ArrowUp'
          ? [-1, 0]
          : event.key === 'ArrowRight' && isAtEnd
            ? [0, 1]
            : event.key === 'ArrowLeft' && isAtStart
              ? [0, -1]
              : [0, 0];
    if (down === 0 && right === 0) return;
    event.preventDefault();
    const next = grid.current?.querySelector<HTMLInputElement>(`[data-cell="${row + down} ${column + right}"]`);
    next?.focus();
    next?.select();
  };
  return (
    <div ref={grid} className={classes.grid}>
      <span aria-hidden className={classes.corner} />
      {SPANS.map((window) => (
        <span key={window} aria-hidden className={classes.span}>
          {WINDOWS[window].title}
        </span>
      ))}
      {CHANNELS.map((channel, row) => [
        <span key={channel} aria-hidden className={classes.channel} data-all={channel === 'all' || undefined}>
          {CAP_CHANNELS[channel].title}
        </span>,
        ...SPANS.map((window, column) => (
          <WholeInput
            key={`${channel} ${window}`}
            aria-label={`${CAP_CHANNELS[channel].title}: most in ${WINDOWS[window].in}`}
            classNames={{ input: classes.most }}
            size="sm"
            placeholder="–"
            data-cell={`${row} ${column}`}
            readOnly={isFixed}
            min={0}
            max={MOST}
            isOptional
            value={mostIn(caps, channel, window) ?? null}
            onChange={(most) => onChange(withMost(caps, channel, window, most))}
            onKeyDown={(event) => walk(event, row, column)}
          />
        )),
      ])}
    </div>
  );
}
