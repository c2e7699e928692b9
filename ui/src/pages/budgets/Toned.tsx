import type { ReactNode } from 'react';
import classes from './Tone.module.css';
import type { Tone } from './words';

/** A few words, coloured by how much they matter. */
export function Toned({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes.tone} data-tone={tone}>
      {children}
    </span>
  );
}
