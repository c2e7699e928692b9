import { Badge, Stack, Text } from '@mantine/core';
import { Jump } from '@/parts/page/Jump';
import type { Column } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { Ago } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';
import type { Template } from '../queries';
import { StandingMark } from '../StandingMark';

export function columnsWith(nameOf: (id: string) => string): readonly Column<Template>[] {
  return [
    {
      key: 'name',
      title: 'Template',
      width: 'minmax(220px, 2.4fr)',
      cell: ({ id, name, channel }) => (
        <Lead note={channelOf(channel)}>
          <Jump to="/templates/$templateId" params={{ templateId: id }} tabIndex={-1}>
            {name}
          </Jump>
        </Lead>
      ),
    },
    {
      key: 'standing',
      title: 'Standing',
      width: 'minmax(170px, 1.2fr)',
      narrow: '132px',
      cell: (template) => <StandingMark template={template} />,
    },
    {
      key: 'by',
      title: 'Begun by',
      width: 'minmax(120px, 1fr)',
      isExtra: true,
      cell: ({ created_by }) => (
        <Text span size="sm">
          {nameOf(created_by)}
        </Text>
      ),
    },
    {
      key: 'changed',
      title: 'Changed',
      width: 'minmax(120px, 0.8fr)',
      isExtra: true,
      cell: ({ updated_at, is_archived }) => (
        <Stack gap={2} align="flex-start">
          <Text span size="sm" c="dimmed">
            <Ago at={updated_at} />
          </Text>
          {is_archived && (
            <Badge size="sm" variant="light" color="gray" tt="none">
              Archived
            </Badge>
          )}
        </Stack>
      ),
    },
  ];
}
