import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { asProblem, inWords } from '@/api/problem';
import { listed, READING_ORDER, SECTIONS, type Section } from '@/parts/review/words';
import { sentence, showDone } from '@/parts/states/problems';
import { useDecide, type Verdict } from './queries';
import type { Review } from './standing';

/** What is written towards a decision, by section and about all of it. */
export interface Said {
  remarks: Partial<Record<Section, string>>;
  comments: Partial<Record<Verdict, string>>;
}

interface Props {
  review: Review;
  name: string;
  /** What is being decided; null while nothing is. */
  verdict: Verdict | null;
  /** What keeps it from being sent: it says something else by now, and how to see that. Nothing where it says what was read. */
  held?: ReactNode;
  said: Said;
  onSay: (said: Said) => void;
  onClose: () => void;
  onDone: () => void;
}

const TITLES: Record<Verdict, string> = {
  approve: 'Approve',
  request_changes: 'Request changes',
  reject: 'Reject',
};
const DONE: Record<Verdict, string> = {
  approve: 'You approved',
  request_changes: 'You sent back',
  reject: 'You rejected',
};

/** The last step of a decision: what it means, and a word to those who wrote it. */
export function Decide({ review, name, verdict, ...rest }: Props) {
  const isPhone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  return (
    <Modal
      opened={verdict !== null}
      onClose={rest.onClose}
      title={verdict && `${TITLES[verdict]}: ${name}`}
      size="lg"
      fullScreen={isPhone && verdict === 'request_changes'}
    >
      {verdict && <Form key={verdict} review={review} name={name} verdict={verdict} {...rest} />}
    </Modal>
  );
}

function Form({ review, name, verdict, held, said, onSay, onClose, onDone }: Props & { verdict: Verdict }) {
  const { remarks, comments } = said;
  const comment = comments[verdict] ?? '';
  const decide = useDecide(review, (progress) => {
    showDone(`${DONE[verdict]} “${name}”.${progress ? ` ${sentence(progress)}.` : ''}`);
    onDone();
  });
  const asked = READING_ORDER.flatMap((section) => {
    const text = remarks[section]?.trim();
    return text ? [{ section, comment: text }] : [];
  });
  const isBack = verdict === 'request_changes';
  const lacksWord = verdict !== 'approve' && !comment.trim() && !(isBack && asked.length > 0);
  const send = () => decide.mutate({ verdict, comment: comment.trim(), remarks: isBack ? asked : [] });
  const problem = decide.error && asProblem(decide.error);
  return (
    <Stack>
      {verdict === 'approve' && (
        <Text size="sm">
          You approve {listed(review.sections.map((section) => SECTIONS[section].title.toLowerCase()))} exactly as shown
          here. Whoever changes any of it afterwards has it read again.
        </Text>
      )}
      {verdict === 'reject' && (
        <Text size="sm">The review ends for everybody. It can be changed and submitted again.</Text>
      )}
      {isBack &&
        READING_ORDER.map((section) => (
          <Textarea
            key={section}
            label={SECTIONS[section].title}
            placeholder={`What is to be changed in ${SECTIONS[section].title.toLowerCase()}`}
            autosize
            minRows={1}
            maxLength={2000}
            data-autofocus={section === READING_ORDER[0] || undefined}
            value={remarks[section] ?? ''}
            onChange={(event) => onSay({ comments, remarks: { ...remarks, [section]: event.currentTarget.value } })}
          />
        ))}
      <Textarea
        label={isBack ? 'About all of it' : 'Comment'}
        description={verdict === 'approve' ? 'Goes into the history; may be left out' : undefined}
        autosize
        minRows={2}
        maxLength={4000}
        data-autofocus={verdict === 'reject' || undefined}
        value={comment}
        onChange={(event) => onSay({ remarks, comments: { ...comments, [verdict]: event.currentTarget.value } })}
      />
      {held}
      {problem && !held && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {sentence(inWords(problem))}
        </Text>
      )}
      {lacksWord && (
        <Text size="xs" c="dimmed">
          {isBack ? 'Say what is to be changed in one section at least, or about all of it.' : 'Say why.'}
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          color={verdict === 'reject' ? 'red' : undefined}
          disabled={lacksWord || Boolean(held)}
          loading={decide.isPending}
          onClick={send}
          data-autofocus={verdict === 'approve' || undefined}
        >
          {isBack ? 'Send back' : TITLES[verdict]}
        </Button>
      </Group>
    </Stack>
  );
}
