import { Button, Group, Loader, SegmentedControl, Text, UnstyledButton } from '@mantine/core';
import { IconBellCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Notification } from '@/api/types';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { Ago } from '@/parts/time/When';
import { addressOf, saidBy } from '@/parts/words/news';
import { DailyLetter } from './DailyLetter';
import classes from './NotificationsPage.module.css';
import { useNews, useRead } from './queries';

/** Everything the reader was told, the newest first, and the letter that tells it once a day. */
export default function NotificationsPage() {
  const [unread, setUnread] = useState(false);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useNews(unread);
  const read = useRead();
  const navigate = useNavigate();
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const waiting = data?.pages[0]?.unread ?? 0;
  const newest = items[0];
  const follow = (item: Notification) => {
    if (!item.read_at) read.mutate({ id: item.id, older: false });
    const to = addressOf(item);
    if (to) void navigate({ to });
  };
  return (
    <>
      <PageHeader
        title="Notifications"
        actions={
          <Button
            variant="default"
            disabled={waiting === 0 || !newest}
            loading={read.isPending}
            onClick={() => newest && read.mutate({ id: newest.id, older: true })}
          >
            Mark all as read
          </Button>
        }
      >
        {waiting === 0 ? 'You have read everything.' : `${waiting} you have not read.`}
      </PageHeader>
      <div className={classes.columns}>
        <section aria-label="What you were told">
          <SegmentedControl
            aria-label="Which"
            mb="sm"
            value={unread ? 'unread' : 'all'}
            onChange={(value) => setUnread(value === 'unread')}
            data={[
              { value: 'all', label: 'All' },
              { value: 'unread', label: 'Unread' },
            ]}
          />
          {error && !data ? (
            <ErrorState error={error} onRetry={refetch} />
          ) : !data ? (
            <Loader type="dots" aria-label="Loading" />
          ) : items.length === 0 ? (
            <EmptyState icon={IconBellCheck} title={unread ? 'Nothing unread' : 'Nothing yet'}>
              Budget alerts, mentions, requests and rights that expire appear here when they concern you.
            </EmptyState>
          ) : (
            <ul className={classes.list}>
              {items.map((item) => (
                <li key={item.id}>
                  <UnstyledButton
                    className={classes.item}
                    data-new={!item.read_at || undefined}
                    onClick={() => follow(item)}
                  >
                    <span className={classes.words}>
                      <Text span size="sm" fw={600} display="block">
                        {item.title}
                        {!item.read_at && <span className={classes.hidden}>, not read</span>}
                      </Text>
                      <Text span size="sm" display="block">
                        {saidBy(item)}
                      </Text>
                    </span>
                    <Text span size="xs" c="dimmed" className={classes.ago}>
                      <Ago at={item.at} />
                    </Text>
                  </UnstyledButton>
                </li>
              ))}
            </ul>
          )}
          {hasNextPage && (
            <Group justify="center" mt="md">
              <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                Show older
              </Button>
            </Group>
          )}
        </section>
        <DailyLetter />
      </div>
    </>
  );
}
