import { Box, Button, Skeleton, Stack, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Launch } from '@/api/types';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { sentBack, useRounds } from '@/parts/review/rounds';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence } from '@/parts/states/problems';
import { readerZone } from '@/parts/time/When';
import { Contests } from '@/parts/writing/Contests';
import { Listening, useHeldBack } from '@/parts/writing/heldBack';
import { useCampaign } from '../one/queries';
import { SentBack } from '../one/SentBack';
import { AudiencePart } from './AudiencePart';
import { BriefPart } from './BriefPart';
import { BudgetPart } from './BudgetPart';
import { Checked } from './Checked';
import { CreativesPart } from './CreativesPart';
import { wordsOf } from './edited';
import { Forecast } from './Forecast';
import classes from './Plan.module.css';
import { useAddCreative, useLaunch, useTakeOut } from './queries';
import { SchedulePart } from './SchedulePart';
import { Beginning, Standing } from './Standing';
import { isHalf, NOTHING, type Said, saidOf } from './said';
import { Unfinished } from './Unfinished';
import { type Autosave, useAutosave } from './useAutosave';

/** A campaign from its brief to its review on one page; the address says which one, so that it can be left. */
export default function NewPage() {
  const { launch: launchId }: { launch?: string } = useSearch({ strict: false });
  const begun = useRef<string | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (launchId || !begun.current) return;
    begun.current = null; // somebody begins another one
    setRound((before) => before + 1);
  }, [launchId]);
  const isOwn = !launchId || launchId === begun.current;
  const { data, error, refetch } = useLaunch(launchId);
  if (isOwn) {
    return <Form key={`new ${round}`} first={null} launchId={launchId} onBegun={(id) => (begun.current = id)} />;
  }
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={360} radius="lg" role="status" aria-label="Loading" />;
  return <Form key={launchId} first={data} launchId={launchId} />;
}

/** Nothing, by the clock of whoever writes. */
function blank(): Said {
  return { ...NOTHING, budget: { ...NOTHING.budget, time_zone: readerZone() } };
}

interface FormProps {
  first: Launch | null;
  launchId: string | undefined;
  onBegun?: (launchId: string) => void;
}

function Form({ first, launchId, onBegun }: FormProps) {
  const navigate = useNavigate();
  const { data: launch = first } = useLaunch(launchId);
  const keep = ({ id }: Launch) => {
    if (id === launchId) return;
    onBegun?.(id);
    void navigate({ to: '/campaigns/new', search: { launch: id }, replace: true, ignoreBlocker: true });
  };
  const { tell, ...held } = useHeldBack();
  const autosave = useAutosave(first ? saidOf(first) : blank(), launch, keep, held);
  const addCreative = useAddCreative(launch, autosave.said);
  const takeOut = useTakeOut(launch);
  const { said, change, errors } = autosave;
  const isWritten = launch && launch.stage !== null && !['draft', 'rejected'].includes(launch.stage);
  const written = isWritten ? launch.campaign_id : null;
  useEffect(() => {
    if (written) void navigate({ to: `/campaigns/${written}`, replace: true, ignoreBlocker: true });
  }, [written, navigate]);
  if (written) return null;
  return (
    <>
      <PageHeader
        title={launch?.brief.name ?? 'New campaign'}
        above={
          <Text size="sm" c="dimmed">
            <Jump to="/campaigns">Campaigns</Jump>
          </Text>
        }
      >
        <Kept autosave={autosave} launch={launch} isOdd={held.isOdd || isHalf(said.budget.pricing)} />
      </PageHeader>
      {launch && (
        <Contests
          form={autosave}
          changedAt={launch.updated_at}
          {...wordsOf(autosave.contests, said.budget.currency ?? 'USD')}
        />
      )}
      {!launch && <Unfinished />}
      {launch?.campaign_id && <AskedBack campaignId={launch.campaign_id} />}
      <div className={classes.columns}>
        <Listening value={tell}>
          <Stack>
            <BriefPart said={said.brief} change={(more) => change('brief', more)} errors={errors} hasObjective />
            <AudiencePart said={said.audience} change={(more) => change('audience', more)} errors={errors} />
            <CreativesPart
              creatives={launch?.creatives ?? []}
              waiting={launch?.waiting_creatives}
              writes={(creative) => addCreative.mutateAsync(creative).then(keep)}
              hasLibrary
              of={launchId ? `launch ${launchId}` : 'new campaign'}
              advertiser={said.brief.advertiser_domain}
              onTakeOut={takeOut.mutate}
            />
            <BudgetPart said={said.budget} change={(more) => change('budget', more)} errors={errors} />
            <SchedulePart
              said={said.schedule}
              change={(more) => change('schedule', more)}
              errors={errors}
              zone={said.budget.time_zone}
            />
          </Stack>
        </Listening>
        <Stack className={classes.aside}>
          {launch ? <Standing launch={launch} isUnsaved={!autosave.isSaved} /> : <Beginning />}
          {launch?.campaign_id && <Checked campaignId={launch.campaign_id} />}
          {launch?.campaign_id && <Forecast campaignId={launch.campaign_id} />}
        </Stack>
      </div>
    </>
  );
}

/** A draft may be one that a review sent back. */
function AskedBack({ campaignId }: { campaignId: string }) {
  const { data: campaign } = useCampaign(campaignId);
  const asked = sentBack(useRounds(campaignId, campaign?.updated_at));
  if (!campaign || !asked) return null;
  return (
    <Box mb="md">
      <SentBack campaign={campaign} review={asked} />
    </Box>
  );
}

interface KeptProps {
  autosave: Autosave;
  launch: Launch | null;
  /** A field holds what cannot be saved. */
  isOdd: boolean;
}

function Kept({ autosave, launch, isOdd }: KeptProps) {
  const { isSaving, isSaved, errors, contests, trouble, saveNow } = autosave;
  const isRefused = isOdd || contests.length > 0 || Object.keys(errors).length > 0;
  const said = trouble
    ? `Not saved: ${sentence(trouble.message)} It is tried again by itself; until then this tab keeps what you wrote.`
    : isSaving
      ? 'Saving…'
      : isRefused
        ? 'Not all of it is saved: see what is marked.'
        : !isSaved
          ? 'Not saved yet…'
          : launch
            ? 'Saved. Leave whenever you like; it waits for you here.'
            : 'Say what you know; the rest may follow.';
  return (
    <>
      <span role="status" aria-live="polite">
        {said}
      </span>
      {trouble && (
        <Button size="compact-sm" variant="light" ml="xs" loading={isSaving} onClick={saveNow}>
          Save now
        </Button>
      )}
    </>
  );
}
