import { Button } from '@mantine/core';
import {
  IconArrowBackUp,
  IconAt,
  IconCalendarOff,
  IconChecklist,
  IconCoin,
  IconLicense,
  IconShieldLock,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Notification } from '@/api/types';
import { Panel } from '@/parts/page/Panel';
import { Ago } from '@/parts/time/When';
import { pageOf, saidBy } from '@/parts/words/news';
import { Line, Lines, LinesToCome, NoLines } from './Lines';
import { useUnread } from './queries';

const ICONS: Record<Notification['kind'], typeof IconAt> = {
  mention: IconAt,
  budget_alert: IconCoin,
  data_request: IconShieldLock,
  rights_expiring: IconLicense,
  held_back: IconCalendarOff,
  sent_back: IconArrowBackUp,
  review_waits: IconChecklist,
};

/** Mentions first, then what else nobody has told the reader yet: reviews that wait stand beside this. */
export function News() {
  const { data, error } = useUnread();
  const items = [...(data?.items ?? [])].sort((one, other) => rank(one) - rank(other));
  const all = (
    <Button component={Link} to={'/notifications' as string} size="compact-sm" variant="subtle">
      All news
    </Button>
  );
  return (
    <Panel title="Mentions and alerts" aside={all}>
      {!data && !error ? (
        <LinesToCome />
      ) : items.length === 0 ? (
        <NoLines>{error ? 'They cannot be had now.' : 'You have read everything.'}</NoLines>
      ) : (
        <Lines>
          {items.map((item) => {
            const Icon = ICONS[item.kind];
            return (
              <Line
                key={item.id}
                path={pageOf(item)}
                id={item.subject_id}
                title={item.title}
                aside={<Ago at={item.at} />}
                icon={<Icon size={18} stroke={1.6} aria-hidden />}
              >
                {saidBy(item)}
              </Line>
            );
          })}
        </Lines>
      )}
    </Panel>
  );
}

function rank({ kind }: Notification): number {
  return kind === 'mention' ? 0 : 1;
}
