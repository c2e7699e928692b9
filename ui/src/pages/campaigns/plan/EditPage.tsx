import { Alert, Box, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem, type Problem } from '@/api/problem';
import type { Campaign } from '@/api/types';
import { ActButton } from '@/parts/page/Act';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { sentBack, useRounds } from '@/parts/review/rounds';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence, showDone } from '@/parts/states/problems';
import { Contests, Late } from '@/parts/writing/Contests';
import { Listening, useHeldBack } from '@/parts/writing/heldBack';
import { KEPT, MARKED, useLeaving } from '@/parts/writing/useLeaving';
import { useWritten } from '@/parts/writing/useWritten';
import { useCampaign, useCreatives } from '../one/queries';
import { SentBack } from '../one/SentBack';
import { AudiencePart } from './AudiencePart';
import { BriefPart } from './BriefPart';
import { BudgetPart } from './BudgetPart';
import { Checked } from './Checked';
import { CreativesPart } from './CreativesPart';
import { changedFields, fieldsOf, saidIn, wordsOf } from './edited';
import { Forecast } from './Forecast';
import classes from './Plan.module.css';
import { useAddTo, useEdit, useTakeOut } from './queries';
import { SchedulePart } from './SchedulePart';
import { errorsOf, isHalf, type Part, patchOf, type Said, saidOfCampaign } from './said';
import { useObjective } from './useObjective';

/** A campaign that there is already: nothing changes before it is saved, and what that comes to is said. */
export default function EditPage() {
  const { campaignId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useCampaign(campaignId);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={360} radius="lg" role="status" aria-label="Loading" />;
  return <Form key={data.id} campaign={data} />;
}

function Form({ campaign }: { campaign: Campaign }) {
  const navigate = useNavigate();
  const kept = saidOfCampaign(campaign);
  const form = useWritten(fieldsOf(kept), `campaign ${campaign.id}`);
  const said = saidIn(form.said);
  const edit = useEdit(campaign.id);
  const add = useAddTo(campaign.id);
  const takeOut = useTakeOut(null);
  const asked = sentBack(useRounds(campaign.id, campaign.updated_at));
  const { data: creatives } = useCreatives(campaign.id);
  const objective = useObjective(campaign);
  const [round, setRound] = useState(0); // what is half typed in its inputs is forgotten with the rest
  const { isTyping, isOdd, tell } = useHeldBack();
  const isHeldBack = isTyping || isOdd;
  const isChanged = form.isChanged || objective.isChanged || isHeldBack;
  const contests = [...form.contests, ...objective.form.contests];
  useLeaving(isTyping, KEPT);
  useLeaving(isOdd, MARKED);
  const refusal = objective.error ?? edit.error;
  const problem = refusal && asProblem(refusal);
  const errors = problem && !problem.isLate ? errorsOf(problem, 'brief') : {};
  const change =
    <P extends Part>(part: P) =>
    (more: Partial<Said[P]>) =>
      form.change(changedFields(said, part, more));
  const undo = () => {
    form.undo();
    objective.undo();
    edit.reset();
    setRound(round + 1);
  };
  const done = (needsReview: boolean) => {
    showDone(needsReview ? 'Saved. It runs once a review has approved it.' : 'Saved.');
    void navigate({ to: `/campaigns/${campaign.id}`, ignoreBlocker: true });
  };
  const saveRest = () => {
    if (!form.isChanged) return done(false);
    const sent = form.changes;
    const patch = patchOf(saidIn(fieldsOf(kept)), said);
    edit.mutate(
      { patch, revision: campaign.revision },
      {
        onSuccess: ({ needs_review }) => {
          form.settle(sent);
          done(needs_review);
        },
      },
    );
  };
  return (
    <>
      <PageHeader
        title={`Edit ${campaign.name}`}
        above={
          <Text size="sm" c="dimmed">
            <Jump to="/campaigns/$campaignId" params={{ campaignId: campaign.id }}>
              {campaign.name}
            </Jump>
          </Text>
        }
        actions={
          <Group gap="xs">
            {isChanged && (
              <Button variant="subtle" onClick={undo}>
                Undo my changes
              </Button>
            )}
            <Button variant="default" component={Link} to={`/campaigns/${campaign.id}`}>
              Cancel
            </Button>
            <ActButton
              why={
                isOdd || isHalf(said.budget.pricing)
                  ? 'Mend what is marked first'
                  : contests.length > 0 && 'Choose first where both changed it'
              }
              disabled={!isChanged}
              loading={edit.isPending || objective.isPending}
              onClick={() => objective.save(saveRest)}
            >
              Save
            </ActButton>
          </Group>
        }
      >
        {standing(campaign, asked !== null)}
      </PageHeader>
      {asked && (
        <Box mb="md">
          <SentBack campaign={campaign} review={asked} />
        </Box>
      )}
      <Contests form={form} changedAt={campaign.updated_at} {...wordsOf(form.contests, campaign.currency)} />
      <Contests
        form={objective.form}
        changedAt={objective.changedAt}
        {...wordsOf(objective.form.contests, campaign.currency)}
      />
      {problem && (
        <Refused
          problem={problem}
          isContested={contests.length > 0}
          changedAt={later(objective.error ? objective.changedAt : '', campaign.updated_at)}
        />
      )}
      <div className={classes.columns}>
        <Listening value={tell}>
          <Stack>
            <BriefPart
              key={`brief ${round}`}
              said={{ ...said.brief, objective: objective.said }}
              change={({ objective: words, ...more }) =>
                words === undefined ? change('brief')(more) : objective.write(words)
              }
              errors={errors}
              hasObjective={objective.isRead}
              whyKept={objective.whyKept}
            />
            <AudiencePart key={`audience ${round}`} said={said.audience} change={change('audience')} errors={errors} />
            <CreativesPart
              creatives={creatives?.items ?? []}
              writes={(creative) => add.mutateAsync(creative)}
              hasLibrary={false}
              of={`campaign ${campaign.id}`}
              advertiser={said.brief.advertiser_domain}
              onTakeOut={takeOut.mutate}
            />
            <BudgetPart key={`budget ${round}`} said={said.budget} change={change('budget')} errors={errors} />
            <SchedulePart
              key={`schedule ${round}`}
              said={said.schedule}
              change={change('schedule')}
              errors={errors}
              zone={said.budget.time_zone}
            />
          </Stack>
        </Listening>
        <Stack className={classes.aside}>
          <Checked campaignId={campaign.id} />
          <Forecast campaignId={campaign.id} revision={campaign.revision} />
        </Stack>
      </div>
    </>
  );
}

/** Who has read it, and what changing it comes to. */
function standing({ stage, approved_revision }: Campaign, isSentBack: boolean): string {
  if (approved_revision !== null) {
    return 'What was approved goes on running. Money and dates within what was approved change at once; all else waits for a review.';
  }
  if (isSentBack) return 'It was sent back: change what is asked for, then submit it again.';
  if (stage === 'in_review') return 'It is under review: what you save here has its review begin anew.';
  return 'It is read by nobody yet: change what you like.';
}

const later = (one: string, other: string) => (Date.parse(one) > Date.parse(other) ? one : other);

interface RefusedProps {
  problem: Problem;
  isContested: boolean;
  changedAt: string;
}

function Refused({ problem, isContested, changedAt }: RefusedProps) {
  if (problem.isLate) return isContested ? null : <Late changedAt={changedAt} />;
  return (
    <Alert color="red" variant="light" role="alert" mb="md" title={sentence(problem.message)}>
      {problem.remedy}
    </Alert>
  );
}
