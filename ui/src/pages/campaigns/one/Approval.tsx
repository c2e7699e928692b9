import { Group, Skeleton, Stack, Text } from '@mantine/core';
import type { Campaign, Review, Section } from '@/api/types';
import { Jump } from '@/parts/page/Jump';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import { Asked } from '@/parts/review/Asked';
import { OUTCOMES, people, READING_ORDER, SECTIONS, VERDICTS } from '@/parts/review/words';
import { Trouble } from '@/parts/states/Trouble';
import { Ago } from '@/parts/time/When';
import classes from './Approval.module.css';
import { useReview } from './queries';

interface Props {
  campaign: Campaign;
  wasSubmitted: boolean;
}

/** How far its review is: section by section, who is still asked, who said what. */
export function Approval({ campaign, wasSubmitted }: Props) {
  const { data, error, isPending, refetch } = useReview(campaign.id, wasSubmitted);
  if (!wasSubmitted) {
    return <Panel title="Approval" lead="Nobody was asked yet: it has not been submitted." />;
  }
  const link = (
    <Text size="sm">
      <Jump to="/approvals/$campaignId" params={{ campaignId: campaign.id }}>
        Read the review
      </Jump>
    </Text>
  );
  return (
    <Panel title="Approval" aside={data?.outcome === 'pending' && link} lead={data && lead(data, campaign)}>
      {isPending && <Skeleton height={60} />}
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      {data && <Round review={data} />}
    </Panel>
  );
}

function lead({ outcome, revision, requirements }: Review, campaign: Campaign): string {
  const missing = requirements.filter(({ needed, given }) => given < needed);
  const newer = campaign.revision > revision ? ' What it says now is newer than what was read.' : '';
  if (outcome !== 'pending' || missing.length === 0) return `${OUTCOMES[outcome]}.${newer}`;
  const who = missing.map(({ role, needed, given }) => people(role, needed - given)).join(', ');
  return `Under review: it waits for ${who}.${newer}`;
}

function Round({ review }: { review: Review }) {
  const nameOf = useNames([
    ...review.decisions.map(({ approver_id }) => approver_id),
    ...review.standing.map(({ approver_id }) => approver_id),
  ]);
  return (
    <Stack gap="md">
      <dl className={classes.sections}>
        {READING_ORDER.map((section) => (
          <div key={section}>
            <dt>{SECTIONS[section].title}</dt>
            <dd>{stateOf(section, review, nameOf)}</dd>
          </div>
        ))}
      </dl>
      {review.decisions.map((decision) => (
        <div key={`${decision.approver_id} ${decision.at}`} className={classes.decision}>
          <Group gap={6}>
            <Text size="sm" fw={600}>
              {nameOf(decision.approver_id)} {VERDICTS[decision.verdict]}
            </Text>
            <Text size="xs" c="dimmed">
              <Ago at={decision.at} />
            </Text>
          </Group>
          <Asked decision={decision} />
        </div>
      ))}
    </Stack>
  );
}

/** What became of one section in a round, in words. */
export function stateOf(section: Section, review: Review, nameOf: (id: string) => string): string {
  const asked = review.decisions.filter(({ remarks }) => remarks.some((one) => one.section === section));
  if (asked.length > 0) return 'To be changed';
  if (!review.sections.includes(section)) {
    const stood = review.standing.filter(({ sections }) => sections.includes(section));
    const who = stood.map(({ approver_id }) => nameOf(approver_id));
    return who.length > 0 ? `As approved by ${who.join(', ')}` : 'As it was approved before';
  }
  if (review.outcome === 'approved') return 'Approved';
  const given = review.decisions.filter(({ verdict }) => verdict === 'approve').length;
  if (review.outcome !== 'pending') return 'Read';
  return given > 0 ? `${given} approved so far` : 'To be read';
}
