import { ActionIcon, Autocomplete, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { told } from '@/parts/words/values';
import type { Content } from '../content';
import classes from './ValuesPart.module.css';

interface Props {
  content: Content;
  paths: readonly string[];
  isReadOnly: boolean;
  onChange: (content: Content) => void;
}

const PATH = /^[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63}){0,3}$/;

/** What is read in place of a value that somebody does not have. */
export function Defaults({ content, paths, isReadOnly, onChange }: Props) {
  const [path, setPath] = useState('');
  const [value, setValue] = useState('');
  const defaults = Object.entries(content.defaults ?? {});
  const say = (next: Record<string, unknown>) => onChange({ ...content, defaults: next });
  const isRight = PATH.test(path);
  return (
    <Stack gap={6} role="group" aria-label="In place of missing values">
      {defaults.map(([name, said]) => (
        <div key={name} className={classes.row}>
          <Text size="sm" py={6} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
          {typeof said === 'string' ? (
            <TextInput
              size="sm"
              aria-label={`In place of ${name}`}
              readOnly={isReadOnly}
              value={said}
              onChange={({ currentTarget }) => say({ ...content.defaults, [name]: currentTarget.value })}
            />
          ) : (
            <Text size="sm" py={6}>
              {told(said)}
            </Text>
          )}
          {!isReadOnly && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`Forget what stands in place of ${name}`}
              onClick={() => say(Object.fromEntries(defaults.filter(([one]) => one !== name)))}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ))}
      {defaults.length === 0 && isReadOnly && <Text size="sm">Nothing stands in place of a missing value.</Text>}
      {!isReadOnly && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!isRight) return;
            say({ ...content.defaults, [path]: value });
            setPath('');
            setValue('');
          }}
        >
          <Group gap="xs" align="flex-start" wrap="nowrap">
            <Autocomplete
              size="sm"
              flex={1}
              aria-label="Which value"
              placeholder="person.first_name"
              data={paths.filter((one) => !(one in (content.defaults ?? {})))}
              limit={40}
              value={path}
              error={path && !isRight ? 'Like person.first_name' : undefined}
              onChange={setPath}
            />
            <TextInput
              size="sm"
              flex={1}
              aria-label="What stands in its place"
              placeholder="friend"
              value={value}
              onChange={({ currentTarget }) => setValue(currentTarget.value)}
            />
            <Button
              type="submit"
              size="sm"
              variant="light"
              disabled={!isRight}
              leftSection={<IconPlus size={14} aria-hidden />}
            >
              Add
            </Button>
          </Group>
        </form>
      )}
    </Stack>
  );
}
