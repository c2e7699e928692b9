import { Stack, Text } from '@mantine/core';
import { toldTo } from '@/parts/money/alerts';
import { shareOf } from '@/parts/money/money';
import { SpendBar } from '@/parts/money/SpendBar';
import { Jump } from '@/parts/page/Jump';
import type { Column } from '@/parts/table/DataTable';
import { Lead } from '@/parts/table/Lead';
import { Ago } from '@/parts/time/When';
import { Money, Share } from '@/parts/words/figures';
import type { Line } from './queries';
import { Toned } from './Toned';
import { also, STAGES, standing } from './words';

export function columnsWith(nameOf: (id: string) => string): readonly Column<Line>[] {
  return [
    {
      key: 'name',
      title: 'Campaign',
      width: 'minmax(170px, 1.6fr)',
      cell: ({ campaign_id, name, stage, advertiser_domain }) => (
        <Lead note={`${STAGES[stage]} · ${advertiser_domain}`}>
          <Jump to="/budgets/$campaignId" params={{ campaignId: campaign_id }} tabIndex={-1}>
            {name}
          </Jump>
        </Lead>
      ),
    },
    {
      key: 'standing',
      title: 'How it stands',
      width: 'minmax(170px, 1.3fr)',
      narrow: '142px',
      cell: (line) => {
        const { said, tone } = standing(line);
        return (
          <Stack gap={0}>
            <Toned tone={tone}>{said}</Toned>
            {line.troubles.length > 1 && (
              <Text span size="xs" c="dimmed" visibleFrom="sm">
                {also(line)}
              </Text>
            )}
          </Stack>
        );
      },
    },
    {
      key: 'spent',
      title: 'Spent of its budget',
      width: 'minmax(190px, 1.5fr)',
      isExtra: true,
      cell: ({ money }) => (
        <Stack gap={5}>
          <SpendBar money={money} isThin />
          <Text span size="xs">
            <b>
              <Money amount={money.confirmed} currency={money.currency} />
            </b>{' '}
            of <Money amount={money.budget} currency={money.currency} />,{' '}
            <Share value={shareOf(money.confirmed, money.budget)} />
          </Text>
        </Stack>
      ),
    },
    {
      key: 'today',
      title: 'Today',
      width: 'minmax(110px, 0.7fr)',
      isNumber: true,
      isExtra: true,
      cell: ({ money: { today, currency } }) => (
        <Stack gap={0}>
          <Money amount={today?.confirmed} currency={currency} />
          {today?.budget && (
            <Text span size="xs" c="dimmed">
              of <Money amount={today.budget} currency={currency} />
            </Text>
          )}
        </Stack>
      ),
    },
    {
      key: 'told',
      title: 'Last told',
      width: 'minmax(170px, 1.2fr)',
      isExtra: true,
      cell: ({ alerts: [last] }) =>
        last ? (
          <Stack gap={0}>
            <Text span size="sm">
              <Ago at={last.raised_at} />
            </Text>
            <Text span truncate size="xs" c="dimmed" title={toldTo(last, nameOf)}>
              {toldTo(last, nameOf)}
            </Text>
          </Stack>
        ) : (
          <Text span size="sm" c="dimmed">
            Nothing to tell
          </Text>
        ),
    },
  ];
}
