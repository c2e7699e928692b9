import { SegmentedControl, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import { useMay } from '@/app/me';
import { harmless } from '@/parts/harmless';
import { nameOfContact } from '@/parts/persons/persons';
import { useSomePeople } from '@/parts/persons/some';
import { sentence } from '@/parts/states/problems';
import { plain } from '@/parts/words/values';
import type { Definition } from './definition';
import classes from './Message.module.css';
import { useRendered, useTemplates } from './queries';

/** Each variant as somebody would get it; who, the reader chooses. */
export function Message({ definition: { variants, channel } }: { definition: Definition }) {
  const mayRead = useMay('profile:read');
  const { data: templates } = useTemplates(channel);
  const { data: people } = useSomePeople();
  const [name, setName] = useState('');
  const [personId, setPersonId] = useState<string | null>(null);
  const chosen = variants.find((one) => one.name === name) ?? variants[0];
  const template = templates?.find(({ id }) => id === chosen?.template);
  const version = chosen?.template_version || template?.live_version || 0;
  const { data, error, isFetching } = useRendered(chosen?.template ?? '', version, personId);
  if (!chosen?.template) {
    return (
      <Text size="sm" c="dimmed">
        Shown as soon as a template is chosen.
      </Text>
    );
  }
  return (
    <Stack gap={0} aria-busy={isFetching}>
      {variants.length > 1 && (
        <SegmentedControl
          mb="sm"
          size="xs"
          aria-label="Variant"
          data={variants.map((one) => one.name)}
          value={chosen.name}
          onChange={setName}
        />
      )}
      {mayRead && (
        <Select
          size="xs"
          aria-label="As whom"
          placeholder="As somebody we know nothing of"
          clearable
          searchable
          data={people?.contacts.map((one) => ({ value: one.person_id, label: `As ${nameOfContact(one)}` })) ?? []}
          value={personId}
          onChange={setPersonId}
        />
      )}
      {!mayRead && (
        <Text size="sm">
          {template ? `“${template.name}”` : 'Its template'}; what it looks like, your roles do not show.
        </Text>
      )}
      {mayRead && template && version === 0 && (
        <Text size="sm" mt="xs">
          “{template.name}” was never published, so there is nothing to send yet.
        </Text>
      )}
      {error && (
        <Text size="sm" mt="xs" c="var(--mantine-color-error)">
          {sentence(asProblem(error).message)}. {asProblem(error).remedy}
        </Text>
      )}
      {!data && !error && mayRead && version > 0 && <Skeleton height={120} mt="sm" />}
      {data && (
        <>
          {(data.subject || data.title) && <div className={classes.subject}>{data.subject || data.title}</div>}
          {data.html ? (
            <iframe
              className={classes.frame}
              sandbox=""
              srcDoc={harmless(data.html)}
              title={data.subject || 'The message'}
              referrerPolicy="no-referrer"
            />
          ) : (
            <div className={classes.words}>{data.body || data.text}</div>
          )}
          {data.missing.length > 0 && (
            <Text size="xs" mt={6} c="var(--mantine-color-error)">
              Nobody had a value for {data.missing.map(plain).join(', ')}.
            </Text>
          )}
        </>
      )}
    </Stack>
  );
}
