import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Trouble } from '@/parts/states/Trouble';
import { type Kit, useKit, useMakeKit } from './queries';

/** A kit begins as what everybody starts with, or as another one says now. */
export function NewKit({ kits, onDone }: { kits: readonly Kit[]; onDone: () => void }) {
  const navigate = useNavigate();
  const make = useMakeKit();
  const [name, setName] = useState('');
  const [from, setFrom] = useState('');
  const { data: model } = useKit(from);
  const content = from && model?.id === from ? model.content : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate(
          { name: name.trim(), ...(content && { content }) },
          {
            onSuccess: ({ id }) => {
              onDone();
              void navigate({ to: `/brand/${id}` });
            },
          },
        );
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          required
          maxLength={80}
          data-autofocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <NativeSelect
          label="Begins as"
          data={[
            { value: '', label: 'What everybody starts with' },
            ...kits.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={from}
          onChange={({ currentTarget }) => setFrom(currentTarget.value)}
        />
        {make.error && <Trouble error={make.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending} disabled={from !== '' && !content}>
            Make it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
