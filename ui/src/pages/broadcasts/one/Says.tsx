import { Facts } from '@/parts/page/Facts';
import { Jump } from '@/parts/page/Jump';
import { Panel } from '@/parts/page/Panel';
import { sentence } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';
import { lasting } from '@/parts/words/counted';
import { useAudienceWords } from '../audience';
import { useTemplates, type Whole } from '../queries';
import { hourWords, number, PRIORITIES, shareOf, testWords } from '../words';

/** What it is: what goes to whom, when and how fast. */
export function Says({ broadcast }: { broadcast: Whole }) {
  const { definition } = broadcast;
  const { variants, test, guard, holdout_percent, per_minute, priority, purpose } = definition;
  const audience = useAudienceWords(definition.audience);
  const { data: templates, isPending } = useTemplates(definition.channel);
  const templateOf = (id: string) =>
    templates?.find((one) => one.id === id)?.name ?? (isPending ? '…' : 'a template that is gone');
  return (
    <Panel title="What it is">
      <Facts
        facts={[
          ['To', audience],
          [
            'By',
            `${channelOf(definition.channel)}${purpose === 'transactional' ? ', as something they are owed' : ''}`,
          ],
          ...variants.map(
            (one) =>
              [
                variants.length > 1 ? `Variant ${one.name}` : 'Message',
                <span key={one.name}>
                  <Jump to="/templates/$templateId" params={{ templateId: one.template }}>
                    {templateOf(one.template)}
                  </Jump>
                  {one.template_version > 0 && `, version ${one.template_version}`}
                  {variants.length > 1 && `, ${Math.round(100 * shareOf(one, variants))}%`}
                </span>,
              ] as const,
          ),
          ['Test', test && testWords(test)],
          ['Begins', <When key="begins" at={broadcast.began_at ?? broadcast.starts_at} none="Not said yet" />],
          ['They get it', sentence(hourWords(definition))],
          ['Speed', per_minute ? `${number(per_minute)} a minute at most` : 'As fast as your throttles allow'],
          ['Held out', holdout_percent > 0 ? `${holdout_percent}%, to be measured beside the others` : null],
          [
            'Paused by itself',
            guard
              ? `When ${guard.percent}% of the messages of ${lasting(guard.window_minutes)} bounce or are refused, from ${number(guard.at_least)} messages on`
              : 'Never',
          ],
          ['Priority', PRIORITIES[priority]],
        ]}
      />
    </Panel>
  );
}
