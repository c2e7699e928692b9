import { Anchor, Skeleton, Stack, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from '@/app/me';
import { Panel } from '@/parts/page/Panel';
import { counted } from '@/parts/words/counted';
import { Count, Share } from '@/parts/words/figures';
import { heldOf } from '../columns';
import type { Shown } from '../filters';
import { type Progress, useProgress, type Whole } from '../queries';
import { AT_STATUS, HELD, heldTitle, people, WITHOUT_MESSAGES } from '../words';
import { AskAbout } from './AskAbout';
import classes from './Held.module.css';
import { HeldPeople } from './HeldPeople';

interface Line {
  reason: string;
  value: number;
  means: string;
  remedy?: string;
}

/** Who did not get it, and why: reason by reason, and down to a person. */
export function Held({ broadcast }: { broadcast: Whole }) {
  const { data } = useProgress(broadcast);
  const { held }: Shown = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayName = useMay('profile:read');
  const mayAsk = useMay('cdp:read') && mayName;
  const show = (reason: string) =>
    void navigate({
      to: `/broadcasts/${broadcast.id}`,
      search: (held === reason ? {} : { held: reason }) as never,
      replace: true,
    });
  const lines = data ? linesOf(data) : [];
  return (
    <Panel title="Who did not get it, and why" lead={data && <Lead progress={data} />}>
      {!data && <Skeleton height={60} />}
      <Stack gap="lg">
        {lines.length > 0 && (
          <ul className={classes.reasons}>
            {lines.map(({ reason, value, means, remedy }) => (
              <li key={reason} className={classes.reason} data-waiting={reason === 'waiting' || undefined}>
                <div className={classes.head}>
                  <Text size="sm" fw={600}>
                    {heldTitle(reason)}
                  </Text>
                  <Text size="sm" component="span" className={classes.number}>
                    <Count value={value} />
                    {data && data.entered > 0 && (
                      <Text span size="xs" c="dimmed" ml={6}>
                        <Share value={value / data.entered} />
                      </Text>
                    )}
                  </Text>
                </div>
                <Text size="sm" c="dimmed">
                  {means} {remedy}
                </Text>
                {mayName && !WITHOUT_MESSAGES.has(reason) && (
                  <Anchor
                    component="button"
                    type="button"
                    size="sm"
                    aria-expanded={held === reason}
                    aria-label={`${held === reason ? 'Hide who' : 'Who'}: ${heldTitle(reason)}`}
                    onClick={() => show(reason)}
                  >
                    {held === reason ? 'Hide who' : 'Who?'}
                  </Anchor>
                )}
                {mayName && held === reason && <HeldPeople broadcastId={broadcast.id} reason={reason} />}
              </li>
            ))}
          </ul>
        )}
        {mayAsk && <AskAbout broadcastId={broadcast.id} />}
      </Stack>
    </Panel>
  );
}

function linesOf({ refused, failed, unknown, in_progress }: Progress): Line[] {
  const byReason = Object.entries(refused)
    .map(([reason, value]) => ({ reason, value, means: HELD[reason]?.means ?? '', remedy: HELD[reason]?.remedy }))
    .sort((one, other) => other.value - one.value);
  const others = [
    { reason: 'failed', value: failed },
    { reason: 'unknown', value: unknown },
  ].map((one) => ({ ...one, means: AT_STATUS[one.reason]?.means ?? '' }));
  const waiting = in_progress > 0 ? [{ reason: 'waiting', value: in_progress, means: WAITING }] : [];
  return [...byReason, ...others, ...waiting].filter(({ value }) => value > 0);
}

const WAITING = 'It is not their turn yet, or a gate told them to wait: those can be named.';

function Lead({ progress }: { progress: Progress }) {
  const held = heldOf(progress) + progress.unknown;
  const reasons = Object.keys(progress.refused).length;
  if (progress.entered === 0) return 'Nobody was meant by it yet.';
  if (held === 0) {
    return progress.in_progress > 0 ? 'Nobody so far.' : 'Nobody: it went out to everybody who was meant.';
  }
  return (
    <>
      {people(held)} did not get it
      {reasons > 0 && `, for ${counted(reasons, 'reason')}`}. Everybody who was meant is either sent to or listed here.
    </>
  );
}
