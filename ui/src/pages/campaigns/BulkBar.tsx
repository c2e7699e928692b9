import { Alert, Button, Group, Loader, Modal, ScrollArea, Stack, Text, Textarea, Transition } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useState } from 'react';
import { inPagesWords } from '@/api/named';
import type { BulkAnswer, CampaignAction } from '@/api/types';
import { useHeld } from '@/app/me';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence } from '@/parts/states/problems';
import classes from './BulkBar.module.css';
import { useBulk, useBulkPreview } from './queries';
import { ACTIONS, BULK_ACTIONS } from './words';

/** As many as the API takes in one call. */
export const MOST_AT_ONCE = 200;

interface Props {
  picked: ReadonlySet<string>;
  onClear: () => void;
}

/** What can be done to the campaigns that are picked; each action is looked at before it is carried out. */
export function BulkBar({ picked, onClear }: Props) {
  const held = useHeld();
  const [action, setAction] = useState<CampaignAction | null>(null);
  const open = BULK_ACTIONS.filter((one) => held.has(ACTIONS[one].needs));
  const isTooMany = picked.size > MOST_AT_ONCE;
  return (
    <>
      <Transition mounted={picked.size > 0} transition="slide-up" duration={150}>
        {(styles) => (
          <div className={classes.bar} style={styles} role="toolbar" aria-label="With the picked campaigns">
            <Text fw={600} size="sm" aria-live="polite">
              {picked.size} picked
            </Text>
            {isTooMany ? (
              <Text size="sm">Pick {MOST_AT_ONCE} at most.</Text>
            ) : (
              <Group gap={6}>
                {open.map((one) => (
                  <Button key={one} size="compact-sm" variant="default" onClick={() => setAction(one)}>
                    {ACTIONS[one].title}
                  </Button>
                ))}
              </Group>
            )}
            <Button size="compact-sm" variant="subtle" onClick={onClear}>
              Let go
            </Button>
          </div>
        )}
      </Transition>
      <Modal
        opened={action !== null}
        onClose={() => setAction(null)}
        title={action && `${ACTIONS[action].title}: ${counted(picked.size)}`}
        size="lg"
      >
        {action && <Dialogue action={action} ids={[...picked]} onDone={onClear} onClose={() => setAction(null)} />}
      </Modal>
    </>
  );
}

interface DialogueProps {
  action: CampaignAction;
  ids: readonly string[];
  onDone: () => void;
  onClose: () => void;
}

function Dialogue({ action, ids: picked, onDone, onClose }: DialogueProps) {
  const [ids] = useState(picked); // they are let go of while the answer is read
  const [comment, setComment] = useState('');
  const preview = useBulkPreview(action, ids);
  const bulk = useBulk(action);
  const { title, done } = ACTIONS[action];
  if (bulk.data) {
    return (
      <Stack>
        <Text>
          {counted(bulk.data.done)} {bulk.data.done === 1 ? 'was' : 'were'} {done}
          {bulk.data.refused > 0 && `; ${bulk.data.refused} could not be`}.
        </Text>
        <Items answer={bulk.data} />
        <Group justify="flex-end">
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    );
  }
  if (preview.error) return <ErrorState error={preview.error} onRetry={preview.refetch} />;
  if (!preview.data) return <Loader type="dots" aria-label="Looking" />;
  return (
    <Stack>
      {preview.data.refused > 0 && (
        <Alert color="amber" variant="light">
          {counted(preview.data.refused)} will be left as {preview.data.refused === 1 ? 'it is' : 'they are'}: see why
          below.
        </Alert>
      )}
      <Items answer={preview.data} />
      <Textarea
        label="Comment"
        description="Goes into the history of each"
        autosize
        minRows={2}
        maxLength={4000}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      {bulk.error && <ErrorState error={bulk.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={preview.data.done === 0}
          loading={bulk.isPending}
          onClick={() => bulk.mutate({ ids, comment }, { onSuccess: onDone })}
        >
          {title} {counted(preview.data.done)}
        </Button>
      </Group>
    </Stack>
  );
}

function Items({ answer }: { answer: BulkAnswer }) {
  return (
    <ScrollArea.Autosize mah={320} type="auto" viewportProps={{ tabIndex: 0, 'aria-label': 'Campaigns' }}>
      <Stack gap={8} component="ul" className={classes.items}>
        {answer.items.map((item) => (
          <li key={item.campaign_id} className={classes.item}>
            {item.ok ? (
              <IconCircleCheck size={18} color="var(--ce-accent)" aria-label="yes" />
            ) : (
              <IconCircleX size={18} color="var(--mantine-color-error)" aria-label="no" />
            )}
            <div>
              <Text size="sm" fw={600}>
                {item.name ?? 'A campaign that is gone'}
              </Text>
              {item.message && (
                <Text size="xs" c="dimmed">
                  {sentence(inPagesWords(item.message))}. {item.remedy && inPagesWords(item.remedy)}
                </Text>
              )}
            </div>
          </li>
        ))}
      </Stack>
    </ScrollArea.Autosize>
  );
}

function counted(campaigns: number): string {
  return campaigns === 1 ? '1 campaign' : `${campaigns} campaigns`;
}
