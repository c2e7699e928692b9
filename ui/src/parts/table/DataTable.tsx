/**
 * A list of rows, however many: only those in sight are drawn, and the next page is asked for as its end comes near.
 *
 * Arrow keys walk the rows, Home and End reach the first and last, Space picks one, Enter opens it.
 */
import { Checkbox, Loader, Skeleton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import classes from './DataTable.module.css';
import { type Column, type RowEvents, TableRow } from './TableRow';

export type { Column };

interface Props<Row> {
  /** What the rows are, for whoever hears the table: "Campaigns". */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  idOf: (row: Row) => string;
  nameOf: (row: Row) => string;
  rowHeight?: number;
  onOpen?: (row: Row) => void;
  /** Left out, rows cannot be picked. */
  picked?: ReadonlySet<string>;
  onPick?: (ids: ReadonlySet<string>) => void;
  isLoading?: boolean;
  /** Asks for the rows after the last one. */
  onEnd?: () => void;
  isLoadingMore?: boolean;
  /** In place of rows when there are none. */
  empty: ReactNode;
}

const HEADER_PX = 40;
/** So much of a longer list is in sight, however little room a page leaves it. */
const LEAST_PX = 280;

export function DataTable<Row>(props: Props<Row>) {
  const { label, columns, rows, idOf, nameOf, rowHeight = 60, onOpen, picked, onPick, onEnd, empty } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: HEADER_PX,
    initialRect: { width: 1_000, height: 600 },
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && lastShown >= rows.length - 10) onEnd?.();
  }, [lastShown, rows.length, onEnd]);

  const walk = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setCurrent(next);
    virtual.scrollToIndex(next);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
  };
  const withRow = (index: number, act: (row: Row) => void) => {
    const row = rows[index];
    if (row !== undefined) act(row);
  };
  const on = useSame({
    focus: setCurrent,
    click: (index) => withRow(index, (row) => onOpen?.(row)),
    toggle: (index) =>
      withRow(index, (row) => {
        const next = new Set(picked);
        if (!next.delete(idOf(row))) next.add(idOf(row));
        onPick?.(next);
      }),
    key: (event, index) => {
      if (event.target !== event.currentTarget) return;
      const step = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1 }[event.key];
      if (step !== undefined) walk(step);
      else if (event.key === ' ' && picked) on.toggle(index);
      else if (event.key === 'Enter' && onOpen) on.click(index);
      else return;
      event.preventDefault();
    },
  });

  if (!props.isLoading && rows.length === 0) return <div className={classes.empty}>{empty}</div>;

  const pick = onPick && picked ? { picked, onPick } : null;
  const tracks = [...(pick ? ['44px'] : []), ...columns.map((column) => column.width)].join(' ');
  const shownNarrow = columns.filter((column) => !column.isExtra);
  const narrow = [...(pick ? ['44px'] : []), ...shownNarrow.map((one) => one.narrow ?? 'minmax(0, 1fr)')].join(' ');
  const least = `${Math.min(LEAST_PX, HEADER_PX + rows.length * rowHeight + 2)}px`;
  const style = { '--tracks': tracks, '--narrow-tracks': narrow, '--least': least } as React.CSSProperties;

  const allPicked = pick !== null && rows.length > 0 && rows.every((row) => pick.picked.has(idOf(row)));

  return (
    <div ref={scroller} className={classes.table} style={style}>
      <div role="table" aria-label={label} aria-rowcount={rows.length + 1} aria-busy={props.isLoading}>
        <div role="row" tabIndex={-1} aria-rowindex={1} className={classes.header}>
          {pick && (
            <span role="columnheader" className={classes.cell}>
              <Checkbox
                aria-label={`Pick all ${rows.length} shown`}
                checked={allPicked}
                indeterminate={!allPicked && pick.picked.size > 0}
                onChange={() => pick.onPick(new Set(allPicked ? [] : rows.map(idOf)))}
              />
            </span>
          )}
          {columns.map((column) => (
            <span
              key={column.key}
              role="columnheader"
              className={classes.cell}
              data-number={column.isNumber || undefined}
              data-extra={column.isExtra || undefined}
            >
              {column.title}
            </span>
          ))}
        </div>
        {props.isLoading ? (
          <Placeholders height={rowHeight} />
        ) : (
          <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              const id = idOf(row);
              return (
                <TableRow
                  key={id}
                  row={row}
                  name={nameOf(row)}
                  columns={columns}
                  index={item.index}
                  isLast={item.index === rows.length - 1}
                  isCurrent={item.index === Math.min(current, rows.length - 1)}
                  isOpened={onOpen !== undefined}
                  isPicked={pick ? pick.picked.has(id) : null}
                  topPx={item.start - HEADER_PX}
                  heightPx={rowHeight}
                  on={on}
                />
              );
            })}
          </div>
        )}
      </div>
      {props.isLoadingMore && (
        <div className={classes.more}>
          <Loader size="sm" type="dots" aria-label="Loading more" />
        </div>
      )}
    </div>
  );
}

/** The same object each time, whose functions do what the last ones given do: rows are not drawn anew for their sake. */
function useSame(on: RowEvents): RowEvents {
  const last = useRef(on);
  useLayoutEffect(() => {
    last.current = on;
  });
  const [same] = useState<RowEvents>(() => ({
    focus: (index) => last.current.focus(index),
    click: (index) => last.current.click(index),
    toggle: (index) => last.current.toggle(index),
    key: (event, index) => last.current.key(event, index),
  }));
  return same;
}

function Placeholders({ height }: { height: number }) {
  return Array.from({ length: 8 }, (_, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
    <div key={index} className={classes.placeholder} style={{ height }}>
      <Skeleton height={14} width={`${70 - (index % 3) * 12}%`} />
    </div>
  ));
}
