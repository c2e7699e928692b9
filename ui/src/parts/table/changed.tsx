import { Text } from '@mantine/core';
import { Ago } from '@/parts/time/When';
import type { Column } from './DataTable';

/** The last column of many a list: when somebody changed it, where there is room for that. */
export function changed(width = 'minmax(110px, 0.7fr)'): Column<{ updated_at: string }> {
  return {
    key: 'changed',
    title: 'Changed',
    width,
    isExtra: true,
    cell: ({ updated_at }) => (
      <Text span size="sm" c="dimmed">
        <Ago at={updated_at} />
      </Text>
    ),
  };
}
