import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconPlayerPause,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Health.module.css';

export type Standing = 'good' | 'weak' | 'bad' | 'unknown' | 'paused';

const PICTURES = {
  good: IconCircleCheck,
  weak: IconAlertTriangle,
  bad: IconCircleX,
  unknown: IconCircleDashed,
  paused: IconPlayerPause,
};

/** How something stands: by a picture, and in words beside it. */
export function Health({ standing, children }: { standing: Standing; children: ReactNode }) {
  const Picture = PICTURES[standing];
  return (
    <span className={classes.health} data-standing={standing}>
      <Picture size={16} aria-hidden className={classes.picture} />
      <span>{children}</span>
    </span>
  );
}
