import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { When } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';
import { Refused } from '../Refused';
import { useCheck, type Whose } from './queries';
import { Whom } from './Whom';
import { REASONS } from './words';

/** Whether an address is on the list; the list itself cannot say whose its entries are. */
export function Check() {
  const check = useCheck();
  const form = useForm<Whose>({ initialValues: { kind: 'email', value: '' }, onValuesChange: () => check.reset() });
  return (
    <Stack gap="xs" mb="lg">
      <form onSubmit={form.onSubmit((whose) => check.mutate(whose))} aria-label="Is somebody on the list?">
        <Group align="flex-start" gap="sm" maw={640}>
          <div style={{ flex: '1 1 320px' }}>
            <Whom form={form} />
          </div>
          <Button type="submit" variant="default" loading={check.isPending}>
            Are they on it?
          </Button>
        </Group>
      </form>
      <div role="status">
        {check.data && check.data.length === 0 && (
          <Group gap={8}>
            <IconCircleCheck size={18} color="var(--ce-accent)" aria-hidden />
            <Text size="sm">They are not on it: nothing here keeps messages from them.</Text>
          </Group>
        )}
        {check.data?.map((entry) => (
          <Group key={entry.identity + entry.channel} gap={8}>
            <IconCircleX size={18} color="var(--mantine-color-error)" aria-hidden />
            <Text size="sm" component="div">
              On it for {channelOf(entry.channel ?? '').toLowerCase()}: {REASONS[entry.reason].toLowerCase()}, since{' '}
              <When at={entry.added_at} />
              {entry.note && ` (${entry.note})`}
            </Text>
          </Group>
        ))}
      </div>
      <Refused error={check.error} />
    </Stack>
  );
}
