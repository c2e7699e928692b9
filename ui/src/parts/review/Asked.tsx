import { Text } from '@mantine/core';
import type { Review } from '@/api/types';
import { askedWords } from './said';

type Decision = Pick<Review['decisions'][number], 'comment' | 'remarks'>;

/** What somebody said with a decision: about all of it, then section by section. */
export function Asked({ decision }: { decision: Decision }) {
  return askedWords(decision).map(({ title, words }) => (
    <Text key={title} size="sm" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
      {title && <b>{title}: </b>}
      {words}
    </Text>
  ));
}
