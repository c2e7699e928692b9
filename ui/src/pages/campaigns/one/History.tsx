import { Anchor, Button, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import type { Campaign, Transition } from '@/api/types';
import { Panel } from '@/parts/page/Panel';
import { When } from '@/parts/time/When';
import { ACTIONS } from '../words';
import classes from './History.module.css';
import { useExecution } from './queries';

const SHOWN_AT_FIRST = 6;

interface Props {
  campaign: Campaign;
  history: readonly Transition[];
  nameOf: (id: string) => string;
}

/** Everything that happened to it, the newest first. */
export function History({ campaign, history, nameOf }: Props) {
  const [isWhole, setWhole] = useState(false);
  const { data } = useExecution(campaign.id, history.length > 0);
  const newest = [...history].reverse();
  const shown = isWhole ? newest : newest.slice(0, SHOWN_AT_FIRST);
  const link = data?.url && (
    <Anchor href={data.url} target="_blank" rel="noreferrer noopener" size="sm" c="inherit" underline="always">
      Its workflow <IconExternalLink size={13} aria-label="in the Temporal Web UI, in a new tab" />
    </Anchor>
  );
  return (
    <Panel title="History" aside={link}>
      <ol className={classes.list}>
        {shown.map((one) => (
          <li key={one.sequence}>
            <Text size="sm">
              <b>{nameOf(one.actor_id)}</b> {ACTIONS[one.action].did}
            </Text>
            {one.comment && (
              <Text size="sm" className={classes.comment}>
                {one.comment}
              </Text>
            )}
            <Text size="xs" c="dimmed" component="div">
              <When at={one.at} zone={campaign.time_zone} />
            </Text>
          </li>
        ))}
        {(isWhole || newest.length <= SHOWN_AT_FIRST) && (
          <li>
            <Text size="sm">
              <b>{nameOf(campaign.created_by)}</b> began it
            </Text>
            <Text size="xs" c="dimmed" component="div">
              <When at={campaign.created_at} zone={campaign.time_zone} />
            </Text>
          </li>
        )}
      </ol>
      {!isWhole && newest.length > SHOWN_AT_FIRST && (
        <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => setWhole(true)}>
          Show all {newest.length}
        </Button>
      )}
    </Panel>
  );
}
