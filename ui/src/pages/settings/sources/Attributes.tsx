import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconForms, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { asProblem, byField } from '@/api/problem';
import { useMay } from '@/app/me';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence, showDone } from '@/parts/states/problems';
import { plain } from '@/parts/words/values';
import { Lines, LinesLoading } from '../Lines';
import { Refused } from '../Refused';
import { Sure } from '../Sure';
import { type Attribute, useAttributes, useDropAttribute, useSetAttribute } from './queries';
import { ATTRIBUTE_TYPES } from './words';

const NAME = /^[a-z][a-z0-9_]{0,63}$/;

/** Which attributes of people are held to a type. */
export function Attributes() {
  const mayWrite = useMay('profile:write');
  const { data, error, refetch } = useAttributes();
  const [open, setOpen] = useState<string | null>(null);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (!data) return <LinesLoading />;
  const opened = data.find(({ name }) => name === open);
  const add = mayWrite && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen('')}>
      Hold an attribute to a type
    </Button>
  );
  return (
    <Stack gap="md" pb="xl">
      {data.length === 0 ? (
        <EmptyState icon={IconForms} title="Every attribute is free" action={add}>
          An attribute that is held to a type refuses what does not fit it, so that segments can rely on it.
        </EmptyState>
      ) : (
        <>
          <Group justify="space-between">
            <Text size="sm" flex="1 1 300px">
              {data.length === 1 ? 'One attribute is' : `${data.length} attributes are`} held to a type; all others are
              free.
            </Text>
            {add}
          </Group>
          <Lines
            label="Attributes"
            lines={data.map(({ name, type, description, is_personal }) => ({
              id: name,
              title: sentence(plain(name)),
              note: description || undefined,
              aside: `${ATTRIBUTE_TYPES[type]}${is_personal ? ', personal' : ''}`,
            }))}
            onOpen={mayWrite ? setOpen : undefined}
          />
        </>
      )}
      <Modal
        opened={open !== null && mayWrite}
        onClose={() => setOpen(null)}
        title={opened ? sentence(plain(opened.name)) : 'Hold an attribute to a type'}
        closeOnClickOutside={false}
      >
        {open !== null && <AttributeForm key={open} attribute={opened} onDone={() => setOpen(null)} />}
      </Modal>
    </Stack>
  );
}

function AttributeForm({ attribute, onDone }: { attribute?: Attribute; onDone: () => void }) {
  const set = useSetAttribute();
  const drop = useDropAttribute();
  const form = useForm<Attribute>({
    initialValues: attribute ?? { name: '', type: 'text', description: '', is_personal: false },
    validate: { name: (name) => (NAME.test(name) ? null : 'Small letters, digits and underscores, a letter first') },
  });
  const submit = form.onSubmit((said) =>
    set.mutate(said, {
      onSuccess: ({ name }) => {
        showDone(`${sentence(plain(name))} is held to it from now on; what is there stays as it is.`);
        onDone();
      },
      onError: (error) => form.setErrors(byField(asProblem(error))),
    }),
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        {!attribute && (
          <TextInput
            label="Attribute"
            placeholder="favourite_drink"
            required
            data-autofocus
            {...form.getInputProps('name')}
          />
        )}
        <NativeSelect
          label="Is"
          data={Object.entries(ATTRIBUTE_TYPES).map(([value, label]) => ({ value, label }))}
          {...form.getInputProps('type')}
        />
        <Textarea label="What it is" autosize maxLength={500} {...form.getInputProps('description')} />
        <Checkbox
          label="It says something personal"
          description="Erasures and copies of somebody’s data treat it as such"
          {...form.getInputProps('is_personal', { type: 'checkbox' })}
        />
        <Refused error={set.error ?? drop.error} />
        {attribute && (
          <Sure
            label="Let it be free"
            yes="Yes, let it be free"
            means="Whatever comes is kept. What is there stays as it is."
            loading={drop.isPending}
            onSure={() => drop.mutate(attribute.name, { onSuccess: onDone })}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={set.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
