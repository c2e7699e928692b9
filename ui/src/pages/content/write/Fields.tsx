import { Box, Button, Text } from '@mantine/core';
import { useContext, useMemo } from 'react';
import { type Content, type Field, inherited, languageOf, type TextField, type Wording, withField } from '../content';
import type { Finding } from '../queries';
import { FIELD_NAMES, FIELD_NOTES } from '../words';
import { Code } from './Code';
import type { Completion } from './editor';
import { Insertion } from './insertion';
import { LineInput } from './LineInput';
import { AddressesInput, ButtonsInput, PairsInput } from './Lists';
import classes from './Writing.module.css';

interface Props {
  field: Field;
  content: Content;
  locale: string;
  isReadOnly: boolean;
  findings: readonly Finding[];
  completions: readonly Completion[];
  onChange: (content: Content) => void;
  onReady: (goTo: (line: number) => void) => void;
}

const LONG: readonly Field[] = ['html', 'text', 'body'];

/** One field of one language; where it says nothing itself, what is said instead, and by which language. */
export function FieldInput(props: Props) {
  const { field, content, locale, isReadOnly, onChange } = props;
  const own = content.wordings[locale]?.[field];
  const taken = inherited(content, locale, field);
  const say = (value: Wording[Field]) => onChange(withField(content, locale, field, value));
  const label = FIELD_NAMES[field];
  const from = taken ? `From ${languageOf(taken.from)}` : undefined;
  if (LONG.includes(field)) return <LongField {...props} field={field as TextField} />;
  if (field === 'buttons' || field === 'media_urls' || field === 'data' || field === 'headers') {
    if (!own && taken) return <Taken {...props} from={taken.from} words="" onOwn={() => say(taken.value as never)} />;
    if (field === 'buttons') {
      const value = (own ?? []) as NonNullable<Wording['buttons']>;
      return <ButtonsInput label={label} value={value} isReadOnly={isReadOnly} onChange={(to) => say([...to])} />;
    }
    if (field === 'media_urls') {
      const value = (own ?? []) as string[];
      return <AddressesInput label={label} value={value} isReadOnly={isReadOnly} onChange={(to) => say([...to])} />;
    }
    const value = (own ?? {}) as Record<string, string>;
    return (
      <PairsInput label={label} value={value} isReadOnly={isReadOnly} onChange={(to) => say({ ...to } as never)} />
    );
  }
  const error = props.findings.find((one) => one.severity === 'error' && one.field === field);
  return (
    <LineInput
      label={label}
      description={[FIELD_NOTES[field], own ? undefined : from].filter(Boolean).join('. ') || undefined}
      placeholder={taken ? String(taken.value) : undefined}
      readOnly={isReadOnly}
      error={error && `${error.message}. ${error.remedy}`}
      value={typeof own === 'string' ? own : ''}
      onChange={(value) => say(value === '' && (taken || field !== 'subject') ? null : value)}
    />
  );
}

function LongField(props: Props & { field: TextField }) {
  const { field, content, locale, isReadOnly, findings, completions, onChange, onReady } = props;
  const last = useContext(Insertion);
  const own = content.wordings[locale]?.[field];
  const taken = inherited(content, locale, field);
  const say = (value: string | null) => onChange(withField(content, locale, field, value));
  const lines = useMemo(() => findings.filter((one) => one.field === field && one.line > 0), [findings, field]);
  const isMarkup = field === 'html';
  if ((own === null || own === undefined) && taken) {
    return <Taken {...props} from={taken.from} words={String(taken.value)} onOwn={() => say(String(taken.value))} />;
  }
  const isMade = field === 'text' && !own && Boolean(content.wordings[locale]?.html);
  return (
    <Code
      key={`${locale} ${field}`}
      label={isMarkup ? `Page, in ${content.markup === 'mjml' ? 'MJML' : 'HTML'}` : FIELD_NAMES[field]}
      description={isMade ? 'Left empty, it is made of the page' : undefined}
      value={own ?? ''}
      isMarkup={isMarkup}
      isReadOnly={isReadOnly}
      findings={lines}
      completions={completions}
      onChange={(value) => say(value === '' ? null : value)}
      onFocus={(insert) => {
        last.current = insert;
      }}
      onReady={onReady}
    />
  );
}

interface TakenProps extends Props {
  from: string;
  words: string;
  onOwn: () => void;
}

function Taken({ field, locale, from, words, isReadOnly, onOwn }: TakenProps) {
  const mine = languageOf(locale);
  const theirs = languageOf(from);
  return (
    <Box role="group" aria-label={FIELD_NAMES[field]}>
      <Text size="sm" fw={500}>
        {FIELD_NAMES[field]}
      </Text>
      <div className={classes.inherited}>
        <Text size="sm">
          {mine} takes this from {theirs}.
        </Text>
        {words && <pre className={classes.quote}>{words.trim().slice(0, 400)}</pre>}
        {!isReadOnly && (
          <Button size="compact-sm" variant="light" mt={words ? 0 : 6} onClick={onOwn}>
            Say it in {mine}
          </Button>
        )}
      </div>
    </Box>
  );
}
