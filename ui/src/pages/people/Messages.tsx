import { Accordion, Badge, Button, Group, Loader, Text } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import type { Contact } from '@/parts/persons/persons';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { When } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';
import { useSources } from '@/parts/words/sources';
import classes from './Messages.module.css';
import { useMessages } from './queries';
import { Why } from './Why';
import { type Message, STATUSES } from './words';

/** Every message that was meant for them, whether it went out, and why or why not. */
export function Messages({ person }: { person: Contact }) {
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useMessages(
    person.person_id,
  );
  const messages = data?.pages.flatMap((page) => page.messages) ?? [];
  const nameOf = useSources([
    ...messages.map(({ source }) => source),
    ...messages.map(({ template_id }) => `template:${template_id}`),
  ]);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (isPending) return <Loader type="dots" aria-label="Loading" />;
  if (messages.length === 0) {
    return (
      <EmptyState icon={IconMailOff} title="Nothing was ever meant for them">
        A message is listed here as soon as a journey or broadcast plans it for this person, whether it is sent or not.
      </EmptyState>
    );
  }
  return (
    <>
      <Accordion variant="separated" chevronPosition="left" order={2} classNames={{ control: classes.control }}>
        {messages.map((message) => (
          <Accordion.Item key={message.message_id} value={message.message_id} className={classes.item}>
            <Accordion.Control>
              <Head message={message} source={nameOf(message.source)} zone={person.time_zone} />
            </Accordion.Control>
            <Accordion.Panel>
              <Why message={message} template={nameOf(`template:${message.template_id}`)} zone={person.time_zone} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      {hasNextPage && (
        <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show earlier ones
        </Button>
      )}
    </>
  );
}

function Head({ message, source, zone }: { message: Message; source: string; zone: string }) {
  const { title, color } = STATUSES[message.status];
  return (
    <div className={classes.head}>
      <div className={classes.what}>
        <Group gap="xs">
          <Badge variant="light" color={color} tt="none" autoContrast className={classes.status}>
            {title}
          </Badge>
          <Text size="sm" fw={600}>
            {channelOf(message.channel)}
          </Text>
          <Text size="sm">{source}</Text>
        </Group>
        <Text size="sm" c="dimmed" mt={4}>
          {message.in_words}
        </Text>
      </div>
      <Text component="div" size="sm">
        <When at={message.settled_at ?? message.due_at ?? message.planned_at} zone={zone || undefined} />
      </Text>
    </div>
  );
}
