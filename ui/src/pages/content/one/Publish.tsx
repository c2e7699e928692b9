import { Button, Group, List, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { sentence, showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { counted } from '@/parts/words/counted';
import { usePublish } from '../changes';
import { languageOf } from '../content';
import { type Checked, type Finding, useUses, type WholeTemplate } from '../queries';
import type { Draft } from '../write/useDraft';
import { UseList } from './Uses';

interface Props {
  template: WholeTemplate;
  draft: Draft;
  checked: Checked | undefined;
  onClose: () => void;
  onDone: () => void;
}

/** The draft becomes what everybody gets from now on; who goes on sending it is said first. */
export function Publish({ template, draft, checked, onClose, onDone }: Props) {
  const [comment, setComment] = useState('');
  const [found, setFound] = useState<readonly Finding[]>([]);
  const uses = useUses(template.id);
  const publish = usePublish(template.id);
  const next = template.live_version + 1;
  const errors = (checked?.findings ?? []).filter(({ severity }) => severity === 'error');
  const submit = async () => {
    const revision = await draft.save().catch(() => null);
    if (revision === null) return onClose(); // what went wrong is said on the page
    publish.mutate(
      { comment: comment.trim(), draft_revision: revision },
      {
        onSuccess: ({ findings, live_version }) => {
          showDone(`Version ${live_version} is live.`);
          if (findings.length > 0) setFound(findings);
          else onDone();
        },
      },
    );
  };
  if (found.length > 0) {
    return (
      <Modal opened onClose={onDone} title={`Version ${next} is live, with something to mind`}>
        <Stack>
          <List size="sm">
            {found.map(({ message, remedy, locale }) => (
              <List.Item key={`${locale} ${message}`}>
                {languageOf(locale)}: {message}. {remedy}
              </List.Item>
            ))}
          </List>
          <Group justify="flex-end">
            <Button onClick={onDone}>Done</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={`Publish version ${next}`} size="lg">
      <Stack>
        <Text size="sm">
          Every message from now on is made of it. What was sent already stays as it was
          {template.live_version > 0 && `, and version ${template.live_version} can be taken up again`}.
        </Text>
        {errors.length > 0 && (
          <List size="sm" c="var(--mantine-color-error)">
            {errors.map(({ message, remedy, locale, rule }) => (
              <List.Item key={`${locale} ${rule}`}>
                {locale && `${languageOf(locale)}: `}
                {sentence(message)}. {remedy}
              </List.Item>
            ))}
          </List>
        )}
        {uses.data && uses.data.length > 0 && (
          <div>
            <Text size="sm" fw={600}>
              {counted(uses.data.length, 'thing sends', 'things send')} it
            </Text>
            <UseList uses={uses.data} />
          </div>
        )}
        {uses.data?.length === 0 && (
          <Text size="sm" c="dimmed">
            Nothing sends it yet: name it in a journey or a broadcast.
          </Text>
        )}
        <Textarea
          label="What is new in it"
          description="For whoever looks at its versions later"
          autosize
          minRows={2}
          maxLength={4_000}
          value={comment}
          onChange={({ currentTarget }) => setComment(currentTarget.value)}
        />
        {publish.error && <Trouble error={publish.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={publish.isPending || draft.state === 'saving'} onClick={() => void submit()}>
            Publish version {next}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
