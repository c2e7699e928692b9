import { Button, Group, Text, Title } from '@mantine/core';
import { IconDoorEnter, IconPlus } from '@tabler/icons-react';
import { predicateWords } from '@/parts/predicates/sentences';
import { counted, lasting } from '@/parts/words/counted';
import type { Definition } from '../definition';
import { DoorForm } from '../edit/DoorForm';
import type { Editor } from '../edit/useEditor';
import type { Counts, Fault } from '../queries';
import { type Names, reasonWords, triggerWords } from '../words';
import { Findings } from './Findings';
import { DOOR } from './graph';
import classes from './Side.module.css';
import { Fact, Section } from './StepSide';

interface Props {
  definition: Definition;
  names: Names;
  faults: readonly Fault[];
  counts: Counts | undefined;
  editor: Editor | null;
  onAdd: (from: string, way: string) => void;
}

/** Who comes in, who may come again, what lets people leave early, and what the journey is for. */
export function DoorSide({ definition, names, faults, counts, editor, onAdd }: Props) {
  return (
    <>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <IconDoorEnter size={22} stroke={1.6} aria-hidden />
          <Title order={2} className={classes.heading}>
            Who comes in
          </Title>
        </Group>
      </Group>
      <Findings faults={faults} />
      {editor ? (
        <>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => onAdd(DOOR, 'start')}
          >
            Add a first step
          </Button>
          <DoorForm editor={editor} />
        </>
      ) : (
        <Said definition={definition} names={names} />
      )}
      {counts && <Door counts={counts} />}
    </>
  );
}

function Said({ definition, names }: { definition: Definition; names: Names }) {
  const { trigger, entry, re_entry, exits = [], goals = [], holdout_percent = 0, description } = definition;
  const again = re_entry?.allowed
    ? `They may come again${re_entry.after_minutes ? ` after ${lasting(re_entry.after_minutes)}` : ''}.`
    : 'Nobody comes twice.';
  return (
    <>
      {description && <Text size="sm">{description}</Text>}
      <Text size="sm">
        {triggerWords(trigger, names)}
        {entry ? `, if ${predicateWords(entry, names)}` : ''}. {again}
        {holdout_percent > 0 && ` ${holdout_percent}% are held out, to be measured beside the others.`}
      </Text>
      {goals.length > 0 && (
        <Section title="What it is for">
          {goals.map(({ name, event, within_minutes = 43_200, leaves }) => (
            <Text key={name} size="sm">
              {name}: {event.event.replaceAll('_', ' ')} within {lasting(within_minutes)}
              {leaves ? '; whoever reaches it leaves' : ''}.
            </Text>
          ))}
        </Section>
      )}
      {exits.length > 0 && (
        <Section title="Who leaves early">
          {exits.map(({ name, when }) => (
            <Text key={name} size="sm">
              {name}: {predicateWords(when, names)}.
            </Text>
          ))}
        </Section>
      )}
    </>
  );
}

function howManyCame({ entered, held_out, in_progress }: Counts): string {
  const people = counted(entered, 'person', 'people');
  const held = `${held_out} ${held_out === 1 ? 'was' : 'were'} held out`;
  const came = held_out > 0 ? `${people} came: ${entered - held_out} came in, ${held}` : `${people} came in`;
  return `${came}. ${in_progress} ${in_progress === 1 ? 'is' : 'are'} inside.`;
}

function Door({ counts }: { counts: Counts }) {
  const { held_out, left, refused, goals } = counts;
  return (
    <Section title="Where everybody went">
      <Text size="sm" mb={8}>
        {howManyCame(counts)}
      </Text>
      <dl className={classes.facts}>
        {held_out > 0 && <Fact label="Held out" count={held_out} />}
        {Object.entries(left).map(([reason, count]) => (
          <Fact key={`left ${reason}`} label={`Left: ${reasonWords(reason)}`} count={count} />
        ))}
        {Object.entries(refused).map(([reason, count]) => (
          <Fact key={`refused ${reason}`} label={`Not let in: ${reasonWords(reason)}`} count={count} />
        ))}
        {Object.entries(goals).map(([name, count]) => (
          <Fact key={`goal ${name}`} label={`Reached: ${name}`} count={count} />
        ))}
      </dl>
    </Section>
  );
}
