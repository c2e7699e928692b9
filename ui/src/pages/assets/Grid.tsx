/** Assets by their looks: only the rows in sight are drawn. Arrow keys walk, Enter opens. */
import { Loader, Skeleton, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { AssetPicture } from './AssetPicture';
import classes from './Grid.module.css';
import { RightsMark, StateMark } from './Marks';
import { type Asset, fileFacts } from './words';

interface Props {
  assets: readonly Asset[];
  isLoading: boolean;
  isLoadingMore: boolean;
  onEnd: () => void;
  empty: ReactNode;
}

const CARD_PX = 178;
const ROW_PX = 238;
const FEWEST = 2;

export function Grid({ assets, isLoading, isLoadingMore, onEnd, empty }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { ref, width } = useElementSize();
  const [current, setCurrent] = useState(0);
  const across = Math.max(FEWEST, Math.floor(width / CARD_PX));
  const rows = Math.ceil(assets.length / across);
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 2,
    initialRect: { width: 1_000, height: 600 },
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows > 0 && lastShown >= rows - 2) onEnd();
  }, [lastShown, rows, onEnd]);

  const walk = (index: number) => {
    const next = Math.max(0, Math.min(assets.length - 1, index));
    setCurrent(next);
    virtual.scrollToIndex(Math.floor(next / across));
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const step = {
      ArrowRight: index + 1,
      ArrowLeft: index - 1,
      ArrowDown: index + across,
      ArrowUp: index - across,
      Home: 0,
      End: assets.length - 1,
    }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    walk(step);
  };

  if (!isLoading && assets.length === 0) return <div className={classes.grid}>{empty}</div>;
  return (
    <div ref={scroller} className={classes.grid}>
      <div ref={ref}>
        {isLoading ? (
          <div className={classes.row} style={{ '--across': across } as React.CSSProperties}>
            {Array.from({ length: across * 2 }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
              <Skeleton key={index} height={ROW_PX - 14} radius="md" />
            ))}
          </div>
        ) : (
          <ul aria-label="Assets" className={classes.body} style={{ height: virtual.getTotalSize() }}>
            {items.flatMap((item) =>
              assets.slice(item.index * across, (item.index + 1) * across).map((asset, at) => {
                const index = item.index * across + at;
                return (
                  <li
                    key={asset.id}
                    aria-setsize={assets.length}
                    aria-posinset={index + 1}
                    className={classes.cell}
                    style={{ '--at': at, '--across': across, top: item.start } as React.CSSProperties}
                  >
                    <Link
                      to={`/assets/${asset.id}` as string}
                      data-index={index}
                      tabIndex={index === Math.min(current, assets.length - 1) ? 0 : -1}
                      className={classes.card}
                      onFocus={() => setCurrent(index)}
                      onKeyDown={(event) => onKeyDown(event, index)}
                    >
                      <span className={classes.picture}>
                        <AssetPicture asset={asset} />
                      </span>
                      <Text span truncate size="sm" fw={600}>
                        {asset.name}
                      </Text>
                      <Text span truncate size="xs" c="dimmed">
                        {fileFacts(asset.file, false)}
                      </Text>
                      <span className={classes.marks}>
                        {asset.status === 'active' ? <Usable asset={asset} /> : <StateMark asset={asset} />}
                      </span>
                    </Link>
                  </li>
                );
              }),
            )}
          </ul>
        )}
      </div>
      {isLoadingMore && <Loader size="sm" type="dots" aria-label="Loading more" />}
    </div>
  );
}

/** What is approved may be used, unless its rights say otherwise. */
function Usable({ asset }: { asset: Asset }) {
  const { state } = asset.rights;
  return state === 'valid' || state === 'unlimited' ? <StateMark asset={asset} /> : <RightsMark asset={asset} />;
}
