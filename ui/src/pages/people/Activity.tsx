import { Button, Group, Loader, Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { Panel } from '@/parts/page/Panel';
import type { Contact } from '@/parts/persons/persons';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { plain, told } from '@/parts/words/values';
import classes from './Activity.module.css';
import { useEvents } from './queries';

/** What they did, the newest first. */
export function Activity({ person }: { person: Contact }) {
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useEvents(
    person.person_id,
  );
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (isPending) return <Loader type="dots" aria-label="Loading" />;
  const events = data.pages.flatMap((page) => page.events);
  if (events.length === 0) {
    return (
      <EmptyState icon={IconActivity} title="They have done nothing yet">
        Visits, orders and whatever else your website and apps tell of this person appear here.
      </EmptyState>
    );
  }
  return (
    <Panel title="What they did">
      <ol className={classes.events}>
        {events.map((event) => (
          <li key={event.event_id} className={classes.event}>
            <Text component="div" size="sm" c="dimmed">
              <When at={event.at} zone={person.time_zone || undefined} />
            </Text>
            <div className={classes.what}>
              <Text size="sm" fw={600}>
                {sentence(plain(event.name))}
              </Text>
              <Group gap="2px 16px">
                {Object.entries(event.properties).map(([name, value]) => (
                  <Text key={name} size="sm" component="span">
                    <Text span inherit c="dimmed">
                      {plain(name)}
                    </Text>{' '}
                    {told(value)}
                  </Text>
                ))}
              </Group>
              {event.source && (
                <Text size="xs" c="dimmed">
                  from {event.source}
                </Text>
              )}
            </div>
          </li>
        ))}
      </ol>
      {hasNextPage && (
        <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show earlier ones
        </Button>
      )}
    </Panel>
  );
}
