import { Button, Checkbox, Group, NativeSelect, ScrollArea, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { asProblem, byField } from '@/api/problem';
import type { Permission } from '@/api/types';
import { useMe } from '@/app/me';
import { permitted } from '@/app/roles';
import { Once } from '@/parts/page/Once';
import { sentence } from '@/parts/states/problems';
import { Refused } from '../Refused';
import { useHolders, useMakeKey } from './queries';
import { LIVES } from './words';

const DAY_MS = 86_400_000;

/** A key for a program: in whose name, for how long, and what of that it may do. */
export function NewKey({ onDone }: { onDone: () => void }) {
  const me = useMe();
  const make = useMakeKey();
  const holders = useHolders().data ?? [];
  const form = useForm({
    initialValues: { name: '', userId: me.user_id, days: '90', isNarrow: true, scopes: [] as Permission[] },
    validate: {
      scopes: (scopes, { isNarrow }) => (isNarrow && scopes.length === 0 ? 'Pick what it may do' : null),
    },
  });
  const submit = form.onSubmit(({ name, userId, days, isNarrow, scopes }) =>
    make.mutate(
      {
        name,
        user_id: userId,
        scopes: isNarrow ? scopes : null,
        expires_at: days ? new Date(Date.now() + Number(days) * DAY_MS).toISOString() : null,
      },
      { onError: (error) => form.setErrors(byField(asProblem(error))) },
    ),
  );
  if (make.data?.secret) return <Shown secret={make.data.secret} onDone={onDone} />;
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          description="What it is for, so that somebody else knows it later"
          required
          maxLength={100}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <NativeSelect
            label="In the name of"
            data={holders.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('userId')}
          />
          <NativeSelect
            label="Good for"
            data={Object.entries(LIVES).map(([value, label]) => ({ value, label }))}
            {...form.getInputProps('days')}
          />
        </SimpleGrid>
        <Switch
          label="Only what it needs"
          description="Otherwise it may do everything that its holder may"
          {...form.getInputProps('isNarrow', { type: 'checkbox' })}
        />
        {form.values.isNarrow && (
          <Checkbox.Group label="It may" {...form.getInputProps('scopes')}>
            <ScrollArea.Autosize
              mah={240}
              type="auto"
              mt={6}
              viewportProps={{ tabIndex: 0, 'aria-label': 'What it may' }}
            >
              <SimpleGrid cols={{ base: 1, sm: 2 }} spacing={6}>
                {me.permissions.map((permission) => (
                  <Checkbox key={permission} value={permission} label={sentence(permitted(permission))} />
                ))}
              </SimpleGrid>
            </ScrollArea.Autosize>
          </Checkbox.Group>
        )}
        {make.error && !Object.keys(form.errors).length && <Refused error={make.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending}>
            Make the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The secret itself, this once. */
export function Shown({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <Stack>
      <Once label="API key" secret={secret}>
        It is shown here and never again: nobody keeps it, and whoever has it acts in its holder’s name.
      </Once>
      <Group justify="flex-end">
        <Button onClick={onDone}>I have copied it</Button>
      </Group>
    </Stack>
  );
}
