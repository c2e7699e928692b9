/** What is said with a decision, in the order in which it is read. */
import type { Review } from '@/api/types';
import { READING_ORDER, SECTIONS } from './words';

type Decision = Pick<Review['decisions'][number], 'comment' | 'remarks'>;

/** Each with the section that it is about; that of all of it is without one. */
export function askedWords({ comment, remarks }: Decision): { title: string; words: string }[] {
  const bySection = READING_ORDER.flatMap((section) =>
    remarks
      .filter((one) => one.section === section)
      .map((one) => ({ title: SECTIONS[section].title, words: one.comment })),
  );
  return [...(comment ? [{ title: '', words: comment }] : []), ...bySection];
}
