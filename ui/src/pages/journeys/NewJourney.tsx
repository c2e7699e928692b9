import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { newId } from '@/api/newId';
import { asProblem, byField, inWords } from '@/api/problem';
import { useCreate } from './changes';
import type { Trigger } from './definition';
import { TRIGGERS } from './words';

const BEGUN: Record<Trigger['kind'], Trigger> = {
  event: { kind: 'event', event: { event: '' } },
  segment_entry: { kind: 'segment_entry', segment: '' },
  schedule: { kind: 'schedule', cron: '0 9 * * 1', time_zone: 'UTC' },
  bid_context: { kind: 'bid_context', on: 'impression' },
  api: { kind: 'api' },
};

/** A name and what brings people in: the rest is drawn on the canvas. */
export function NewJourney({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const create = useCreate();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<Trigger['kind']>('event');
  const [key] = useState(newId);
  const problem = create.error && asProblem(create.error);
  const fields = problem ? byField(problem) : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const definition = {
      name: name.trim(),
      trigger: BEGUN[kind],
      start: 'end',
      steps: { end: { kind: 'exit' as const } },
    };
    create.mutate(
      { name: name.trim(), definition, key },
      { onSuccess: ({ id }) => void navigate({ to: `/journeys/${id}` }) },
    );
  };
  return (
    <Modal opened onClose={onClose} title="New journey">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            placeholder="Welcome to the club"
            required
            maxLength={120}
            data-autofocus
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            error={fields.name ?? (problem && inWords(problem))}
          />
          <Radio.Group
            label="What brings people in"
            value={kind}
            onChange={(value) => setKind(value as Trigger['kind'])}
          >
            <Stack gap={8} mt={8}>
              {Object.entries(TRIGGERS).map(([value, label]) => (
                <Radio key={value} value={value} label={label} />
              ))}
            </Stack>
          </Radio.Group>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending} disabled={!name.trim()}>
              Draw it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
