import { Alert, Text } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import type { Campaign } from '@/api/types';
import { Jump } from '@/parts/page/Jump';
import { useNames } from '@/parts/persons/colleagues';
import { sentence } from '@/parts/states/problems';
import { Ago } from '@/parts/time/When';
import { Money } from '@/parts/words/figures';
import { waitingWords } from '../inForce';

/** Says what is in force while something newer waits: who wrote that, and where it is decided on. */
export function Waiting({ campaign }: { campaign: Campaign }) {
  const { in_force } = campaign;
  const nameOf = useNames(in_force ? [in_force.changed_by] : []);
  if (!in_force) return null;
  const { budget, daily_budget, currency, changed_by, changed_at, under_review } = in_force;
  return (
    <Alert
      color="amber"
      variant="light"
      role="region"
      icon={<IconHourglass size={18} aria-hidden />}
      title={waitingWords(campaign)}
    >
      <Text size="sm">
        {sentence(nameOf(changed_by))} changed it <Ago at={changed_at} />. What was approved before stays in force
        {under_review && ' until then'}: <Money amount={budget} currency={currency} />
        {daily_budget && (
          <>
            , <Money amount={daily_budget} currency={currency} /> a day
          </>
        )}
        .
      </Text>
      {under_review && (
        <Text size="sm" mt={6}>
          <Jump to="/approvals/$campaignId" params={{ campaignId: campaign.id }}>
            See the change and its review
          </Jump>
        </Text>
      )}
    </Alert>
  );
}
