import { Loader, Text } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { Jump } from '@/parts/page/Jump';
import { Panel } from '@/parts/page/Panel';
import { EmptyState } from '@/parts/states/EmptyState';
import { sentence } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { counted } from '@/parts/words/counted';
import { plain } from '@/parts/words/values';
import classes from '../content.module.css';
import { type Use, useUses } from '../queries';
import { SENDERS } from '../words';

/** What sends it, or would once it is published. */
export function Uses({ templateId }: { templateId: string }) {
  const { data, error, refetch } = useUses(templateId);
  if (error && !data) return <Trouble error={error} onRetry={refetch} />;
  if (!data) return <Loader type="dots" aria-label="Loading" />;
  if (data.length === 0) {
    return (
      <EmptyState icon={IconRoute} title="Nothing sends it">
        Name it in a step of a journey, in a broadcast or in a plan of activations, and that is listed here.
      </EmptyState>
    );
  }
  return (
    <Panel
      title="Used by"
      lead={`${counted(data.length, 'thing sends', 'things send')} it, or would once published; what is over is left out.`}
    >
      <UseList uses={data} />
    </Panel>
  );
}

export function UseList({ uses }: { uses: readonly Use[] }) {
  return (
    <ul className={classes.list}>
      {uses.map((use) => (
        <li key={`${use.kind} ${use.id}`} className={classes.use}>
          <span>
            <Named use={use} />
          </span>
          <Text span size="sm" c="dimmed">
            {[SENDERS[use.kind], use.stage && sentence(plain(use.stage))].filter(Boolean).join(', ')}
          </Text>
        </li>
      ))}
    </ul>
  );
}

function Named({ use: { kind, id, name } }: { use: Use }) {
  if (kind === 'journey') {
    return (
      <Jump to="/journeys/$journeyId" params={{ journeyId: id }}>
        {name}
      </Jump>
    );
  }
  if (kind === 'broadcast') {
    return (
      <Jump to="/broadcasts/$broadcastId" params={{ broadcastId: id }}>
        {name}
      </Jump>
    );
  }
  return <span>{sentence(plain(name))}</span>;
}
