import { Alert, Button, Group, List, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Panel } from '@/parts/page/Panel';
import { Trouble } from '@/parts/states/Trouble';
import { counted } from '@/parts/words/counted';
import { type Draft, faultOfName, faultsOf } from '../check';
import { type Column, isErrorFile, type Written } from '../file';
import { chosenBy, fitting, guessed, habitsOf } from '../guess';
import type { Known, Mapping } from '../targets';
import { ColumnItem } from './ColumnItem';
import { HowWritten, WhatShowsIt } from './HowWritten';
import classes from './New.module.css';

interface Props {
  columns: readonly Column[];
  known: readonly Known[];
  saved: ReadonlyMap<string, Mapping>;
  written: Written;
  onWritten: (written: Written) => void;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  /** Why it could not be looked at. */
  error: unknown;
  isLooking: boolean;
  onBack: () => void;
  onNext: () => void;
}

/** The second step: what each column is. */
export function Columns(props: Props) {
  const { columns, known, saved, draft, onDraft, written, onWritten, error, isLooking, onBack, onNext } = props;
  const [isTried, setTried] = useState(false);
  const faults = faultsOf(columns, draft, known);
  const wrongName = faultOfName(draft.name);
  const hasConsents = draft.choices.some((choice) => choice?.to === 'consent' || choice?.to === 'sale_opt_out');
  const used = draft.choices.filter(Boolean).length;
  const change = (more: Partial<Draft>) => onDraft({ ...draft, ...more });
  const next = () => {
    setTried(true);
    if (faults.length === 0 && !wrongName) onNext();
  };
  return (
    <Stack gap="lg">
      {isErrorFile(columns) && (
        <Alert color="gray" variant="light" title="This is an error file">
          Its first four columns are ours and are left out. The rest is taken in as it was meant to be.
        </Alert>
      )}
      <Panel
        title="What each column is"
        lead={`${used} of ${counted(columns.length, 'column')} will be taken in.`}
        aside={<Begin columns={columns} known={known} saved={saved} draft={draft} onDraft={onDraft} />}
      >
        <ul className={classes.columns} aria-label="Columns">
          {columns.map((column, at) => (
            <ColumnItem
              // biome-ignore lint/suspicious/noArrayIndexKey: headings may be alike, and columns stay in their order
              key={at}
              column={column}
              choice={draft.choices[at] ?? null}
              known={known}
              fault={faults.find((fault) => fault.at === at)?.message}
              onChange={(choice) =>
                change({ choices: draft.choices.map((one, index) => (index === at ? choice : one)) })
              }
            />
          ))}
        </ul>
      </Panel>
      {hasConsents && <WhatShowsIt draft={draft} onDraft={change} />}
      <HowWritten written={written} onWritten={onWritten} draft={draft} onDraft={change} />
      <Panel title="For the next file like it">
        <TextInput
          label="Keep these choices as"
          description={
            saved.has(draft.name)
              ? 'There is one of this name: what you chose here replaces it.'
              : 'The next file with these columns begins with them.'
          }
          maxLength={200}
          value={draft.name}
          error={isTried && wrongName}
          onChange={({ currentTarget: { value } }) => change({ name: value })}
        />
      </Panel>
      {isTried && faults.length > 0 && <Faults faults={faults.map(({ message }) => message)} />}
      {Boolean(error) && <Trouble error={error} />}
      <Group justify="space-between">
        <Button variant="default" onClick={onBack}>
          Choose another file
        </Button>
        <Button onClick={next} loading={isLooking}>
          See what will happen
        </Button>
      </Group>
    </Stack>
  );
}

function Faults({ faults }: { faults: readonly string[] }) {
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    alert.current?.scrollIntoView?.({ block: 'nearest' }); // newer browsers give a promise, which is no clean-up
  }, []);
  return (
    <Alert ref={alert} color="red" variant="light" role="alert" title="This has to be put right first">
      <List size="sm">
        {faults.map((fault) => (
          <List.Item key={fault}>{fault}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

type BeginProps = Pick<Props, 'columns' | 'known' | 'saved' | 'draft' | 'onDraft'>;

/** Choices of an earlier file to begin with, where one fits. */
function Begin({ columns, known, saved, draft, onDraft }: BeginProps) {
  const names = fitting(saved, columns);
  if (names.length === 0) return null;
  return (
    <NativeSelect
      size="xs"
      aria-label="Begin with"
      data={[
        { value: '', label: 'Begin with a guess' },
        ...names.map((value) => ({ value, label: `Begin with “${value}”` })),
      ]}
      value={names.includes(draft.name) ? draft.name : ''}
      onChange={({ currentTarget: { value } }) => onDraft(begun(columns, known, saved, value, draft.name))}
    />
  );
}

/** A draft that begins with a saved mapping, or with a guess where `from` is none. */
export function begun(
  columns: readonly Column[],
  known: readonly Known[],
  saved: ReadonlyMap<string, Mapping>,
  from: string,
  name: string,
): Draft {
  const mapping = saved.get(from);
  const habits = habitsOf(columns);
  if (!mapping) {
    const choices = guessed(columns, known);
    return { choices, ...habits, empty_removes: false, proof: '', text_version: '', name: freeName(name, saved) };
  }
  return {
    choices: chosenBy(mapping, columns),
    dates: mapping.dates ?? 'iso',
    decimal_comma: mapping.decimal_comma ?? false,
    empty_removes: mapping.empty_removes ?? false,
    proof: mapping.proof ?? '',
    text_version: mapping.text_version ?? '',
    name: from,
  };
}

/** A guess replaces nobody's choices by itself. */
function freeName(name: string, saved: ReadonlyMap<string, Mapping>): string {
  let free = name;
  for (let number = 2; saved.has(free); number += 1) free = `${name} ${number}`;
  return free;
}
