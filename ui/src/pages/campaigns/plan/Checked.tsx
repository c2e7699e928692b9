import { Skeleton } from '@mantine/core';
import { Panel } from '@/parts/page/Panel';
import { counted } from '@/parts/review/findings';
import { Trouble } from '@/parts/states/Trouble';
import { Findings, Lead } from '../one/Gate';
import { usePreflight } from '../one/queries';

const APPROVAL = 'approval.';

/** What would keep it from the air as it is written; that nobody has approved it yet is left out. */
export function Checked({ campaignId }: { campaignId: string }) {
  const { data, error, isPending, refetch } = usePreflight(campaignId);
  const findings = data?.findings.filter(({ code }) => !code.startsWith(APPROVAL)) ?? [];
  const isUnread = data !== undefined && findings.length < data.findings.length;
  return (
    <Panel title="Checks" lead={data && <Lead report={counted(findings)} isUnread={isUnread} />}>
      {isPending && <Skeleton height={40} />}
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      <Findings campaignId={campaignId} findings={findings} />
    </Panel>
  );
}
