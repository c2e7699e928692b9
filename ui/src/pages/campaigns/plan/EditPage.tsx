import { Alert, Box, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { Link, useBlocker, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem, type Problem } from '@/api/problem';
import type { Campaign } from '@/api/types';
import { ActButton } from '@/parts/page/Act';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { sentBack, useRounds } from '@/parts/review/rounds';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence, showDone } from '@/parts/states/problems';
import { Listening, useHeldBack } from '@/parts/writing/heldBack';
import { useCampaign, useCreatives } from '../one/queries';
import { SentBack } from '../one/SentBack';
import { AudiencePart } from './AudiencePart';
import { BriefPart } from './BriefPart';
import { BudgetPart } from './BudgetPart';
import { Checked } from './Checked';
import { CreativesPart } from './CreativesPart';
import { Forecast } from './Forecast';
import classes from './Plan.module.css';
import { useAddTo, useEdit, useTakeOut } from './queries';
import { SchedulePart } from './SchedulePart';
import { errorsOf, type Part, patchOf, type Said, saidOfCampaign } from './said';
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
  const [read, setRead] = useState(campaign); // what is written here was written over this
  const [said, setSaid] = useState(() => saidOfCampaign(campaign));
  const edit = useEdit(read);
  const add = useAddTo(campaign.id);
  const takeOut = useTakeOut(null);
  const asked = sentBack(useRounds(campaign.id, campaign.updated_at));
  const { data: creatives } = useCreatives(campaign.id);
  const objective = useObjective(campaign);
  const patch = patchOf(saidOfCampaign(read), said);
  const isPatched = Object.keys(patch).length > 0;
  const { isTyping, isOdd, tell } = useHeldBack();
  const isChanged = isPatched || objective.isChanged || isTyping || isOdd;
  const refusal = objective.error ?? edit.error;
  const problem = refusal && asProblem(refusal);
  const errors = problem ? errorsOf(problem, 'brief') : {};
  const change =
    <P extends Part>(part: P) =>
    (more: Partial<Said[P]>) =>
      setSaid((before) => ({ ...before, [part]: { ...before[part], ...more } }));
  useBlocker({
    shouldBlockFn: () => isChanged && !edit.isSuccess && !window.confirm('Leave without saving what you changed?'),
    enableBeforeUnload: () => isChanged && !edit.isSuccess,
  });
  /** Keeps what was changed here, and takes all else as it is now. */
  const reread = () => {
    setSaid((mine) => {
      const now = saidOfCampaign(campaign);
      const before = saidOfCampaign(read);
      const merged = Object.fromEntries(
        (Object.keys(now) as Part[]).map((part) => [part, merge(before[part], mine[part], now[part])]),
      );
      return merged as unknown as Said;
    });
    setRead(campaign);
    edit.reset();
  };
  const done = (needsReview: boolean) => {
    showDone(needsReview ? 'Saved. It runs once a review has approved it.' : 'Saved.');
    void navigate({ to: `/campaigns/${campaign.id}`, ignoreBlocker: true });
  };
  const saveRest = () =>
    isPatched ? edit.mutate(patch, { onSuccess: ({ needs_review }) => done(needs_review) }) : done(false);
  const save = () => objective.save(saveRest);
  const hear = (done: Promise<unknown>) =>
    done.then(() => setRead((before) => ({ ...before, revision: before.revision + 1 })));
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
            <Button variant="default" component={Link} to={`/campaigns/${campaign.id}`}>
              Cancel
            </Button>
            <ActButton
              why={isOdd && 'Mend what is marked first'}
              disabled={!isChanged}
              loading={edit.isPending || objective.isPending}
              onClick={save}
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
      {problem && <Refused problem={problem} campaign={campaign} read={read} onReread={reread} />}
      <div className={classes.columns}>
        <Listening value={tell}>
          <Stack>
            <BriefPart
              said={{ ...said.brief, objective: objective.said }}
              change={({ objective: words, ...more }) =>
                words === undefined ? change('brief')(more) : objective.write(words)
              }
              errors={errors}
              hasObjective={objective.isRead}
              whyKept={objective.whyKept}
            />
            <AudiencePart said={said.audience} change={change('audience')} errors={errors} />
            <CreativesPart
              creatives={creatives?.items ?? []}
              writes={(creative) => hear(add.mutateAsync(creative))}
              hasLibrary={false}
              advertiser={said.brief.advertiser_domain}
              onTakeOut={(which) => void hear(takeOut.mutateAsync(which))}
            />
            <BudgetPart said={said.budget} change={change('budget')} errors={errors} />
            <SchedulePart
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

function merge(before: object, mine: object, now: object): object {
  const was = before as Record<string, unknown>;
  const own = Object.entries(mine).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name]));
  return { ...now, ...Object.fromEntries(own) };
}

interface RefusedProps {
  problem: Problem;
  campaign: Campaign;
  read: Campaign;
  onReread: () => void;
}

function Refused({ problem, campaign, read, onReread }: RefusedProps) {
  const isStale = campaign.revision > read.revision;
  return (
    <Alert color="red" variant="light" role="alert" mb="md" title={sentence(problem.message)}>
      {problem.remedy}
      {isStale && (
        <Button variant="light" size="compact-sm" mt="xs" display="block" onClick={onReread}>
          Take over what is new, and keep what I changed
        </Button>
      )}
    </Alert>
  );
}
