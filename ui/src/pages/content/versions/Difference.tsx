import { Text, Title } from '@mantine/core';
import { Fragment, useMemo } from 'react';
import { counted } from '@/parts/words/counted';
import type { Content } from '../content';
import classes from './Difference.module.css';
import { type Changed, changesOf, type Row, rowsOf, runsOf } from './diff';

interface Props {
  before: Content;
  after: Content;
  titles: readonly [before: string, after: string];
}

/** Two contents beside each other, where they differ. */
export function Difference({ before, after, titles }: Props) {
  const changes = useMemo(() => changesOf(before, after), [before, after]);
  if (changes.length === 0) return <Text size="sm">They say the same.</Text>;
  return (
    <div className={classes.changes}>
      {changes.map((one) => (
        <Field key={one.key} changed={one} titles={titles} />
      ))}
    </div>
  );
}

function Field({ changed, titles }: { changed: Changed; titles: Props['titles'] }) {
  const runs = useMemo(() => runsOf(rowsOf(changed.before, changed.after)), [changed]);
  return (
    <section aria-label={changed.title}>
      <Title order={3} size="sm" mb={4}>
        {changed.title}
      </Title>
      <table className={classes.table} data-markup={changed.isMarkup || undefined}>
        <thead>
          <tr>
            <th scope="col">{titles[0]}</th>
            <th scope="col">{titles[1]}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they stand where they stand
            <Fragment key={at}>
              {typeof run === 'number' ? (
                <tr>
                  <td colSpan={2} className={classes.gap}>
                    {counted(run, 'line')} alike
                  </td>
                </tr>
              ) : (
                run.map((row) => <Line key={`${row.before?.line} ${row.after?.line}`} row={row} titles={titles} />)
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Line({ row: { kind, before, after }, titles }: { row: Row; titles: Props['titles'] }) {
  return (
    <tr data-kind={kind}>
      <td data-side={titles[0]} data-none={before ? undefined : true} className={classes.before}>
        {before?.text}
      </td>
      <td data-side={titles[1]} data-none={after ? undefined : true} className={classes.after}>
        {after?.text}
      </td>
    </tr>
  );
}
