import { Alert, Loader, Stack, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { useMe } from '@/app/me';
import { shownMoney } from '@/parts/money/money';
import { Jump } from '@/parts/page/Jump';
import { Comments } from '@/parts/review/Comments';
import { Audience, Brief, Cost, Dates } from '@/parts/review/Facts';
import { useCalled } from '@/parts/review/names';
import { askedBefore, refusalOf, useRounds } from '@/parts/review/rounds';
import { listed, READING_ORDER, SECTIONS, type Section } from '@/parts/review/words';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence } from '@/parts/states/problems';
import { Ago } from '@/parts/time/When';
import { CHANNELS } from '@/parts/words/channels';
import { LOOK_AGAIN } from '@/parts/writing/LookAgain';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import { Checks } from './Checks';
import { Creatives } from './Creatives';
import { Decide, type Said } from './Decide';
import { DecisionBar } from './DecisionBar';
import { Decisions } from './Decisions';
import { Differences } from './Differences';
import { Earlier } from './Earlier';
import { Forecast } from './Forecast';
import { Meanwhile } from './Meanwhile';
import { type Subject, useSubject, type Verdict } from './queries';
import { SectionCard } from './SectionCard';
import card from './SectionCard.module.css';
import { hindrance, missing } from './standing';
import { useRead } from './useRead';

const NOTHING: Said = { remarks: {}, comments: {} };

interface Props {
  campaignId: string;
  /** Where to go once it is decided. */
  onDone: () => void;
}

/** One review on one screen: what is decided on, what changed, what is held against it, and the decision. */
export function Reading({ campaignId, onDone }: Props) {
  const { data, error, refetch } = useSubject(campaignId);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <Loader type="dots" aria-label="Loading" m="xl" />;
  return <Read subject={data} onDone={onDone} />;
}

