import type { ReactNode } from 'react';
import classes from './Lead.module.css';

/** The first cell of a row: what it is called, and below what tells it from its like. */
export function Lead({ note, children }: { note: ReactNode; children: ReactNode }) {
  return (
    <span className={classes.lead}>
      <span className={classes.name}>{children}</span>
      <span className={classes.note}>{note}</span>
    </span>
  );
}
