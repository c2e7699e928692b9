/** A course number by number, for whoever would rather read than look. */

import type { Plan } from '@/parts/money/plan';
import { Count, Money } from '@/parts/words/figures';
import classes from './CoursePanel.module.css';
import { type Course, type CourseReport, MEASURES, type Measure, shownStretch } from './courses';

interface Props {
  report: CourseReport;
  course: Course;
  measure: Measure;
  plan?: Plan;
}

export function CourseTable({ report, course, measure, plan }: Props) {
  const { title, isMoney } = MEASURES[measure];
  const shown = (value: string | number | undefined) =>
    isMoney ? (
      <Money amount={value === undefined ? null : String(value)} currency={course.currency} />
    ) : (
      <Count value={value === undefined ? null : Number(value)} />
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be scrolled by keyboard, too
    <section className={classes.scroll} tabIndex={0} aria-label={`${title}, number by number`}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{report.by === 'hour' ? 'Hour' : 'Day'}</th>
            <th scope="col">{title}</th>
            <th scope="col">As long before</th>
            {plan && <th scope="col">Planned</th>}
          </tr>
        </thead>
        <tbody>
          {course.stretches.map((stretch, index) => (
            <tr key={stretch.from_at}>
              <th scope="row">{shownStretch(stretch.from_at, report.by, report.time_zone)}</th>
              <td>{shown(stretch[measure])}</td>
              <td>{shown(course.stretches_before[index]?.[measure])}</td>
              {plan && <td>{shown(plan(stretch.from_at, stretch.to_at)?.toFixed(2))}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
