import { Stack, Text, Title } from '@mantine/core';
import type { Campaign, Review } from '@/api/types';
import { useMe } from '@/app/me';
import { Asked } from '@/parts/review/Asked';
import { refusalOf } from '@/parts/review/rounds';
import { Trouble } from '@/parts/states/Trouble';
import { Ago } from '@/parts/time/When';
import { Differences } from './Differences';
import { useSince } from './queries';
import card from './SectionCard.module.css';

interface Props {
  campaign: Campaign;
  /** The round that sent it back. */
  earlier: Review;
  /** What is to be decided on now. */
  revision: number;
  nameOf: (id: string) => string;
  /** The creatives', by id. */
  names: ReadonlyMap<string, string>;
}

/** What was asked for the last time, and what has become of it. */
export function Earlier({ campaign, earlier, revision, nameOf, names }: Props) {
  const me = useMe();
  const { data, error, refetch } = useSince(campaign.id, earlier.revision, revision);
  const decision = refusalOf(earlier);
  if (!decision) return null;
  const who = decision.approver_id === me.user_id ? 'you' : nameOf(decision.approver_id);
  const did = decision.verdict === 'reject' ? 'rejected it' : 'asked for changes';
  return (
    <section className={card.card} aria-labelledby="earlier">
      <Title order={2} id="earlier" className={card.title} mb={4}>
        Since {who} {did}
      </Title>
      <Text size="xs" c="dimmed" mb="sm">
        <Ago at={decision.at} />
      </Text>
      <Stack gap={6}>
        <Asked decision={decision} />
      </Stack>
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      {data && (
        <div className={card.differences}>
          {data.differences.length === 0 ? (
            <Text size="sm">Nothing was changed since.</Text>
          ) : (
            <Differences
              differences={data.differences}
              before="Sent back"
              names={names}
              currency={campaign.currency}
              zone={campaign.time_zone}
            />
          )}
        </div>
      )}
    </section>
  );
}
