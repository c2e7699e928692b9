import { SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { CoursePanel } from '@/parts/courses/CoursePanel';
import { type CourseReport, type Measure, type Span, useCourse } from '@/parts/courses/courses';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { readerZone } from '@/parts/time/When';
import type { Look } from './address';
import { Campaigns } from './Campaigns';

interface Props {
  look: Look;
  span: Span;
  onChange: (changed: Partial<Look>) => void;
}

/** What was paid for and what came of it: over time, then campaign by campaign. */
export function Media({ look, span, onChange }: Props) {
  const { data, error, isPending, refetch } = useCourse({ span, zone: readerZone() });
  if (isPending) return <Skeleton height={420} radius="lg" role="status" aria-label="Loading" />;
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return null;
  const course = chosen(data, look.currency);
  if (!course) {
    return (
      <EmptyState icon={IconChartBar} title="Nothing was billed in this time">
        Once a live campaign wins what it bids for, its spend and what came of it are here, a second or two later. Look
        further back, or ask a campaign's page why it is not spending.
      </EmptyState>
    );
  }
  const currencies = data.items.map(({ currency }) => currency);
  return (
    <Stack>
      <CoursePanel
        title="Over time"
        report={data}
        course={course}
        span={span}
        measure={look.measure ?? 'spend'}
        onMeasure={(measure: Measure) => onChange({ measure })}
        aside={
          currencies.length > 1 && (
            <SegmentedControl
              size="xs"
              aria-label="Currency"
              value={course.currency}
              onChange={(currency) => onChange({ currency })}
              data={currencies}
            />
          )
        }
        fileName="paid media"
      />
      <Campaigns report={data} currency={course.currency} span={span} />
    </Stack>
  );
}

/** The currency that was asked for, else the one in which most impressions were paid for. */
function chosen({ items }: CourseReport, currency: string | undefined) {
  const asked = items.find((one) => one.currency === currency);
  const weight = (one: CourseReport['items'][number]) => one.total.billed_impressions + one.before.billed_impressions;
  return asked ?? [...items].sort((one, other) => weight(other) - weight(one))[0];
}
