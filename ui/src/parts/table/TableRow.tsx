import { type KeyboardEvent, memo, type ReactNode } from 'react';
import classes from './DataTable.module.css';

export interface Column<Row> {
  key: string;
  title: string;
  /** A track of a CSS grid: `minmax(200px, 2fr)`, `120px`. */
  width: string;
  cell: (row: Row) => ReactNode;
  /** The same on a phone. */
  narrow?: string;
  /** Numbers stand at the right. */
  isNumber?: boolean;
  /** Left out on a phone. */
  isExtra?: boolean;
}

interface Props<Row> {
  row: Row;
  name: string;
  columns: readonly Column<Row>[];
  index: number;
  isLast: boolean;
  /** The one that the Tab key reaches. */
  isCurrent: boolean;
  isOpened: boolean;
  /** Null where rows cannot be picked. */
  isPicked: boolean | null;
  topPx: number;
  heightPx: number;
  /** The same one for as long as the table lives. */
  on: RowEvents;
}

/** What happens at a row of an index. */
export interface RowEvents {
  focus: (index: number) => void;
  click: (index: number) => void;
  key: (event: KeyboardEvent<HTMLElement>, index: number) => void;
  toggle: (index: number) => void;
}

/** One row of a table. Drawn anew when something of its own has changed, and not as it moves along. */
export const TableRow = memo(function TableRow<Row>(props: Props<Row>) {
  const { row, columns, index, isPicked, on } = props;
  return (
    <div
      role="row"
      tabIndex={props.isCurrent ? 0 : -1}
      aria-rowindex={index + 2}
      aria-selected={isPicked ?? undefined}
      aria-label={props.name}
      data-index={index}
      data-open={props.isOpened || undefined}
      data-last={props.isLast || undefined}
      className={classes.row}
      style={{ height: props.heightPx, transform: `translateY(${props.topPx}px)` }}
      onFocus={() => on.focus(index)}
      onClick={() => on.click(index)}
      onKeyDown={(event) => on.key(event, index)}
    >
      {isPicked !== null && (
        <span role="cell" className={classes.cell} onClick={(event) => event.stopPropagation()}>
          <input
            type="checkbox"
            className={classes.pick}
            aria-label={`Pick ${props.name}`}
            checked={isPicked}
            onChange={() => on.toggle(index)}
            tabIndex={-1}
          />
        </span>
      )}
      {columns.map((column) => (
        <span
          key={column.key}
          role="cell"
          className={classes.cell}
          data-number={column.isNumber || undefined}
          data-extra={column.isExtra || undefined}
        >
          {column.cell(row)}
        </span>
      ))}
    </div>
  );
}) as <Row>(props: Props<Row>) => ReactNode;
