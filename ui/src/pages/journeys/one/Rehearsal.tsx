import { ActionIcon, Button, Group, Select, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api, body } from '@/api/client';
import { asProblem } from '@/api/problem';
import { nameOfContact } from '@/parts/persons/persons';
import { useSomePeople } from '@/parts/persons/some';
import { eventWords } from '@/parts/predicates/sentences';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence } from '@/parts/states/problems';
import { lasting } from '@/parts/words/counted';
import { WholeInput } from '@/parts/writing/WholeInput';
import type { Definition } from '../definition';
import { HappeningInput, LastingInput } from '../edit/fields';
import { findPerson, useContact, type WholeJourney } from '../queries';
import type { Names } from '../words';
import { Clock } from './Clock';
import classes from './Side.module.css';
import type { Trail } from './tools';

interface Props {
  journey: WholeJourney;
  version: number;
  definition: Definition;
  names: Names;
  onTrail: (trail: Trail | null) => void;
  onClose: () => void;
}

interface Suppose {
  event: string;
  after: number;
}
const MINUTE_MS = 60_000;

/** Somebody through the journey in a moment: nothing leaves, nobody is changed. */
export function Rehearsal({ journey, version, definition, names, onTrail, onClose }: Props) {
  const [personId, setPersonId] = useState<string | null>(null);
  const [days, setDays] = useState(30);
  const [happening, setHappening] = useState<Suppose[]>([]);
  const [startsAt] = useState(() => new Date(Date.now() + MINUTE_MS).toISOString());
  // what is drawn right now, saved or not
  const drawn = version === 0 ? { ...definition } : null;
  const asked = { personId, days, happening, version, definition: version === 0 ? definition : null };
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['rehearsal', journey.id, asked, startsAt],
    queryFn: ({ signal }) =>
      body(
        api.POST('/api/v1/journeys/{journey_id}/simulate', {
          params: { path: { journey_id: journey.id }, query: version > 0 ? { version } : {} },
          body: {
            person_id: personId ?? '',
            definition: drawn,
            starts_at: startsAt,
            until: new Date(Date.parse(startsAt) + days * 1_440 * MINUTE_MS).toISOString(),
            as_if_new: true,
            happening: happening.map(({ event, after }) => ({
              at: new Date(Date.parse(startsAt) + after * MINUTE_MS).toISOString(),
              event,
            })),
          },
          signal,
        }),
      ),
    enabled: personId !== null,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
  });
  return (
    <>
      <Group justify="space-between" align="center" wrap="nowrap">
        <Title order={2} className={classes.heading}>
          Rehearse
        </Title>
        <ActionIcon variant="subtle" color="gray" aria-label="Close the rehearsal" onClick={onClose}>
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </Group>
      <Text size="sm" c="dimmed">
        Somebody goes through the journey at once, as it is here. Nothing is sent.
      </Text>
      <Person personId={personId} onChoose={setPersonId} />
      <WholeInput label="How many days" min={1} max={366} value={days} onChange={setDays} />
      <Supposing value={happening} onChange={setHappening} />
      {error && <ErrorState error={error} onRetry={refetch} />}
      {personId && !data && !error && <Skeleton height={160} aria-label="Loading" />}
      {data && !error && (
        <Clock simulated={data} definition={definition} names={names} isFetching={isFetching} onTrail={onTrail} />
      )}
    </>
  );
}

function Person({ personId, onChoose }: { personId: string | null; onChoose: (personId: string) => void }) {
  const some = useSomePeople();
  const chosen = useContact(personId ?? '', personId !== null);
  const [email, setEmail] = useState('');
  const [refusal, setRefusal] = useState('');
  const people = useMemo(() => {
    const known = [...(chosen.data ? [chosen.data] : []), ...(some.data?.contacts ?? [])];
    const byId = new Map(known.map((one) => [one.person_id, nameOfContact(one)]));
    return [...byId].map(([value, label]) => ({ value, label }));
  }, [some.data, chosen.data]);
  const find = async () => {
    try {
      onChoose((await findPerson(email.trim())).person_id);
      setRefusal('');
    } catch (error) {
      setRefusal(sentence(asProblem(error).message));
    }
  };
  return (
    <Stack gap={6}>
      <Select
        label="As whom"
        placeholder={some.isPending ? 'Loading' : 'Choose somebody'}
        searchable
        data={people}
        value={personId}
        onChange={(value) => value && onChoose(value)}
      />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (email.trim()) void find();
        }}
      >
        <Group gap={6} wrap="nowrap" align="flex-start">
          <TextInput
            aria-label="Or by their e-mail"
            placeholder="Or by their e-mail"
            type="email"
            style={{ flex: 1 }}
            value={email}
            error={refusal}
            onChange={({ currentTarget }) => setEmail(currentTarget.value)}
          />
          <Button type="submit" variant="default">
            Find
          </Button>
        </Group>
      </form>
    </Stack>
  );
}

function Supposing({ value, onChange }: { value: Suppose[]; onChange: (value: Suppose[]) => void }) {
  const [isAdding, setIsAdding] = useState(false);
  const [next, setNext] = useState<Suppose>({ event: '', after: 1_440 });
  return (
    <Stack gap={6}>
      {value.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same may happen twice
        <Group key={at} justify="space-between" wrap="nowrap" gap={6}>
          <Text size="sm">
            After {lasting(one.after)}: {eventWords(one.event)}
          </Text>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Suppose that ${eventWords(one.event)} does not happen`}
            onClick={() => onChange(value.filter((_, index) => index !== at))}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {isAdding ? (
        <>
          <HappeningInput
            label="Suppose this happens"
            value={next}
            onChange={({ event }) => setNext({ ...next, event })}
          />
          <LastingInput label="After" minutes={next.after} onChange={(after) => setNext({ ...next, after })} />
          <Group gap={6}>
            <Button
              size="xs"
              disabled={!next.event}
              onClick={() => {
                onChange([...value, next]);
                setIsAdding(false);
              }}
            >
              Suppose it
            </Button>
            <Button size="xs" variant="default" onClick={() => setIsAdding(false)}>
              Cancel
            </Button>
          </Group>
        </>
      ) : (
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setIsAdding(true)}
        >
          Suppose something happens
        </Button>
      )}
    </Stack>
  );
}
