import { Button, Collapse, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { asProblem } from '@/api/problem';
import { nameOfContact } from '@/parts/persons/persons';
import { useSomePeople } from '@/parts/persons/some';
import { sentence } from '@/parts/states/problems';
import { plain } from '@/parts/words/values';
import { findByEmail } from '../queries';
import { EVERYTHING, NOTHING, type Whom } from './useWhom';

/** Whose message it is: typical, with nothing, or anybody's; and what is supposed of them. */
export function WhomPicker({ whom }: { whom: Whom }) {
  const some = useSomePeople();
  const [isFinding, setFinding] = useState(false);
  const [isSaying, setSaying] = useState(false);
  const people = [...(whom.found ? [whom.found] : []), ...(some.data?.contacts ?? [])];
  const names = new Map(people.map((one) => [one.person_id, nameOfContact(one)]));
  const paths = Object.keys(whom.values);
  return (
    <Stack gap="xs">
      <Group gap="xs" wrap="nowrap" align="flex-end">
        <Select
          label="As whom"
          size="xs"
          flex={1}
          searchable
          allowDeselect={false}
          data={[
            {
              group: 'Made up',
              items: [
                { value: EVERYTHING, label: 'Somebody with everything' },
                { value: NOTHING, label: 'Somebody with nothing' },
              ],
            },
            { group: 'Your people', items: [...names].map(([value, label]) => ({ value, label })) },
          ]}
          value={whom.chosen}
          onChange={(value) => value && whom.choose(value)}
        />
        <Button size="xs" variant="default" aria-expanded={isFinding} onClick={() => setFinding(!isFinding)}>
          Find
        </Button>
        {paths.length > 0 && (
          <Button size="xs" variant="default" aria-expanded={isSaying} onClick={() => setSaying(!isSaying)}>
            Suppose
          </Button>
        )}
      </Group>
      {isFinding && <Find whom={whom} onDone={() => setFinding(false)} />}
      <Collapse expanded={isSaying && paths.length > 0}>
        <Text size="xs" c="dimmed" mb={6}>
          {whom.personId
            ? 'What happened, and what is sent along: nobody knows that before it happens.'
            : 'What the message looks at. Leave one empty to see it missing.'}
        </Text>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing={6}>
          {paths.map((path) => (
            <TextInput
              key={path}
              size="xs"
              label={sentence(plain(path.replace(/^person\./, '')))}
              value={whom.values[path] ?? ''}
              onChange={({ currentTarget }) => whom.setValue(path, currentTarget.value)}
            />
          ))}
        </SimpleGrid>
      </Collapse>
    </Stack>
  );
}

function Find({ whom, onDone }: { whom: Whom; onDone: () => void }) {
  const [email, setEmail] = useState('');
  const [refusal, setRefusal] = useState('');
  const [isAsking, setAsking] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsking(true);
    try {
      whom.take(await findByEmail(email.trim()));
      onDone();
    } catch (error) {
      setRefusal(sentence(asProblem(error).message));
    } finally {
      setAsking(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <TextInput
          size="xs"
          flex={1}
          type="email"
          aria-label="Their e-mail address"
          placeholder="Their e-mail address"
          required
          value={email}
          error={refusal}
          onChange={({ currentTarget }) => {
            setEmail(currentTarget.value);
            setRefusal('');
          }}
        />
        <Button size="xs" type="submit" loading={isAsking} disabled={!email.trim()}>
          Look at it as them
        </Button>
      </Group>
    </form>
  );
}
