import { Anchor, Button, Skeleton, Stack } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Creative } from '@/api/types';
import { useMay } from '@/app/me';
import { inOrder } from '@/parts/creative/brand';
import { Findings } from '@/parts/creative/Findings';
import { Marked } from '@/parts/creative/Marked';
import { Shown } from '@/parts/creative/Shown';
import { factsOf } from '@/parts/creative/words';
import { Facts } from '@/parts/page/Facts';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { Panel } from '@/parts/page/Panel';
import { ErrorState } from '@/parts/states/ErrorState';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { When } from '@/parts/time/When';
import { SureDialogue } from '@/parts/writing/SureDialogue';
import { useBrandReport, useCampaignNames, useCreative, useRemove } from '../queries';
import { Clearances } from './Clearances';
import classes from './CreativePage.module.css';
import { EditForm } from './EditForm';
import { Leaving } from './Leaving';

export default function CreativePage() {
  const { creativeId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useCreative(creativeId);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={360} radius="lg" role="status" aria-label="Loading" />;
  return <Whole key={data.id} creative={data} />;
}

function Whole({ creative }: { creative: Creative }) {
  const mayWrite = useMay('creative:write');
  const nameOf = useCampaignNames([creative.campaign_id]);
  const [isRemoving, setRemoving] = useState(false);
  const report = useBrandReport(creative);
  const findings = inOrder(report.data?.findings ?? []);
  return (
    <>
      <PageHeader
        title={creative.name}
        above={
          <Anchor component={Link} to="/creatives" size="sm">
            Creatives
          </Anchor>
        }
        actions={
          mayWrite && (
            <Button
              variant="default"
              leftSection={<IconTrash size={17} aria-hidden />}
              onClick={() => setRemoving(true)}
            >
              Take it out
            </Button>
          )
        }
      >
        {factsOf(creative)}, for{' '}
        <Jump to="/campaigns/$campaignId" params={{ campaignId: creative.campaign_id }}>
          {nameOf(creative.campaign_id)}
        </Jump>
      </PageHeader>
      <div className={classes.columns}>
        <Stack>
          <Panel title="As it is seen">
            <Shown creative={creative} findings={findings} />
          </Panel>
          <Panel
            title="Brand"
            lead={
              report.data &&
              (report.data.passes
                ? 'Nothing in it is against the brand kit in force.'
                : `It is off brand in ${report.data.errors === 1 ? 'one thing' : `${report.data.errors} things`}; numbers are those in the picture.`)
            }
          >
            {report.isPending && <Skeleton height={16} width="60%" />}
            {report.error && <Trouble error={report.error} onRetry={report.refetch} />}
            {report.data && (
              <Stack>
                <Findings findings={findings} withWhy />
                {creative.html && <Marked text={creative.html} findings={findings} part="html" isSource />}
              </Stack>
            )}
          </Panel>
          <Leaving creative={creative} />
        </Stack>
        <Stack>
          {mayWrite ? <EditForm creative={creative} /> : <About creative={creative} />}
          <Clearances creative={creative} />
        </Stack>
      </div>
      {isRemoving && <Remove creative={creative} onClose={() => setRemoving(false)} />}
    </>
  );
}

function About({ creative }: { creative: Creative }) {
  return (
    <Panel title="About it">
      <Facts
        facts={[
          ['Leads to', creative.landing_url],
          ['Title', creative.title],
          ['Text', creative.body],
          ['Changed', <When key="changed" at={creative.updated_at} />],
        ]}
      />
    </Panel>
  );
}

function Remove({ creative, onClose }: { creative: Creative; onClose: () => void }) {
  const navigate = useNavigate();
  const { mutate, isPending, error } = useRemove(creative.id);
  const remove = () =>
    mutate(undefined, {
      onSuccess: () => {
        showDone(`“${creative.name}” is out of its campaign.`);
        void navigate({ to: '/creatives', ignoreBlocker: true });
      },
    });
  return (
    <SureDialogue
      title={`Take ${creative.name} out?`}
      yes="Take it out"
      isPending={isPending}
      error={error}
      onSure={remove}
      onClose={onClose}
    >
      Its campaign shows it no more. What was approved before goes on showing it until that change is approved.
    </SureDialogue>
  );
}
