import type { ReactNode } from 'react';
import classes from './Facts.module.css';

interface Props {
  /** What each thing is called, and what it is; what is not there is left out. */
  facts: readonly (readonly [name: ReactNode, value: ReactNode])[];
  /** Numbers stand at the right. */
  areNumbers?: boolean;
}

/** Names and values beside each other; below each other where there is little room. */
export function Facts({ facts, areNumbers = false }: Props) {
  const said = facts.filter(([, value]) => value !== null && value !== undefined && value !== '');
  if (said.length === 0) return null;
  return (
    <dl className={classes.facts} data-numbers={areNumbers || undefined}>
      {said.map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: facts are never reordered, and their names may be alike
        <div key={index} className={classes.fact}>
          <dt className={classes.name}>{name}</dt>
          <dd className={classes.value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
