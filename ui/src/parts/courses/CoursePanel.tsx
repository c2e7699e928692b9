/** One course over time: what it comes to and how that compares, then the picture, or the same as a table or a file. */

import { Button, Group, NativeSelect, SegmentedControl, Skeleton } from '@mantine/core';
import { IconChartBar, IconDownload, IconTable } from '@tabler/icons-react';
import { lazy, Suspense, useId, useState } from 'react';
import type { Plan } from '@/parts/money/plan';
import { bringing } from '@/parts/page/bringing';
import { Panel } from '@/parts/page/Panel';
import { cityOf } from '@/parts/time/When';
import { numberFormat } from '@/parts/words/formats';
import classes from './CoursePanel.module.css';
import { CourseTable } from './CourseTable';
import {
  type Course,
  type CourseReport,
  courseSaid,
  drawn,
  MEASURES,
  type Measure,
  SPANS,
  type Span,
  shownStretch,
} from './courses';
import { csvName, saveCsv } from './csv';

const CourseDrawing = lazy(() => bringing(() => import('./CourseDrawing')));
const CHOICES = Object.entries(MEASURES).map(([value, { title: label }]) => ({ value, label }));

interface Props {
  title: string;
  report: CourseReport;
  course: Course;
  span: Span;
  measure: Measure;
  onMeasure: (measure: Measure) => void;
  plan?: Plan;
  aside?: React.ReactNode;
  /** What the file is called before the measure: "spring sale". */
  fileName: string;
}

export function CoursePanel({ title, report, course, span, measure, onMeasure, plan, aside, fileName }: Props) {
  const [isTable, setTable] = useState(false);
  const id = useId();
  const said = courseSaid(course, measure, span);
  const { by, time_zone: zone } = report;
  const isPlanned = measure === 'spend' && plan !== undefined;
  const words = MEASURES[measure];
  const points = course.stretches.map((stretch, index) => ({
    at: shownStretch(stretch.from_at, by, zone),
    now: drawn(stretch[measure]),
    before: drawn(course.stretches_before[index]?.[measure] ?? 0),
    planned: isPlanned ? plan(stretch.from_at, stretch.to_at) : null,
  }));
  const format = (value: number) =>
    numberFormat({
      notation: 'compact',
      maximumFractionDigits: 1,
      ...(words.isMoney ? { style: 'currency', currency: course.currency, currencyDisplay: 'narrowSymbol' } : {}),
    }).format(value);
  return (
    <Panel title={title} aside={aside} lead={said}>
      <div className={classes.choices}>
        <SegmentedControl
          size="xs"
          visibleFrom="sm"
          aria-label="What is shown"
          value={measure}
          onChange={(value) => onMeasure(value as Measure)}
          data={CHOICES}
        />
        <NativeSelect
          size="xs"
          hiddenFrom="sm"
          aria-label="What is shown"
          value={measure}
          onChange={({ currentTarget }) => onMeasure(currentTarget.value as Measure)}
          data={CHOICES}
        />
        <Group gap="xs">
          <Button
            variant="default"
            size="compact-sm"
            aria-controls={id}
            leftSection={isTable ? <IconChartBar size={16} aria-hidden /> : <IconTable size={16} aria-hidden />}
            onClick={() => setTable(!isTable)}
          >
            {isTable ? 'As a chart' : 'As a table'}
          </Button>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => saveCsv(csvName(fileName, SPANS[span].title, course.currency), HEADER, fileOf(course))}
          >
            CSV
          </Button>
        </Group>
      </div>
      <div id={id}>
        {isTable ? (
          <CourseTable report={report} course={course} measure={measure} plan={isPlanned ? plan : undefined} />
        ) : (
          <div className={classes.drawing} role="img" aria-label={`${said} “As a table” says it number by number.`}>
            <Suspense fallback={<Skeleton height={240} />}>
              <CourseDrawing
                points={points}
                title={words.title}
                before={`${SPANS[span].title} before`}
                isPlanned={isPlanned}
                format={format}
              />
            </Suspense>
          </div>
        )}
      </div>
      <div className={classes.note}>
        {by === 'hour' ? 'Hours' : 'Days'} by the clock of {cityOf(zone)}; the last one is still under way, and is held
        against as much of the one before.
      </div>
    </Panel>
  );
}

export function SpanChoice({ span, onChange }: { span: Span; onChange: (span: Span) => void }) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="How far back"
      value={span}
      onChange={(value) => onChange(value as Span)}
      data={Object.entries(SPANS).map(([value, { title }]) => ({ value, label: title }))}
    />
  );
}

const KEPT = ['spend', 'billed_impressions', 'clicks', 'conversions', 'conversion_value'] as const;
const HEADER = ['from', 'to', 'currency', ...KEPT, ...KEPT.map((name) => `${name}_before`)];

function fileOf({ currency, stretches, stretches_before }: Course) {
  return stretches.map((stretch, index) => [
    stretch.from_at,
    stretch.to_at,
    currency,
    ...KEPT.map((name) => stretch[name]),
    ...KEPT.map((name) => stretches_before[index]?.[name]),
  ]);
}
