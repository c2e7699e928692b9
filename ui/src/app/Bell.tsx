import { ActionIcon, Button, Group, Indicator, Popover, ScrollArea, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconBell, IconBellCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, body } from '@/api/client';
import type { Notification } from '@/api/types';
import { useMutation } from '@/api/useMutation';
import { EmptyState } from '@/parts/states/EmptyState';
import { Ago } from '@/parts/time/When';
import { addressOf, saidBy } from '@/parts/words/news';
import classes from './Bell.module.css';

const LOOK_EVERY_MS = 30_000;

/** What somebody is told inside the product, with a mark on what is new. */
export function Bell() {
  const [isOpen, setOpen] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const news = useQuery({
    queryKey: ['notifications'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/notifications', { params: { query: { limit: 30 } }, signal })),
    refetchInterval: LOOK_EVERY_MS,
  });
  const read = useMutation({
    mutationFn: ({ id, older }: { id: string; older: boolean }) =>
      body(
        api.POST('/api/v1/notifications/{notification_id}/read', {
          params: { path: { notification_id: id }, query: { and_older: older } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notifications'] }),
  });
  const unread = news.data?.unread ?? 0;
  const items = news.data?.items ?? [];
  const follow = (item: Notification) => {
    if (!item.read_at) read.mutate({ id: item.id, older: false });
    const to = addressOf(item);
    if (!to) return;
    setOpen(false);
    void navigate({ to });
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={360} trapFocus>
      <Indicator disabled={unread === 0} label={unread} size={16} offset={5} color="amber.7">
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={unread > 0 ? `Notifications, ${unread} new` : 'Notifications'}
            onClick={() => setOpen(!isOpen)}
          >
            <IconBell size={19} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} aria-label="Notifications">
        <Group justify="space-between" px="md" py="xs">
          <Text fw={600}>Notifications</Text>
          {unread > 0 && items[0] && (
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => items[0] && read.mutate({ id: items[0].id, older: true })}
            >
              Mark all as read
            </Button>
          )}
        </Group>
        {items.length === 0 ? (
          <EmptyState icon={IconBellCheck} title="Nothing new">
            Budget alerts, mentions and requests that concern you appear here.
          </EmptyState>
        ) : (
          <ScrollArea.Autosize mah={420}>
            <Stack gap={0}>
              {items.map((item) => (
                <UnstyledButton
                  key={item.id}
                  className={classes.item}
                  data-new={!item.read_at || undefined}
                  onClick={() => follow(item)}
                >
                  <Text size="sm" fw={600}>
                    {item.title}
                  </Text>
                  <Text size="sm">{saidBy(item)}</Text>
                  <Text size="xs" c="dimmed">
                    <Ago at={item.at} />
                  </Text>
                </UnstyledButton>
              ))}
            </Stack>
          </ScrollArea.Autosize>
        )}
        <Group justify="center" p={6} className={classes.foot}>
          <Button
            size="compact-sm"
            variant="subtle"
            component={Link}
            to={'/notifications' as string}
            onClick={() => setOpen(false)}
          >
            All of them, and a letter a day
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