function Read({ subject: newest, onDone }: { subject: Subject; onDone: () => void }) {
  const read = useRead(newest);
  const { shown: subject, isHeld } = read;
  const { review, campaign, comparison, creatives } = subject;
  const changed = useRef<HTMLElement>(null);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [draft, keep] = useUnsaved<Said>(`decision ${campaign.id}`);
  const { remarks, comments } = draft ?? NOTHING;
  const earlier = askedBefore(useRounds(campaign.id, review.round), review.round);
  const me = useMe();
  const nameOf = useCalled([
    ...review.submitter_ids,
    ...review.decisions.map(({ approver_id }) => approver_id),
    ...review.standing.map(({ approver_id }) => approver_id),
    ...(earlier ? [refusalOf(earlier)?.approver_id ?? ''] : []),
  ]);
  const notTheirs = hindrance(review, me);
  const isOutdated =
    review.outcome === 'pending' &&
    (campaign.revision !== review.revision ||
      (review.revision_hash !== '' && comparison.revision_hash !== review.revision_hash));
  const why = isHeld
    ? LOOK_AGAIN
    : isOutdated
      ? 'It has been changed since this review began. It can be decided on once the change is under review.'
      : notTheirs;
  const isOneOther = review.submitter_ids.length === 1 && review.submitter_ids[0] !== me.user_id;
  const asked = READING_ORDER.filter((section) => remarks[section]?.trim()).length;
  const decide = (one: Verdict) => {
    if (why === null && verdict === null && !(one === 'approve' && asked > 0)) setVerdict(one);
  };
  const goToChange = () => {
    changed.current?.scrollIntoView({ block: 'start' });
    changed.current?.focus({ preventScroll: true });
  };
  const look = () => {
    setVerdict(null);
    read.look();
    goToChange();
  };
  useHotkeys([
    ['a', () => decide('approve')],
    ['r', () => decide('request_changes')],
  ]);
  const names = new Map(creatives.map(({ id, name }) => [id, name]));
  const bodies: Record<Section, React.ReactNode> = {
    creatives: <Creatives campaignId={campaign.id} creatives={creatives} />,
    brief: <Brief campaign={campaign} />,
    audience: <Audience campaign={campaign} />,
    budget: (
      <>
        <Cost campaign={campaign} />
        {review.forecast && (
          <Forecast forecast={review.forecast} isOfThis={review.forecast.revision === review.revision} />
        )}
      </>
    ),
    schedule: <Dates campaign={campaign} />,
  };
  return (
    <article aria-labelledby="subject">
      <Title order={2} id="subject" fz="1.5rem">
        <Jump to="/campaigns/$campaignId" params={{ campaignId: campaign.id }}>
          {campaign.name}
        </Jump>
      </Title>
      <Text size="sm" mt={4} mb="md">
        {sentence(listed(review.submitter_ids.map(nameOf)))} {isOneOther ? 'wants' : 'want'} to spend up to{' '}
        <b>{shownMoney(campaign.budget, campaign.currency)}</b> on {CHANNELS[campaign.channel].toLowerCase()}. Submitted{' '}
        <Ago at={review.opened_at} />. {changes(subject, earlier !== null)}
      </Text>
      <Stack gap="md">
        {newest.campaign.revision !== read.began && <Meanwhile read={read} onLook={look} ref={changed} />}
        {isOutdated && !isHeld && (
          <Alert color="amber" variant="light">
            {why}
          </Alert>
        )}
        {earlier && (
          <Earlier campaign={campaign} earlier={earlier} revision={review.revision} nameOf={nameOf} names={names} />
        )}
        {READING_ORDER.map((section) => {
          const differences = comparison.differences.filter((one) => one.section === section);
          const { place, title } = SECTIONS[section];
          return (
            <SectionCard
              key={section}
              section={section}
              isUnread={review.sections.includes(section)}
              differences={
                differences.length > 0 && (
                  <Differences
                    differences={differences}
                    names={names}
                    currency={campaign.currency}
                    zone={campaign.time_zone}
                  />
                )
              }
              remark={
                notTheirs === null
                  ? {
                      value: remarks[section] ?? '',
                      onChange: (text) => keep({ remarks: { ...remarks, [section]: text }, comments }),
                    }
                  : undefined
              }
              comments={
                place !== 'creative' && (
                  <Comments campaignId={campaign.id} spot={{ place }} about={`the ${title.toLowerCase()}`} />
                )
              }
            >
              {bodies[section]}
            </SectionCard>
          );
        })}
        <Checks campaignId={campaign.id} names={names} />
        <Decisions review={review} nameOf={nameOf} />
        <section className={card.card} aria-labelledby="talk">
          <Title order={2} id="talk" className={card.title} mb="sm">
            About all of it
          </Title>
          <Comments campaignId={campaign.id} spot={{ place: 'campaign' }} about="the campaign" />
        </section>
        <DecisionBar
          hindrance={why}
          onWhy={isHeld ? goToChange : undefined}
          progress={missing(review)}
          remarks={asked}
          onDecide={decide}
        />
      </Stack>
      <Decide
        review={review}
        name={campaign.name}
        verdict={verdict}
        held={isHeld && <Meanwhile read={read} onLook={look} />}
        said={{ remarks, comments }}
        onSay={keep}
        onClose={() => setVerdict(null)}
        onDone={() => {
          setVerdict(null);
          keep(null);
          onDone();
        }}
      />
    </article>
  );
}

/** "Since it was approved last, 3 things changed, in budget and schedule." */
function changes({ comparison }: Subject, isSecond: boolean): string {
  if (comparison.before_revision === null) {
    return isSecond
      ? 'It was sent back before; what changed since stands first.'
      : 'Nothing of it was approved before.';
  }
  const changed = comparison.sections.filter(({ is_changed }) => is_changed).map(({ section }) => section);
  if (changed.length === 0) return 'It says what was approved last.';
  const count = comparison.differences.length;
  const where = listed(
    READING_ORDER.filter((one) => changed.includes(one)).map((one) => SECTIONS[one].title.toLowerCase()),
  );
  return `Since it was approved last, ${count === 1 ? 'one thing' : `${count} things`} changed, in ${where}.`;
}
