import { Ago } from '@/parts/time/When';
import classes from './changed.module.css';
import type { Column } from './DataTable';

/** The last column of many a list: when somebody changed it, where there is room for that. */
export function changed(width = 'minmax(110px, 0.7fr)'): Column<{ updated_at: string }> {
  return {
    key: 'changed',
    title: 'Changed',
    width,
    isExtra: true,
    cell: ({ updated_at }) => (
      <span className={classes.changed}>
        <Ago at={updated_at} />
      </span>
    ),
  };
}
