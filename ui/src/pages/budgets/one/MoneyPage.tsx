import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useMay } from '@/app/me';
import { isPage } from '@/app/pages';
import { SpendCourse } from '@/parts/courses/SpendCourse';
import { AlertSaid } from '@/parts/money/alerts';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import { ErrorState } from '@/parts/states/ErrorState';
import { Trouble } from '@/parts/states/Trouble';
import { useAlerts, useBudget, useCampaign } from '../queries';
import { STAGES } from '../words';
import { Ledger } from './Ledger';
import { Standing } from './Standing';

const PERIOD_NEWS =
  'It is told once for each budget or day, to whoever made the campaign and whoever may change bills.';

/** The money of one campaign: how it stands, how it went, what was told, and every bill. */
export default function MoneyPage() {
  const { campaignId = '' } = useParams({ strict: false });
  const { data: campaign, error, refetch } = useCampaign(campaignId);
  const { data: money, error: unread, refetch: reread } = useBudget(campaignId);
  const mayAnalyse = useMay('analytics:read');
  if (error && !campaign) return <ErrorState error={error} onRetry={refetch} />;
  if (!campaign) return <Skeleton height={360} radius="lg" role="status" aria-label="Loading" />;
  return (
    <>
      <PageHeader
        title={campaign.name}
        above={
          <Text size="sm" c="dimmed">
            <Jump to="/budgets">Budgets</Jump>
          </Text>
        }
        actions={
          isPage('/campaigns/$campaignId') && (
            <Button variant="default" component={Link} to={`/campaigns/${campaign.id}`}>
              To the campaign
            </Button>
          )
        }
      >
        {STAGES[campaign.stage]}, for {campaign.advertiser_domain}
      </PageHeader>
      <Stack pb="xl">
        {unread && !money ? (
          <Panel title="How it stands">
            <Trouble error={unread} onRetry={reread} />
          </Panel>
        ) : (
          money && <Standing campaign={campaign} money={money} />
        )}
        {mayAnalyse && money?.pace && <SpendCourse campaign={campaign} money={money} />}
        <Alerts campaignId={campaignId} />
        <Ledger campaign={campaign} money={money} />
      </Stack>
    </>
  );
}

function Alerts({ campaignId }: { campaignId: string }) {
  const { data: alerts, error, isPending, refetch } = useAlerts(campaignId);
  const nameOf = useNames(alerts?.flatMap(({ told_ids }) => told_ids) ?? []);
  return (
    <Panel
      title="What was told"
      lead={alerts && (alerts.length === 0 ? 'There was nothing to tell of its money yet.' : PERIOD_NEWS)}
    >
      {isPending && <Skeleton height={40} />}
      {error && !alerts && <Trouble error={error} onRetry={refetch} />}
      <Stack gap="xs">
        {alerts?.map((alert) => (
          <AlertSaid key={`${alert.kind} ${alert.occasion}`} alert={alert} nameOf={nameOf} />
        ))}
      </Stack>
    </Panel>
  );
}
