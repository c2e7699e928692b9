import { ActionIcon, Box, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { asProblem, byField } from '@/api/problem';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { type Source, usePutSource } from './queries';
import classes from './Sources.module.css';

const MOST_HEADERS = 10;

/** A host, the path below which it is asked, and what is sent along. */
export function SourceForm({ source, onClose }: { source: Source | null; onClose: () => void }) {
  const put = usePutSource();
  const [host, setHost] = useState(source?.host ?? '');
  const [path, setPath] = useState(source?.path_prefix ?? '/');
  const [description, setDescription] = useState(source?.description ?? '');
  const [headers, setHeaders] = useState(() => (source?.headers ?? []).map((name) => ({ name, value: '' })));
  const problem = put.error && asProblem(put.error);
  const fields = problem ? byField(problem) : {};
  const unsaid = headers.some(({ name, value }) => !name.trim() || !value);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const said = Object.fromEntries(headers.map(({ name, value }) => [name.trim(), value]));
    put.mutate(
      {
        host: host.trim().toLowerCase(),
        path_prefix: path.trim() || '/',
        description: description.trim(),
        headers: said,
      },
      {
        onSuccess: () => {
          showDone(source ? 'It is changed.' : 'Templates may fetch from it.');
          onClose();
        },
      },
    );
  };
  const change = (at: number, to: Partial<(typeof headers)[number]>) =>
    setHeaders(headers.map((one, index) => (index === at ? { ...one, ...to } : one)));
  return (
    <Modal opened onClose={onClose} title={source ? `Change ${source.host}` : 'Allow a host'} size="lg">
      <form onSubmit={submit}>
        <Stack>
          {!source && (
            <TextInput
              label="Host"
              description="A name of the public internet, with a port where it is not the usual one"
              placeholder="api.example.com"
              required
              data-autofocus
              maxLength={253}
              value={host}
              error={fields.host}
              onChange={({ currentTarget }) => setHost(currentTarget.value)}
            />
          )}
          <TextInput
            label="Only below this path"
            placeholder="/v1"
            maxLength={400}
            value={path}
            error={fields.path_prefix}
            onChange={({ currentTarget }) => setPath(currentTarget.value)}
          />
          <TextInput
            label="What it is for"
            maxLength={400}
            value={description}
            onChange={({ currentTarget }) => setDescription(currentTarget.value)}
          />
          <Box role="group" aria-label="Headers">
            <Text size="sm" fw={500}>
              Headers
            </Text>
            <Text size="xs" c="dimmed" mb={6}>
              Sent along with every request, such as a key. What they say is kept sealed and shown to nobody
              {source && source.headers.length > 0 ? ': write it again, or take the header out.' : '.'}
            </Text>
            <Stack gap={6}>
              {headers.map(({ name, value }, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: their names are what is written here
                <div key={at} className={classes.header}>
                  <TextInput
                    aria-label={`Name of header ${at + 1}`}
                    placeholder="Authorization"
                    value={name}
                    onChange={({ currentTarget }) => change(at, { name: currentTarget.value })}
                  />
                  <PasswordInput
                    aria-label={`What ${name || `header ${at + 1}`} says`}
                    placeholder="What it says"
                    autoComplete="off"
                    value={value}
                    onChange={({ currentTarget }) => change(at, { value: currentTarget.value })}
                  />
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size="lg"
                    aria-label={`Take out header ${at + 1}`}
                    onClick={() => setHeaders(headers.filter((_, index) => index !== at))}
                  >
                    <IconX size={16} aria-hidden />
                  </ActionIcon>
                </div>
              ))}
              <Group>
                <Button
                  size="compact-sm"
                  variant="light"
                  leftSection={<IconPlus size={14} aria-hidden />}
                  disabled={headers.length >= MOST_HEADERS}
                  onClick={() => setHeaders([...headers, { name: '', value: '' }])}
                >
                  Add a header
                </Button>
              </Group>
            </Stack>
          </Box>
          {problem && !fields.host && !fields.path_prefix && <Trouble error={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              loading={put.isPending}
              disabled={!host.trim() || unsaid}
              title={unsaid ? 'A header has no name, or says nothing' : undefined}
            >
              {source ? 'Save' : 'Allow it'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
