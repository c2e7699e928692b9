/**
 * A list of rows, however many: only those in sight are drawn, and the next page is asked for as its end comes near.
 *
 * Arrow keys walk the rows, Home and End reach the first and last, Space picks one, Enter opens it.
 */
import { Checkbox, Loader, Skeleton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
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

  if (!props.isLoading && rows.length === 0) return <div className={classes.empty}>{empty}</div>;

  const pick = onPick && picked ? { picked, onPick } : null;
  const tracks = [...(pick ? ['44px'] : []), ...columns.map((column) => column.width)].join(' ');
  const shownNarrow = columns.filter((column) => !column.isExtra);
  const narrow = [...(pick ? ['44px'] : []), ...shownNarrow.map((one) => one.narrow ?? 'minmax(0, 1fr)')].join(' ');
  const least = `${Math.min(LEAST_PX, HEADER_PX + rows.length * rowHeight + 2)}px`;
  const style = { '--tracks': tracks, '--narrow-tracks': narrow, '--least': least } as React.CSSProperties;

  const toggle = (id: string) => {
    if (!pick) return;
    const next = new Set(pick.picked);
    if (!next.delete(id)) next.add(id);
    pick.onPick(next);
  };
  const walk = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setCurrent(next);
    virtual.scrollToIndex(next);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>, index: number, row: Row) => {
    if (event.target !== event.currentTarget) return;
    const step = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (step !== undefined) walk(step);
    else if (event.key === ' ' && pick) toggle(idOf(row));
    else if (event.key === 'Enter' && onOpen) onOpen(row);
    else return;
    event.preventDefault();
  };
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
                <div
                  key={id}
                  role="row"
                  tabIndex={item.index === Math.min(current, rows.length - 1) ? 0 : -1}
                  aria-rowindex={item.index + 2}
                  aria-selected={pick ? pick.picked.has(id) : undefined}
                  aria-label={nameOf(row)}
                  data-index={item.index}
                  data-open={onOpen ? true : undefined}
                  data-last={item.index === rows.length - 1 || undefined}
                  className={classes.row}
                  style={{ height: rowHeight, transform: `translateY(${item.start - HEADER_PX}px)` }}
                  onFocus={() => setCurrent(item.index)}
                  onClick={() => onOpen?.(row)}
                  onKeyDown={(event) => onKeyDown(event, item.index, row)}
                >
                  {pick && (
                    <span role="cell" className={classes.cell} onClick={(event) => event.stopPropagation()}>
                      <Checkbox
                        aria-label={`Pick ${nameOf(row)}`}
                        checked={pick.picked.has(id)}
                        onChange={() => toggle(id)}
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

function Placeholders({ height }: { height: number }) {
  return Array.from({ length: 8 }, (_, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
    <div key={index} className={classes.placeholder} style={{ height }}>
      <Skeleton height={14} width={`${70 - (index % 3) * 12}%`} />
    </div>
  ));
}
