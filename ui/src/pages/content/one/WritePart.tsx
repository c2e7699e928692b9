import { Button, Group, Kbd, Stack, Text } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import type { Channel } from '@/api/types';
import { defaultOf, FIELDS, type Field } from '../content';
import { PreviewPanel } from '../preview/PreviewPanel';
import type { Whom } from '../preview/useWhom';
import type { Checked, Finding, Variables as Known, WholeTemplate } from '../queries';
import { completionsOf } from '../write/entries';
import { FieldInput } from '../write/Fields';
import { Findings } from '../write/Findings';
import { type Insert, Insertion } from '../write/insertion';
import { Locales } from '../write/Locales';
import type { Draft } from '../write/useDraft';
import { Variables } from '../write/Variables';
import classes from './WritePart.module.css';

interface Props {
  template: WholeTemplate;
  draft: Draft;
  channel: Channel;
  locale: string;
  isReadOnly: boolean;
  checked: Checked | undefined;
  known: Known | undefined;
  whom: Whom;
  onLocale: (locale: string) => void;
  previewLocale: string;
  onPreviewLocale: (locale: string) => void;
}

/** What the message says, language by language, and beside it what becomes of it. */
export function WritePart(props: Props) {
  const { template, draft, channel, locale, isReadOnly, checked, known, whom, onLocale } = props;
  const { content, change } = draft;
  const [isBrowsing, setBrowsing] = useState(false);
  const last = useRef<Insert | null>(null);
  const lines = useRef<Partial<Record<Field, (line: number) => void>>>({});
  const completions = useMemo(() => completionsOf(known), [known]);
  const findings = useMemo(
    () => (checked?.findings ?? []).filter((one) => (one.locale || defaultOf(content)) === locale),
    [checked, content, locale],
  );
  const go = (finding: Finding) => {
    const wanted = finding.locale || locale;
    const show = () => lines.current[finding.field as Field]?.(finding.line);
    if (wanted === locale) return show();
    onLocale(wanted);
    window.setTimeout(show, 120); // once the other language's editor is there
  };
  const fields = FIELDS[channel];
  const more = Object.keys(content.wordings[locale] ?? {}).filter((one) => !fields.includes(one as Field)) as Field[];
  return (
    <Insertion.Provider value={last}>
      <div className={classes.both}>
        <Stack gap="md" className={classes.writing}>
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <Locales content={content} locale={locale} isReadOnly={isReadOnly} onChoose={onLocale} onChange={change} />
            {!isReadOnly && (
              <Button
                size="xs"
                variant="default"
                style={{ flex: 'none' }}
                leftSection={<IconBraces size={16} aria-hidden />}
                onClick={() => setBrowsing(true)}
              >
                Values
              </Button>
            )}
          </Group>
          {[...fields, ...more].map((field) => (
            <FieldInput
              key={`${locale} ${field}`}
              field={field}
              content={content}
              locale={locale}
              isReadOnly={isReadOnly}
              findings={findings}
              completions={completions}
              onChange={change}
              onReady={(goTo) => {
                lines.current[field] = goTo;
              }}
            />
          ))}
          <Findings checked={checked} onGo={go} />
          {!isReadOnly && (
            <Text size="xs" c="dimmed" visibleFrom="sm">
              <Kbd size="xs">Ctrl</Kbd> <Kbd size="xs">Space</Kbd> inside <code>{'{{ }}'}</code> offers values,{' '}
              <Kbd size="xs">Ctrl</Kbd> <Kbd size="xs">F</Kbd> finds, <Kbd size="xs">Tab</Kbd> goes to the next field.
            </Text>
          )}
        </Stack>
        <div className={classes.seen}>
          <PreviewPanel
            templateId={template.id}
            channel={channel}
            content={content}
            whom={whom}
            locale={props.previewLocale in content.wordings ? props.previewLocale : ''}
            onLocale={props.onPreviewLocale}
            liveVersion={template.has_draft ? template.live_version : 0}
          />
        </div>
      </div>
      <Variables
        isOpen={isBrowsing}
        personId={whom.personId}
        personName={whom.name}
        onClose={() => setBrowsing(false)}
        onInsert={(text) => {
          setBrowsing(false);
          // once the drawer has given the keyboard back
          window.setTimeout(() => last.current?.(text), 220);
        }}
      />
    </Insertion.Provider>
  );
}
