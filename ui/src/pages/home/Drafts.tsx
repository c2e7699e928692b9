import { Panel } from '@/parts/page/Panel';
import { Ago } from '@/parts/time/When';
import { Money } from '@/parts/words/figures';
import { Line, Lines, LinesToCome, NoLines } from './Lines';
import { useDrafts } from './queries';

/** What somebody was writing last. */
export function Drafts() {
  const { data, error } = useDrafts();
  return (
    <Panel title="Recent drafts">
      {!data && !error ? (
        <LinesToCome />
      ) : !data?.length ? (
        <NoLines>{error ? 'They cannot be had now.' : 'No draft is being written.'}</NoLines>
      ) : (
        <Lines>
          {data.map(({ id, name, launch, budget, currency, updated_at }) => (
            <Line
              key={id}
              path={launch ? '/campaigns/new' : '/campaigns/$campaignId'}
              id={id}
              search={launch ? { launch } : undefined}
              title={name ?? 'Without a name'}
              aside={<Ago at={updated_at} />}
            >
              {budget && currency ? <Money amount={budget} currency={currency} /> : 'Just begun'}
            </Line>
          ))}
        </Lines>
      )}
    </Panel>
  );
}
