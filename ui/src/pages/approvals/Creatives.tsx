import { Anchor, Skeleton, Stack, Text } from '@mantine/core';
import { asProblem } from '@/api/problem';
import type { Creative } from '@/api/types';
import { inOrder } from '@/parts/creative/brand';
import { Findings } from '@/parts/creative/Findings';
import { Shown } from '@/parts/creative/Shown';
import { factsOf } from '@/parts/creative/words';
import { Comments } from '@/parts/review/Comments';
import { sentence } from '@/parts/states/problems';
import classes from './Creatives.module.css';
import { useBrandReports } from './queries';

interface Props {
  campaignId: string;
  creatives: readonly Creative[];
}

/** Every creative as it is seen, with what the brand kit finds beside it. */
export function Creatives({ campaignId, creatives }: Props) {
  const reports = useBrandReports(creatives);
  if (creatives.length === 0) return <Text size="sm">It has nothing to show yet.</Text>;
  return (
    <ul className={classes.creatives}>
      {creatives.map((creative) => {
        const report = reports.get(creative.id);
        const findings = inOrder(report?.data?.findings ?? []);
        return (
          <li key={creative.id} className={classes.creative}>
            <div className={classes.shown}>
              <Shown creative={creative} findings={findings} />
            </div>
            <Stack gap={8} miw={0}>
              <div>
                <Text fw={600}>{creative.name}</Text>
                <Text size="xs" c="dimmed">
                  {factsOf(creative)}
                </Text>
                <Text size="xs" c="dimmed" className={classes.address}>
                  Leads to{' '}
                  <Anchor inherit href={creative.landing_url} target="_blank" rel="noreferrer noopener">
                    {creative.landing_url.replace('https://', '')}
                  </Anchor>
                </Text>
              </div>
              {report?.isPending && <Skeleton height={14} width={180} />}
              {report?.error && (
                <Text size="sm" c="dimmed">
                  {unasked(report.error)}
                </Text>
              )}
              {report?.data && <Findings findings={findings} />}
              <Comments
                campaignId={campaignId}
                spot={{ place: 'creative', creativeId: creative.id }}
                about={creative.name}
              />
            </Stack>
          </li>
        );
      })}
    </ul>
  );
}

function unasked(error: Error): string {
  const problem = asProblem(error);
  return problem.isPassing
    ? 'The brand kit cannot be asked now.'
    : `${sentence(problem.message)}. ${problem.remedy ?? ''}`;
}
