import { Button, Group, Stack, Text, Textarea, UnstyledButton } from '@mantine/core';
import { IconMessage } from '@tabler/icons-react';
import { useState } from 'react';
import { sentence } from '@/parts/states/problems';
import { Ago } from '@/parts/time/When';
import { KEPT, useLeaving } from '@/parts/writing/useLeaving';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import classes from './Comments.module.css';
import { type Spot, type Thread, threadsAt, useResolve, useSay, useThreads } from './comments';
import { useCalled } from './names';
import { Tell } from './Tell';

interface Props {
  campaignId: string;
  spot: Spot;
  /** What is talked about: "the budget". */
  about: string;
}

/** The threads of one section, folded away until somebody wants them; those that are open show at once. */
export function Comments({ campaignId, spot, about }: Props) {
  const [begun] = useBegun(campaignId, spot);
  const [isWriting, setWriting] = useState(begun !== null);
  const [showsSettled, showSettled] = useState(false);
  const all = threadsAt(useThreads(campaignId).data ?? [], spot);
  const nameOf = useCalled(all.flatMap((thread) => thread.comments.map(({ author_id }) => author_id)));
  const open = all.filter(({ resolved_at }) => !resolved_at);
  const settled = all.length - open.length;
  return (
    <div className={classes.comments}>
      {(showsSettled ? all : open).map((thread) => (
        <Talk key={thread.id} campaignId={campaignId} spot={spot} thread={thread} nameOf={nameOf} />
      ))}
      {isWriting ? (
        <Write label={`Comment on ${about}`} campaignId={campaignId} spot={spot} onClose={() => setWriting(false)} />
      ) : (
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconMessage size={15} aria-hidden />}
            onClick={() => setWriting(true)}
            aria-label={`Comment on ${about}`}
          >
            Comment
          </Button>
          {settled > 0 && (
            <UnstyledButton onClick={() => showSettled(!showsSettled)}>
              <Text size="xs" c="dimmed" td="underline">
                {showsSettled ? 'Hide' : 'Show'} {settled} settled
              </Text>
            </UnstyledButton>
          )}
        </Group>
      )}
    </div>
  );
}

interface TalkProps {
  campaignId: string;
  spot: Spot;
  thread: Thread;
  nameOf: (id: string) => string;
}

function Talk({ campaignId, spot, thread, nameOf }: TalkProps) {
  const [begun] = useBegun(campaignId, spot, thread.id);
  const [isWriting, setWriting] = useState(begun !== null);
  const resolve = useResolve(campaignId);
  const isSettled = thread.resolved_at !== null;
  return (
    <div className={classes.thread} data-settled={isSettled || undefined}>
      <Stack gap={6}>
        {thread.comments.map((comment) => (
          <div key={comment.id}>
            <Text size="xs" c="dimmed">
              <Text span inherit fw={600} c="var(--mantine-color-text)">
                {sentence(nameOf(comment.author_id))}
              </Text>{' '}
              <Ago at={comment.created_at} />
              {comment.edited_at && ', edited'}
            </Text>
            <Text size="sm" className={classes.text} c={comment.is_deleted ? 'dimmed' : undefined}>
              {comment.is_deleted ? 'Deleted' : comment.text}
            </Text>
          </div>
        ))}
      </Stack>
      {isWriting ? (
        <Write
          label="Reply"
          campaignId={campaignId}
          spot={spot}
          threadId={thread.id}
          onClose={() => setWriting(false)}
        />
      ) : (
        <Group gap={4} mt={4}>
          <Button size="compact-xs" variant="subtle" onClick={() => setWriting(true)}>
            Reply
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            loading={resolve.isPending}
            onClick={() => resolve.mutate({ threadId: thread.id, resolved: !isSettled })}
          >
            {isSettled ? 'Open again' : 'Settle'}
          </Button>
        </Group>
      )}
    </div>
  );
}

interface WriteProps {
  label: string;
  campaignId: string;
  spot: Spot;
  threadId?: string;
  onClose: () => void;
}

interface Begun {
  text: string;
  told: { id: string; name: string }[];
}

const BLANK: Begun = { text: '', told: [] };

/** A comment that was begun: there again for whoever wrote it, until it is sent or cancelled. */
function useBegun(campaignId: string, spot: Spot, threadId = 'new') {
  return useUnsaved<Begun>(`comment ${campaignId} ${JSON.stringify(spot)} ${threadId}`);
}

function Write({ label, campaignId, spot, threadId, onClose }: WriteProps) {
  const [begun, keep] = useBegun(campaignId, spot, threadId);
  const { text, told } = begun ?? BLANK;
  const change = (more: Partial<Begun>) => keep((before) => ({ ...BLANK, ...before, ...more }));
  const close = () => {
    keep(null);
    onClose();
  };
  useLeaving(false, KEPT, text.trim() !== '');
  const say = useSay(campaignId);
  const mentions = told.map(({ id }) => id);
  const send = () => say.mutate({ ...spot, text: text.trim(), mentions, threadId }, { onSuccess: close });
  return (
    <Stack gap={6} mt={4}>
      <Textarea
        aria-label={label}
        placeholder={label}
        autosize
        minRows={2}
        maxLength={4000}
        data-autofocus
        autoFocus
        value={text}
        onChange={(event) => change({ text: event.currentTarget.value })}
      />
      <Tell people={told} onChange={(people) => change({ told: people })} />
      <Group gap={6}>
        <Button size="compact-sm" disabled={!text.trim()} loading={say.isPending} onClick={send}>
          Send
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={close}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}
