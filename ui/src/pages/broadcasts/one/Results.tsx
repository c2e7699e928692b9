import { Alert, Skeleton, Text, Tooltip } from '@mantine/core';
import { IconTrophy } from '@tabler/icons-react';
import { Panel } from '@/parts/page/Panel';
import { Trouble } from '@/parts/states/Trouble';
import { When } from '@/parts/time/When';
import { counted } from '@/parts/words/counted';
import { Count, Share } from '@/parts/words/figures';
import { type Results as Came, useResults, type Whole } from '../queries';
import { number, people } from '../words';
import classes from './Results.module.css';

type Variant = Came['variants'][number];
type Shared = Variant['opens'];

/** What came back of it, variant by variant, and what its test says. */
export function Results({ broadcast }: { broadcast: Whole }) {
  const { data, error, isPending, refetch } = useResults(broadcast);
  return (
    <Panel title="What came back" lead={data && <Lead variants={data.variants} />}>
      {isPending && <Skeleton height={60} />}
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      {data?.test && broadcast.definition.test && <Verdict test={data.test} />}
      {data?.variants.some(({ sent }) => sent > 0) && <Variants variants={data.variants} />}
    </Panel>
  );
}

function Lead({ variants }: { variants: Variant[] }) {
  const sum = (of: (one: Variant) => number) => variants.reduce((all, one) => all + of(one), 0);
  const sent = sum((one) => one.sent);
  if (sent === 0) return 'Nothing has been sent yet, so nothing came back.';
  const opens = sum((one) => one.opens.people);
  const clicks = sum((one) => one.clicks.people);
  const left = sum((one) => one.unsubscribed.people);
  const bots = sum((one) => one.bot_opens);
  return (
    <>
      Of {people(sent)} it was sent to, {some(opens)} opened it and {some(clicks)} clicked; {some(left)} unsubscribed.
      {bots > 0 && ` Programs opened it ${counted(bots, 'time')} besides, which is counted nowhere.`}
    </>
  );
}

function some(count: number): string {
  return count === 0 ? 'nobody' : number(count);
}

function Verdict({ test }: { test: NonNullable<Came['test']> }) {
  return (
    <Alert
      mb="md"
      color={test.is_beyond_chance ? 'pine' : 'gray'}
      variant="light"
      icon={<IconTrophy aria-hidden />}
      title={test.decided_at ? 'The test is decided' : 'How the test stands'}
    >
      {test.decision}
      {test.decided_at && (
        <Text size="xs" mt={4} component="div">
          <When at={test.decided_at} />
        </Text>
      )}
    </Alert>
  );
}

function Variants({ variants }: { variants: Variant[] }) {
  const isTested = variants.some(({ part }) => part === 'test');
  const most = Math.max(0.05, ...variants.flatMap(({ opens, clicks }) => [opens.high, clicks.high]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={classes.variants} tabIndex={0} aria-label="Variants">
      <table>
        <thead>
          <tr>
            <th scope="col">Variant</th>
            <th scope="col">Sent</th>
            <th scope="col">Opened</th>
            <th scope="col">Clicked</th>
            <th scope="col">Unsubscribed</th>
            <th scope="col">Bounced</th>
            <th scope="col">Complained</th>
          </tr>
        </thead>
        <tbody>
          {variants.map((one) => (
            <tr key={one.variant + one.part}>
              <td>
                <b>{one.variant}</b>
                {isTested && (
                  <Text size="xs" c="dimmed">
                    {one.part === 'test' ? 'in the test' : 'the rest'}
                  </Text>
                )}
              </td>
              <td>
                <Count value={one.sent} />
              </td>
              <td>{one.sent > 0 ? <Rate share={one.opens} most={most} /> : '–'}</td>
              <td>{one.sent > 0 ? <Rate share={one.clicks} most={most} /> : '–'}</td>
              <td>
                <Few share={one.unsubscribed} />
              </td>
              <td>
                <Few share={one.bounced} />
              </td>
              <td>
                <Few share={one.complained} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A share, and how far it may be off. */
function Rate({ share, most }: { share: Shared; most: number }) {
  const percent = (value: number) => `${Math.min(100, (100 * value) / most)}%`;
  return (
    <Tooltip label={<Between share={share} />}>
      <span>
        <Share value={share.rate} />{' '}
        <Text span size="xs" c="dimmed">
          <Count value={share.people} />
        </Text>
        <span className={classes.span} style={{ display: 'block' }} aria-hidden>
          <i style={{ left: percent(share.low), width: percent(share.high - share.low) }} />
          <b style={{ left: percent(share.rate) }} />
        </span>
      </span>
    </Tooltip>
  );
}

function Few({ share }: { share: Shared }) {
  if (share.people === 0) return <span>–</span>;
  return (
    <Tooltip label={<Between share={share} />}>
      <span>
        <Count value={share.people} />{' '}
        <Text span size="xs" c="dimmed">
          <Share value={share.rate} />
        </Text>
      </span>
    </Tooltip>
  );
}

function Between({ share }: { share: Shared }) {
  return (
    <>
      Between <Share value={share.low} /> and <Share value={share.high} />, 19 times of 20
    </>
  );
}
