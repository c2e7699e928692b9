import { Skeleton } from '@mantine/core';
import { useState } from 'react';
import type { Budget, Campaign } from '@/api/types';
import { planOf } from '@/parts/money/plan';
import { Panel } from '@/parts/page/Panel';
import { Trouble } from '@/parts/states/Trouble';
import { CoursePanel, SpanChoice } from './CoursePanel';
import { MEASURES, type Measure, SPANS, type Span, useCourse } from './courses';

const TITLE = 'Spend over time';

/** How one campaign's spend went, against its plan and against as long before; for those who may read analytics. */
export function SpendCourse({ campaign, money }: { campaign: Campaign; money: Budget | undefined }) {
  const [span, setSpan] = useState<Span>('week');
  const [measure, setMeasure] = useState<Measure>('spend');
  const { data, error, isPending, refetch } = useCourse({
    span,
    zone: campaign.time_zone,
    campaignId: campaign.id,
  });
  const course = data?.items.find(({ currency }) => currency === campaign.currency);
  const choice = <SpanChoice span={span} onChange={setSpan} />;
  if (data && course) {
    return (
      <CoursePanel
        title={TITLE}
        report={data}
        course={course}
        span={span}
        measure={measure}
        onMeasure={setMeasure}
        plan={money && planOf(money, campaign.flight)}
        aside={choice}
        fileName={campaign.name}
      />
    );
  }
  const { now, before } = SPANS[span];
  return (
    <Panel title={TITLE} aside={choice} lead={data && `${MEASURES.spend.none} ${now}, nor ${before}.`}>
      {isPending && <Skeleton height={240} />}
      {error && !data && <Trouble error={error} onRetry={refetch} />}
    </Panel>
  );
}
