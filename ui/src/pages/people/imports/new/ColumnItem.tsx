import { NativeSelect, Text, TextInput } from '@mantine/core';
import { CHANNELS } from '@/parts/words/channels';
import type { Column } from '../file';
import {
  type AttributeType,
  attribute,
  type Choice,
  choiceOf,
  GROUPS,
  type Known,
  keyOf,
  LEFT_OUT,
  meaningOf,
  type Target,
} from '../targets';
import classes from './New.module.css';

interface Props {
  column: Column;
  choice: Choice;
  known: readonly Known[];
  fault?: string;
  onChange: (choice: Choice) => void;
}

const TYPES: Record<AttributeType, string> = {
  text: 'Text',
  number: 'Number',
  boolean: 'Yes or no',
  date: 'Date',
  instant: 'Date and time',
  list: 'List, divided by |',
  object: 'Several fields, as JSON',
};
const PURPOSES = [
  { value: 'marketing', label: 'Marketing' },
  { value: 'transactional', label: 'Service messages' },
];
const CONSENTED = Object.entries(CHANNELS).map(([value, label]) => ({ value, label }));

/** One column: what it is called, what stands in it, and what it is to be. */
export function ColumnItem({ column, choice, known, fault, onChange }: Props) {
  const { heading, samples, closed } = column;
  const name = heading || 'a column without a heading';
  return (
    <li className={classes.column} data-left={choice ? undefined : ''}>
      <div>
        <div className={classes.heading}>{heading || 'No heading'}</div>
        {samples.length === 0 && <div className={classes.sample}>Empty in the first rows</div>}
        {samples.map((sample) => (
          <div key={sample} className={classes.sample} title={sample}>
            {sample}
          </div>
        ))}
      </div>
      {closed ? (
        <Text size="sm" c="dimmed">
          {closed}
        </Text>
      ) : (
        <div>
          <div className={classes.choice}>
            <NativeSelect
              aria-label={`What ${name} is`}
              data={[LEFT_OUT, ...GROUPS]}
              value={keyOf(choice)}
              onChange={({ currentTarget }) => onChange(choiceOf(currentTarget.value, heading, known))}
            />
            <More name={name} choice={choice} known={known} onChange={onChange} />
          </div>
          <div className={classes.means}>{meaningOf(choice)}</div>
          {fault && (
            <Text size="sm" c="var(--mantine-color-error)" mt={4}>
              {fault}
            </Text>
          )}
        </div>
      )}
    </li>
  );
}

interface MoreProps extends Pick<Props, 'choice' | 'known' | 'onChange'> {
  name: string;
}

/** What else there is to say of attributes and consents. */
function More({ name, choice, known, onChange }: MoreProps) {
  if (choice?.to === 'attribute') return <Attribute name={name} choice={choice} known={known} onChange={onChange} />;
  if (choice?.to !== 'consent') return null;
  return (
    <>
      <NativeSelect
        aria-label={`Channel that ${name} agrees to`}
        data={CONSENTED}
        value={choice.channel}
        onChange={({ currentTarget }) =>
          onChange({ ...choice, channel: currentTarget.value as (typeof choice)['channel'] })
        }
      />
      <NativeSelect
        aria-label={`Purpose that ${name} agrees to`}
        data={PURPOSES}
        value={choice.purpose ?? 'marketing'}
        onChange={({ currentTarget }) =>
          onChange({ ...choice, purpose: currentTarget.value as (typeof choice)['purpose'] })
        }
      />
    </>
  );
}

interface AttributeProps extends Omit<MoreProps, 'choice'> {
  choice: Extract<Target, { to: 'attribute' }>;
}

function Attribute({ name, choice, known, onChange }: AttributeProps) {
  const held = known.find((one) => one.name === choice.name)?.type;
  const fitting = held ? [held] : (Object.keys(TYPES) as AttributeType[]);
  return (
    <>
      <TextInput
        aria-label={`Attribute that ${name} becomes`}
        placeholder="favourite_store"
        value={choice.name}
        onChange={({ currentTarget }) => onChange(attribute(currentTarget.value, known, choice.type))}
      />
      <NativeSelect
        aria-label={`Type of ${name}`}
        description={held && 'All values of it are held to this type'}
        inputWrapperOrder={['input', 'description']}
        data={fitting.map((value) => ({ value, label: TYPES[value] }))}
        value={choice.type ?? 'text'}
        onChange={({ currentTarget }) => onChange({ ...choice, type: currentTarget.value as AttributeType })}
      />
    </>
  );
}
