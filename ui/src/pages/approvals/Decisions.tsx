import { Text, Title } from '@mantine/core';
import { listed, SECTIONS, VERDICTS } from '@/parts/review/words';
import { sentence } from '@/parts/states/problems';
import { Ago } from '@/parts/time/When';
import classes from './Checks.module.css';
import card from './SectionCard.module.css';
import type { Review } from './standing';

interface Props {
  review: Review;
  nameOf: (id: string) => string;
}

/** What others have said in this review, and what of earlier approvals still counts. */
export function Decisions({ review, nameOf }: Props) {
  const { decisions, standing } = review;
  if (decisions.length + standing.length === 0) return null;
  return (
    <section className={card.card} aria-labelledby="decisions">
      <Title order={2} id="decisions" className={card.title} mb="sm">
        Decisions so far
      </Title>
      <ul className={classes.findings}>
        {decisions.map(({ approver_id, verdict, comment, remarks, at }) => (
          <li key={approver_id}>
            <div>
              <Text size="sm">
                <b>{sentence(nameOf(approver_id))}</b> {VERDICTS[verdict]} <Ago at={at} />
                {comment && `: “${comment}”`}
              </Text>
              {remarks.map((remark) => (
                <Text key={remark.section} size="sm">
                  {SECTIONS[remark.section].title}: “{remark.comment}”
                </Text>
              ))}
            </div>
          </li>
        ))}
        {standing.map(({ approver_id, sections }) => (
          <li key={approver_id}>
            <Text size="sm">
              <b>{sentence(nameOf(approver_id))}</b> approved{' '}
              {listed(sections.map((section) => SECTIONS[section].title.toLowerCase()))} in an earlier round, and that
              still counts: it says what it said then.
            </Text>
          </li>
        ))}
      </ul>
    </section>
  );
}
