import type { Stage } from '@/api/types';
import classes from './StageMark.module.css';
import { STAGES } from './words';

/** Where a campaign stands: said, and coloured for whoever looks over many. */
export function StageMark({ stage }: { stage: Stage }) {
  const { title, color } = STAGES[stage];
  return (
    <span className={classes.mark}>
      <span className={classes.dot} style={{ background: color }} data-live={stage === 'live' || undefined} />
      {title}
    </span>
  );
}
