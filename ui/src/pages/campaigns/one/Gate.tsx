import { Badge, Checkbox, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { Preflight } from '@/api/types';
import { useMe } from '@/app/me';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import { counted, told } from '@/parts/review/findings';
import { listed } from '@/parts/review/words';
import { Trouble } from '@/parts/states/Trouble';
import { When } from '@/parts/time/When';
import classes from './Gate.module.css';
import { useCreatives, usePreflight, useTaskDone, useTasks } from './queries';

/** What keeps it from the air, what is worth knowing, and what is still to be done for it. */
export function Gate({ campaignId, zone }: { campaignId: string; zone: string }) {
  const { data, error, isPending, refetch } = usePreflight(campaignId);
  return (
    <Panel title="Checks" lead={data && <Lead report={counted(data.findings)} />}>
      {isPending && <Skeleton height={60} />}
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      {data && <Findings campaignId={campaignId} findings={data.findings} />}
      <Tasks campaignId={campaignId} zone={zone} />
    </Panel>
  );
}

interface LeadProps {
  report: Pick<Preflight, 'blockers' | 'warnings'>;
  /** A review is still to approve it, which is not counted. */
  isUnread?: boolean;
}

export function Lead({ report, isUnread = false }: LeadProps) {
  const { blockers, warnings } = report;
  const beside = warnings === 0 ? '' : ` ${warnings === 1 ? 'One thing is' : `${warnings} things are`} worth knowing.`;
  if (blockers === 0) return `Nothing keeps it from going live${isUnread ? ' once it is approved' : ''}.${beside}`;
  const keep = blockers === 1 ? 'One thing keeps' : `${blockers} things keep`;
  return `${keep} it from going live${isUnread ? ' even when it is approved' : ''}.${beside}`;
}

/** Each finding with what it is about and what to do. */
export function Findings({ campaignId, findings }: { campaignId: string; findings: Preflight['findings'] }) {
  const creatives = useCreatives(campaignId, findings.length > 0);
  if (findings.length === 0) return null;
  const names = new Map(creatives.data?.items.map(({ id, name }) => [id, name]));
  return (
    <Stack component="ul" gap="sm" className={classes.findings}>
      {told(findings, names).map((finding) => (
        <li key={finding.name} className={classes.finding}>
          <Mark severity={finding.severity} isGranted={finding.override_id !== null} />
          <div>
            <Text size="sm" fw={600}>
              {finding.what}
              {finding.override_id && (
                <Badge variant="light" tt="none" ml="xs" size="sm">
                  Let through
                </Badge>
              )}
            </Text>
            {finding.whose.length > 1 && <Text size="sm">{listed(finding.whose)}</Text>}
            <Text size="sm" c="dimmed">
              {finding.remedy}
            </Text>
          </div>
        </li>
      ))}
    </Stack>
  );
}

function Mark({ severity, isGranted }: { severity: Preflight['findings'][number]['severity']; isGranted: boolean }) {
  if (isGranted) return <IconCircleCheck size={18} color="var(--ce-accent)" aria-label="let through" />;
  if (severity === 'blocker') return <IconCircleX size={18} color="var(--mantine-color-error)" aria-label="blocks" />;
  return <IconAlertTriangle size={18} color="var(--mantine-color-amber-6)" aria-label="worth knowing" />;
}

function Tasks({ campaignId, zone }: { campaignId: string; zone: string }) {
  const me = useMe();
  const { data } = useTasks(campaignId);
  const done = useTaskDone(campaignId);
  const tasks = data?.items ?? [];
  const nameOf = useNames(tasks.map((task) => task.assignee_id));
  if (tasks.length === 0) return null;
  const isApprover = me.permissions.includes('campaign:approve');
  return (
    <Stack gap={8} mt="md">
      <Text size="sm" fw={600}>
        To do
      </Text>
      {tasks.map((task) => (
        <Checkbox
          key={task.id}
          checked={task.done_at !== null}
          disabled={!isApprover && task.assignee_id !== me.user_id && task.created_by !== me.user_id}
          onChange={(event) => done.mutate({ taskId: task.id, done: event.currentTarget.checked })}
          label={task.title}
          description={
            <Group gap={6}>
              {task.assignee_id ? nameOf(task.assignee_id) : 'Nobody in particular'}
              {task.due_at && (
                <>
                  until <When at={task.due_at} zone={zone} />
                </>
              )}
              {task.required && '· needed before it goes live'}
            </Group>
          }
        />
      ))}
    </Stack>
  );
}
