import { Alert, Stack, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { Campaign, Review } from '@/api/types';
import { Asked } from '@/parts/review/Asked';
import { useCalled } from '@/parts/review/names';
import { refusalOf } from '@/parts/review/rounds';
import { sentence } from '@/parts/states/problems';
import { Ago } from '@/parts/time/When';

interface Props {
  campaign: Pick<Campaign, 'revision'>;
  /** The round that sent it back. */
  review: Review;
}

/** Who asks for what, for whoever is to change it. */
export function SentBack({ campaign, review }: Props) {
  const decision = refusalOf(review);
  const nameOf = useCalled(decision ? [decision.approver_id] : []);
  if (!decision) return null;
  const isChanged = campaign.revision > review.revision;
  const did = decision.verdict === 'reject' ? 'rejected it' : 'asked for changes';
  return (
    <Alert
      color="amber"
      variant="light"
      role="region"
      icon={<IconArrowBackUp size={18} aria-hidden />}
      title={`${sentence(nameOf(decision.approver_id))} ${did}`}
    >
      <Stack gap={6}>
        <Text size="xs" c="dimmed">
          <Ago at={decision.at} />
        </Text>
        <Asked decision={decision} />
        <Text size="sm">
          {isChanged
            ? 'It was changed since. Submit it again once everything is as it was asked for.'
            : 'Nothing was changed since. Change it, then submit it again.'}
        </Text>
      </Stack>
    </Alert>
  );
}
