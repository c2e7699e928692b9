import { IconAlertTriangle } from '@tabler/icons-react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useHeld } from '@/app/me';
import { channelOf } from '@/parts/words/channels';
import type { Entry } from './entries';
import type { Bar } from './lanes';
import { whyNotMoved } from './legal';
import { type Trouble, troubleColor, troubleWords } from './troubles';
import classes from './Weeks.module.css';
import { KINDS, spanWords, stageWords } from './words';

const OVER: ReadonlySet<string> = new Set(['completed', 'archived', 'done', 'cancelled', 'rejected']);

interface Props {
  bar: Bar;
  isTall: boolean;
  isCarried: boolean;
  isStop: boolean;
  trouble?: Trouble;
  onOpen: (entry: Entry) => void;
  onGrip: (event: PointerEvent<HTMLElement>, entry: Entry) => void;
  onKey: (event: KeyboardEvent, entry: Entry) => void;
  onFocus: (id: string) => void;
}

/** Something that runs, over the days of one week. */
export function BarButton({ bar, isTall, isCarried, isStop, trouble, onOpen, onGrip, onKey, onFocus }: Props) {
  const { entry, column, span, line, isBefore, isAfter } = bar;
  const held = useHeld();
  const { one, color } = KINDS[entry.kind];
  const isMovable = whyNotMoved(entry, held) === null;
  const channels = entry.channels.map((channel) => channelOf(channel)).join(', ');
  const meets = trouble ? `, ${troubleWords(trouble)}` : '';
  return (
    <button
      type="button"
      className={classes.bar}
      style={
        {
          '--kind': color,
          gridColumn: `${column + 1} / span ${span}`,
          gridRow: line + 1,
        } as React.CSSProperties
      }
      data-bar={entry.id}
      data-over={OVER.has(entry.stage) || undefined}
      data-written={entry.kind === 'launch' || entry.stage === 'draft' || undefined}
      data-before={isBefore || undefined}
      data-after={isAfter || undefined}
      data-movable={isMovable || undefined}
      data-carried={isCarried || undefined}
      tabIndex={isStop ? 0 : -1}
      aria-label={`${entry.name}: ${one.toLowerCase()}, ${stageWords(entry.stage)}, ${spanWords(entry)}${meets}`}
      aria-keyshortcuts="M"
      onFocus={() => onFocus(entry.id)}
      onPointerDown={(event) => onGrip(event, entry)}
      onKeyDown={(event) => onKey(event, entry)}
      onClick={() => !isCarried && onOpen(entry)}
    >
      {trouble && <IconAlertTriangle size={14} aria-hidden color={troubleColor(trouble)} />}
      <span className={classes.words}>
        <span className={classes.name}>{entry.name}</span>
        {isTall && (
          <span className={classes.note}>{[one, stageWords(entry.stage), channels].filter(Boolean).join(' · ')}</span>
        )}
      </span>
    </button>
  );
}
