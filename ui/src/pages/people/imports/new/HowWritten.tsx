import { NativeSelect, Switch, TextInput } from '@mantine/core';
import { Panel } from '@/parts/page/Panel';
import type { Draft } from '../check';
import type { Encoding, Written } from '../file';
import classes from './New.module.css';

interface Props {
  written: Written;
  onWritten: (written: Written) => void;
  draft: Draft;
  onDraft: (more: Partial<Draft>) => void;
}

const DELIMITERS: Record<Written['delimiter'], string> = {
  auto: 'What the first line has most of',
  ',': 'Comma',
  ';': 'Semicolon',
  '\t': 'Tab',
  '|': 'Vertical line',
};
const ENCODINGS: Record<Encoding, string> = {
  'utf-8': 'UTF-8, as most are',
  cp1252: 'Windows, Western Europe',
  'latin-1': 'Latin-1',
  'utf-16': 'UTF-16, Unicode text',
};
const DATES: Record<Draft['dates'], string> = {
  iso: '2027-03-01',
  day_first: 'Day first: 01/03/2027',
  month_first: 'Month first: 03/01/2027',
};
const NUMBERS = { point: '1,250.50', comma: '1.250,50' };

/** How letters, dates and numbers of the file are written. */
export function HowWritten({ written, onWritten, draft, onDraft }: Props) {
  const hasAttributes = draft.choices.some((choice) => choice?.to === 'attribute');
  return (
    <Panel
      title="How the file is written"
      lead="As far as it could be told. Where letters, dates or numbers look wrong above, change it here."
    >
      <div className={classes.options}>
        <NativeSelect
          label="Columns are divided by"
          data={optionsOf(DELIMITERS)}
          value={written.delimiter}
          onChange={({ currentTarget: { value } }) =>
            onWritten({ ...written, delimiter: value as Written['delimiter'] })
          }
        />
        <NativeSelect
          label="Letters"
          data={optionsOf(ENCODINGS)}
          value={written.encoding}
          onChange={({ currentTarget: { value } }) => onWritten({ ...written, encoding: value as Encoding })}
        />
        <NativeSelect
          label="Dates"
          data={optionsOf(DATES)}
          value={draft.dates}
          onChange={({ currentTarget: { value } }) => onDraft({ dates: value as Draft['dates'] })}
        />
        <NativeSelect
          label="Numbers"
          data={optionsOf(NUMBERS)}
          value={draft.decimal_comma ? 'comma' : 'point'}
          onChange={({ currentTarget: { value } }) => onDraft({ decimal_comma: value === 'comma' })}
        />
      </div>
      {hasAttributes && (
        <Switch
          mt="md"
          label="An empty cell removes the attribute"
          description="Otherwise it leaves what you know as it is."
          checked={draft.empty_removes}
          onChange={({ currentTarget: { checked } }) => onDraft({ empty_removes: checked })}
        />
      )}
    </Panel>
  );
}

/** What shows that people agreed, where no column says so. */
export function WhatShowsIt({ draft, onDraft }: Pick<Props, 'draft' | 'onDraft'>) {
  return (
    <Panel
      title="What shows the consents"
      lead="For rows where no column says it. It is kept with each consent; without it they rest on nothing but the file."
    >
      <div className={classes.options}>
        <TextInput
          label="Who collected them, and where"
          placeholder="Stand at the spring fair, form 3"
          maxLength={500}
          value={draft.proof}
          onChange={({ currentTarget: { value } }) => onDraft({ proof: value })}
        />
        <TextInput
          label="Which text people read"
          placeholder="March 2027"
          maxLength={200}
          value={draft.text_version}
          onChange={({ currentTarget: { value } }) => onDraft({ text_version: value })}
        />
      </div>
    </Panel>
  );
}

function optionsOf(titles: Record<string, string>) {
  return Object.entries(titles).map(([value, label]) => ({ value, label }));
}
