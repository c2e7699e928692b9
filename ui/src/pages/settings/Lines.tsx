import { Skeleton, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Lines.module.css';

interface Line {
  id: string;
  /** What it is called. */
  title: string;
  /** What tells it from its like. */
  note?: ReactNode;
  /** How it stands, or what it does. */
  aside?: ReactNode;
}

interface Props {
  /** What they are, for whoever hears the list. */
  label: string;
  lines: readonly Line[];
  onOpen?: (id: string) => void;
  /** Within a panel: no frame of its own, and closer together. */
  isInside?: boolean;
}

/** A short list: each line leads to what it names. Long ones are a `DataTable`. */
export function Lines({ label, lines, onOpen, isInside = false }: Props) {
  return (
    <ul aria-label={label} className={classes.lines} data-inside={isInside || undefined}>
      {lines.map(({ id, title, note, aside }) => {
        const inside = (
          <>
            <span className={classes.lead}>
              <span className={classes.title}>{title}</span>
              {note && <span className={classes.note}>{note}</span>}
            </span>
            {aside && <span className={classes.aside}>{aside}</span>}
            {onOpen && <IconChevronRight size={16} aria-hidden className={classes.arrow} />}
          </>
        );
        return (
          <li key={id}>
            {onOpen ? (
              <UnstyledButton className={classes.line} data-open onClick={() => onOpen(id)}>
                {inside}
              </UnstyledButton>
            ) : (
              <div className={classes.line}>{inside}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

export function LinesLoading({ count = 4 }: { count?: number }) {
  return (
    <div className={classes.lines} aria-busy="true">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={index} className={classes.line}>
          <Skeleton height={14} width={`${60 - (index % 3) * 12}%`} />
        </div>
      ))}
    </div>
  );
}
