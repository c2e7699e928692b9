import { Button, Loader, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Jump } from '@/parts/page/Jump';
import { lookUp } from '@/parts/persons/lookup';
import { nameOfContact } from '@/parts/persons/persons';
import { Trouble } from '@/parts/states/Trouble';
import { usePlace } from '../queries';
import { Gates } from './Gates';
import classes from './Held.module.css';

/** Somebody asks why they did or did not get it: the answer for that one person. */
export function AskAbout({ broadcastId }: { broadcastId: string }) {
  const [typed, setTyped] = useState('');
  const [words, setWords] = useState('');
  const found = useQuery({
    queryKey: ['people', 'lookup', words],
    queryFn: ({ signal }) => lookUp(words, signal),
    enabled: words !== '',
  });
  const person = found.data ?? null;
  const place = usePlace(broadcastId, person?.person_id ?? null);
  const ask = (event: FormEvent) => {
    event.preventDefault();
    setWords(typed.trim());
  };
  const error = found.error ?? place.error;
  return (
    <div>
      <form onSubmit={ask} className={classes.ask}>
        <TextInput
          label="Ask about one person"
          placeholder="E-mail or customer number"
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!typed.trim()}>
          Why?
        </Button>
      </form>
      <div aria-live="polite">
        {(found.isFetching || place.isFetching) && <Loader size="xs" mt="xs" aria-label="Looking" />}
        {error && <Trouble error={error} />}
        {words && found.data === null && (
          <Text size="sm" mt="xs">
            Nobody is known by “{words}”, so nothing was ever meant for them.
          </Text>
        )}
        {person && place.data && (
          <div className={classes.answer}>
            <Text size="sm">
              <Jump to="/people/$personId" params={{ personId: person.person_id }} search={{ tab: 'messages' }}>
                {nameOfContact(person)}
              </Jump>
              : {place.data.in_words}
            </Text>
            {place.data.message_id && <Gates messageId={place.data.message_id} />}
          </div>
        )}
      </div>
    </div>
  );
}
