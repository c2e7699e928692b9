import { Loader, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import type { Channel } from '@/api/types';
import { Panel } from '@/parts/page/Panel';
import { isWhole, treeOf } from '@/parts/predicates/tree';
import { Trouble } from '@/parts/states/Trouble';
import { CHANNELS } from '@/parts/words/channels';
import { type Definition, lacking } from '../definition';
import { Faults, Funnel, funnelWords } from '../Funnel';
import { Message } from '../Message';
import { usePreview } from '../queries';
import { AudiencePart } from './AudiencePart';
import classes from './Form.module.css';
import { GuardPart } from './GuardPart';
import { MessagePart } from './MessagePart';
import { errorAt, type PartProps } from './part';
import { WhenPart } from './WhenPart';

const SENT_BY: readonly Channel[] = [
  'email',
  'sms',
  'whatsapp',
  'push',
  'web_push',
  'in_app',
  'content_card',
  'webhook',
];
const SETTLED_MS = 500;

/** Everything a broadcast says, with whom it reaches and what they get beside it, as one writes. */
export function Form({ said, say, errors }: PartProps) {
  return (
    <div className={classes.columns}>
      <Stack>
        <Panel title="What it is">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
            <TextInput
              label="Name"
              placeholder="Spring offers"
              required
              maxLength={120}
              value={said.name}
              error={errorAt(errors, 'name')}
              onChange={({ currentTarget }) => say({ name: currentTarget.value })}
            />
            <Select
              label="Sent by"
              data={SENT_BY.map((value) => ({ value, label: CHANNELS[value] }))}
              value={said.channel}
              allowDeselect={false}
              error={errorAt(errors, 'channel')}
              onChange={(channel) =>
                say({
                  channel: channel as Channel,
                  variants: said.variants.map((one) => ({ ...one, template: '', template_version: 0 })),
                })
              }
            />
          </SimpleGrid>
        </Panel>
        <AudiencePart said={said} say={say} errors={errors} />
        <MessagePart said={said} say={say} errors={errors} />
        <WhenPart said={said} say={say} errors={errors} />
        <GuardPart said={said} say={say} errors={errors} />
      </Stack>
      <Stack className={classes.aside}>
        <Reach said={said} />
        <Panel title="As they see it">
          <Message definition={said} />
        </Panel>
      </Stack>
    </div>
  );
}

/** What is missing before it can be kept; empty when nothing is. */
export function missing(said: Definition): string {
  if (said.audience.kind === 'rule' && !isWhole(treeOf(said.audience.where))) return 'A condition is still empty.';
  return lacking(said);
}

/** Whom it reaches as it stands, counted anew a moment after each change. */
function Reach({ said }: { said: Definition }) {
  const counted = useMemo(() => (missing({ ...said, name: 'News' }) ? null : { ...said, name: 'News' }), [said]);
  const [settled] = useDebouncedValue(counted, SETTLED_MS);
  const { data, error, isFetching } = usePreview(settled);
  return (
    <Panel title="Whom it reaches" aside={isFetching && <Loader size="xs" aria-label="Counting" />}>
      <div aria-live="polite">
        {counted === null ? (
          <Text size="sm" c="dimmed">
            Counted as soon as it says to whom and what.
          </Text>
        ) : error ? (
          <Trouble error={error} />
        ) : data ? (
          <>
            <Text size="sm" mb="md">
              {funnelWords(data)}
            </Text>
            <Faults preview={data} definition={said} />
            <Funnel preview={data} />
          </>
        ) : (
          <Text size="sm" c="dimmed">
            Counting…
          </Text>
        )}
      </div>
    </Panel>
  );
}
