import { Button } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Panel } from '@/parts/page/Panel';
import { sentence } from '@/parts/states/problems';
import { Line, Lines, LinesToCome, NoLines } from './Lines';
import type { Digest } from './queries';

const MOST = 6;

/** Reviews that the reader could decide now, the one that has waited longest first. */
export function Waiting({ waiting }: { waiting: Digest['waiting'] | undefined }) {
  const queue = waiting && waiting.length > 0 && (
    <Button component={Link} to={'/approvals' as string} size="compact-sm" variant="light">
      {waiting.length === 1 ? 'Read it' : `Go through all ${waiting.length}`}
    </Button>
  );
  return (
    <Panel title="Waiting for you" aside={queue}>
      {!waiting ? (
        <LinesToCome />
      ) : waiting.length === 0 ? (
        <NoLines>No campaign waits for your decision.</NoLines>
      ) : (
        <Lines>
          {waiting.slice(0, MOST).map(({ campaign_id, name, progress }) => (
            <Line
              key={campaign_id}
              path="/approvals/$campaignId"
              id={campaign_id}
              title={name}
              icon={<IconChecklist size={18} stroke={1.6} color="var(--ce-accent)" aria-hidden />}
            >
              {sentence(progress)}
            </Line>
          ))}
        </Lines>
      )}
    </Panel>
  );
}
