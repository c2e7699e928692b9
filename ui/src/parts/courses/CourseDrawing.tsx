/** The picture of a course over time. Loaded when there is one to show: the library that draws is large. */
import { CompositeChart } from '@mantine/charts';
import '@mantine/charts/styles.css';

export interface Point {
  /** What the axis says below it. */
  at: string;
  now: number;
  before: number;
  planned: number | null;
}

interface Props {
  points: readonly Point[];
  /** What is drawn: "Spend". */
  title: string;
  before: string;
  isPlanned: boolean;
  format: (value: number) => string;
}

const HEIGHT_PX = 240;

export default function CourseDrawing({ points, title, before, isPlanned, format }: Props) {
  const plan = { name: 'planned', label: 'Plan, as it is now', color: 'amber.6', type: 'line' as const };
  return (
    <CompositeChart
      h={HEIGHT_PX}
      data={points as Point[]}
      dataKey="at"
      series={[
        { name: 'now', label: title, color: 'var(--ce-accent)', type: 'bar' },
        { name: 'before', label: before, color: 'var(--mantine-color-dimmed)', type: 'line', strokeDasharray: '4 4' },
        ...(isPlanned ? [plan] : []),
      ]}
      valueFormatter={format}
      curveType="linear"
      withDots={false}
      strokeWidth={1.75}
      maxBarWidth={34}
      gridAxis="x"
      tickLine="none"
      withLegend
      legendProps={{ verticalAlign: 'bottom', height: 36 }}
      yAxisProps={{ width: 64, allowDecimals: false }}
      xAxisProps={{ minTickGap: 18 }}
      barProps={{ radius: [3, 3, 0, 0], isAnimationActive: false }}
      lineProps={{ isAnimationActive: false }}
      accessibilityLayer={false}
      composedChartProps={{ margin: { top: 12, right: 4 } }}
    />
  );
}
