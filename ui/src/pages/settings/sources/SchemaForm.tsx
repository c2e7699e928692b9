import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  NativeSelect,
  NumberInput,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { asProblem, byField } from '@/api/problem';
import { showDone } from '@/parts/states/problems';
import { plain } from '@/parts/words/values';
import { Refused } from '../Refused';
import { Sure } from '../Sure';
import { FromBefore, useKeptForm } from '../useKeptForm';
import { type EventSchema, type Property, useDropSchema, useSetSchema } from './queries';
import classes from './SchemaForm.module.css';
import { schemaSentence, TYPES } from './words';

interface Row {
  name: string;
  type: Property['type'];
  required: boolean;
  one_of: string[];
  least: number | '';
  most: number | '';
  description: string;
}

interface Filled extends Record<string, unknown> {
  name: string;
  description: string;
  others: boolean;
  enforced: boolean;
  rows: Row[];
}

const NAME = /^[a-z][a-z0-9_]{0,63}$/;
const BLANK: Row = { name: '', type: 'text', required: false, one_of: [], least: '', most: '', description: '' };
const NUMBERS: readonly string[] = ['number', 'integer'];

/** What events of one name have to bring. */
export function SchemaForm({ schema, onDone }: { schema?: EventSchema; onDone: () => void }) {
  const set = useSetSchema();
  const drop = useDropSchema();
  const { form, forget, ...before } = useKeptForm<Filled>(`schema ${schema?.name ?? ''}`, filledFrom(schema));
  const { rows, others, enforced } = form.values;
  const leave = () => {
    forget();
    onDone();
  };
  const submit = form.onSubmit((filled) => {
    const wrong = wrongIn(filled);
    if (Object.keys(wrong).length > 0) return form.setErrors(wrong);
    set.mutate(schemaFrom(filled), {
      onSuccess: ({ name }) => {
        showDone(`Held to it from the next “${plain(name)}” on.`);
        leave();
      },
      onError: (error) => form.setErrors(byField(asProblem(error))),
    });
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <FromBefore {...before} />
        {!schema && (
          <TextInput
            label="Name of the event"
            description="As its senders write it: small letters, digits and underscores"
            placeholder="first_purchase"
            required
            data-autofocus
            {...form.getInputProps('name')}
          />
        )}
        <Textarea label="What it is" autosize maxLength={2_000} {...form.getInputProps('description')} />
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a property has no name yet
          <fieldset key={at} className={classes.property}>
            <legend className={classes.legend}>{row.name ? plain(row.name) : 'A property'}</legend>
            <Group gap="sm" align="flex-start">
              <TextInput label="Name" required flex="1 1 160px" {...form.getInputProps(`rows.${at}.name`)} />
              <NativeSelect
                label="Is"
                data={Object.entries(TYPES).map(([value, label]) => ({ value, label }))}
                {...form.getInputProps(`rows.${at}.type`)}
              />
              {row.type === 'text' && (
                <TagsInput
                  label="One of"
                  placeholder={row.one_of.length > 0 ? undefined : 'Any text'}
                  flex="1 1 180px"
                  acceptValueOnBlur
                  {...form.getInputProps(`rows.${at}.one_of`)}
                />
              )}
              {NUMBERS.includes(row.type) && (
                <>
                  <NumberInput label="At least" w={110} hideControls {...form.getInputProps(`rows.${at}.least`)} />
                  <NumberInput label="At most" w={110} hideControls {...form.getInputProps(`rows.${at}.most`)} />
                </>
              )}
              <Checkbox label="A must" mt={32} {...form.getInputProps(`rows.${at}.required`, { type: 'checkbox' })} />
              <ActionIcon
                variant="default"
                size={36}
                mt={25}
                aria-label={`Take away ${row.name || 'this property'}`}
                onClick={() => form.removeListItem('rows', at)}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Group>
          </fieldset>
        ))}
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => form.insertListItem('rows', BLANK)}
          >
            {rows.length > 0 ? 'Another property' : 'Name a property'}
          </Button>
        </Group>
        <Switch label="Other properties are let through" {...form.getInputProps('others', { type: 'checkbox' })} />
        <Switch
          label="Refuse events that do not fit"
          description="Otherwise it only says what is expected"
          {...form.getInputProps('enforced', { type: 'checkbox' })}
        />
        <Text size="sm" role="status">
          {schemaSentence({ properties: propertiesOf(rows), others, enforced })}
        </Text>
        <Refused error={set.error ?? drop.error} />
        {schema && (
          <Sure
            label="Expect nothing any more"
            yes="Yes, expect nothing"
            means="Its events are taken in as they come. Segments and journeys that use them stay as they are."
            loading={drop.isPending}
            onSure={() => drop.mutate(schema.name, { onSuccess: leave })}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={leave}>
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

function filledFrom(schema?: EventSchema): Filled {
  const rows = Object.entries(schema?.properties ?? {}).map(([name, rule]) => ({
    ...BLANK,
    ...rule,
    name,
    least: rule.least ?? ('' as const),
    most: rule.most ?? ('' as const),
  }));
  const { name = '', description = '', others = true, enforced = true } = schema ?? {};
  return { name, description, others, enforced, rows };
}

function propertiesOf(rows: readonly Row[]): Record<string, Property> {
  return Object.fromEntries(
    rows.map(({ name, type, required, one_of, least, most, description }) => [
      name,
      {
        type,
        required,
        description,
        one_of: type === 'text' ? one_of : [],
        least: NUMBERS.includes(type) && least !== '' ? least : null,
        most: NUMBERS.includes(type) && most !== '' ? most : null,
      },
    ]),
  );
}

function schemaFrom({ name, description, others, enforced, rows }: Filled): EventSchema {
  return { name: name.trim(), description, others, enforced, properties: propertiesOf(rows) };
}

function wrongIn({ name, rows }: Filled): Record<string, string> {
  const rule = 'Small letters, digits and underscores, a letter first';
  const names = rows.map((row) => row.name);
  const wrong = rows.flatMap((row, at): [string, string][] => {
    if (!NAME.test(row.name)) return [[`rows.${at}.name`, rule]];
    if (names.indexOf(row.name) < at) return [[`rows.${at}.name`, 'Named above already']];
    if (row.least !== '' && row.most !== '' && row.least > row.most)
      return [[`rows.${at}.most`, 'Less than the least']];
    return [];
  });
  return Object.fromEntries([...(NAME.test(name.trim()) ? [] : [['name', rule] as [string, string]]), ...wrong]);
}
