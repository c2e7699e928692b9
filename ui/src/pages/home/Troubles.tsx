import { Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { plain } from '@/parts/creative/brand';
import { Panel } from '@/parts/page/Panel';
import { sentence } from '@/parts/states/problems';
import { Line, Lines, LinesToCome, NoLines } from './Lines';
import type { Digest } from './queries';

/** Live campaigns that do not do what they should, each with what to do about it. */
export function Troubles({ troubles }: { troubles: Digest['troubles'] | undefined }) {
  return (
    <Panel title="Live with problems">
      {!troubles ? (
        <LinesToCome />
      ) : troubles.length === 0 ? (
        <NoLines>
          Stages and books show no problem. Whether bid requests reach a campaign is not looked at here: its own page
          says.
        </NoLines>
      ) : (
        <Lines>
          {troubles.map(({ campaign_id, name, text, remedy }) => (
            <Line
              key={campaign_id}
              path="/campaigns/$campaignId"
              id={campaign_id}
              title={name}
              icon={<IconAlertTriangle size={18} stroke={1.7} color="var(--mantine-color-amber-6)" aria-hidden />}
            >
              {sentence(text)}.{' '}
              <Text span inherit c="dimmed">
                {plain(remedy)}
              </Text>
            </Line>
          ))}
        </Lines>
      )}
    </Panel>
  );
}
