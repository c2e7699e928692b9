import { ActionIcon, Button, Group, NativeSelect, Stack, Tabs, Text } from '@mantine/core';
import { IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useMay } from '@/app/me';
import { Panel } from '@/parts/page/Panel';
import { type Content, languageOf } from '../content';
import both from '../one/WritePart.module.css';
import { PreviewPanel } from '../preview/PreviewPanel';
import { useWhom } from '../preview/useWhom';
import { useChecked, useKnown } from '../queries';
import { Code } from '../write/Code';
import { completionsOf } from '../write/entries';
import { Findings } from '../write/Findings';
import { type Insert, Insertion } from '../write/insertion';
import { Locales } from '../write/Locales';
import { Variables } from '../write/Variables';
import { alone } from './alone';
import { inWords } from './conditions';
import { type BlockContent, type Markup, useSegmentNames, type Variant } from './queries';
import { WhenInput } from './WhenInput';

interface Props {
  content: BlockContent;
  isReadOnly: boolean;
  onChange: (content: BlockContent) => void;
}

const MOST = 20;
const NOTHING: readonly string[] = [];

/** Its variants: the first that fits somebody is what they see. */
export function VariantsPart({ content, isReadOnly, onChange }: Props) {
  const mayWrite = useMay('journey:write');
  const [chosen, setChosen] = useState(0);
  const [locale, setLocale] = useState(content.default_locale ?? 'en');
  const [isBrowsing, setBrowsing] = useState(false);
  const last = useRef<Insert | null>(null);
  const { data: segments = [] } = useSegmentNames(true);
  const known = useKnown();
  const at = Math.min(chosen, content.variants.length - 1);
  const variant = content.variants[at] ?? { wordings: {} };
  const shown = useMemo(() => alone(content, variant), [content, variant]);
  const check = useChecked(null, 'in_app', shown, 'transactional');
  const whom = useWhom({ reads: check.data?.reads ?? (check.isError ? NOTHING : undefined), known });
  const first = content.default_locale ?? 'en';
  const spoken = locale in variant.wordings || at === 0 ? locale : first;
  const say = (change: Partial<Variant>) =>
    onChange({
      ...content,
      variants: content.variants.map((one, index) => (index === at ? { ...one, ...change } : one)),
    });
  const move = (to: Variant[], next: number) => {
    onChange({ ...content, variants: to });
    setChosen(next);
  };
  const nameOf = (id: string) => segments.find((one) => one.id === id)?.name || 'a segment that is gone';
  const languages: Content = {
    default_locale: first,
    wordings: Object.fromEntries(Object.keys(variant.wordings).map((one) => [one, {}])),
  };
  return (
    <Insertion.Provider value={last}>
      <div className={both.both}>
        <Panel
          title={content.variants.length > 1 ? 'Its variants' : 'What it says'}
          lead={
            content.variants.length > 1
              ? 'From the first on: whoever one fits sees that one. Nothing is shown to whom none fits.'
              : undefined
          }
          aside={
            !isReadOnly && (
              <Button size="compact-sm" variant="default" onClick={() => setBrowsing(true)}>
                Values
              </Button>
            )
          }
        >
          <Stack>
            {content.variants.length > 1 && (
              <Tabs value={String(at)} onChange={(value) => setChosen(Number(value))} orientation="vertical">
                <Tabs.List aria-label="Variants" w="100%">
                  {content.variants.map((one, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: their order is what they are
                    <Tabs.Tab key={index} value={String(index)} style={{ justifyContent: 'flex-start' }}>
                      <Text span size="sm" style={{ whiteSpace: 'normal' }}>
                        {index + 1}. For {one.when || index > 0 ? inWords(one.when, nameOf) : 'everybody'}
                      </Text>
                    </Tabs.Tab>
                  ))}
                </Tabs.List>
              </Tabs>
            )}
            {!isReadOnly && (
              <Group gap={6}>
                <Button
                  size="compact-sm"
                  variant="light"
                  leftSection={<IconPlus size={14} aria-hidden />}
                  disabled={content.variants.length >= MOST}
                  title={content.variants.length >= MOST ? `At most ${MOST}` : undefined}
                  onClick={() =>
                    move(
                      [
                        {
                          when: { kind: 'attribute', attribute: 'tier', is: 'is', value: 'gold' },
                          wordings: { ...variant.wordings },
                        },
                        ...content.variants,
                      ],
                      0,
                    )
                  }
                >
                  Add a variant for some
                </Button>
                {at > 0 && (
                  <ActionIcon
                    variant="default"
                    aria-label="Try this variant earlier"
                    onClick={() => {
                      const to = [...content.variants];
                      to.splice(at - 1, 0, ...to.splice(at, 1));
                      move(to, at - 1);
                    }}
                  >
                    <IconArrowUp size={16} aria-hidden />
                  </ActionIcon>
                )}
                {content.variants.length > 1 && (
                  <ActionIcon
                    variant="default"
                    aria-label="Take this variant out"
                    onClick={() =>
                      move(
                        content.variants.filter((_, index) => index !== at),
                        0,
                      )
                    }
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                )}
              </Group>
            )}
            {(content.variants.length > 1 || variant.when) && (
              <WhenInput
                key={at}
                when={variant.when}
                segments={segments}
                isReadOnly={isReadOnly}
                onChange={(when) => say({ when })}
              />
            )}
            <Locales
              content={languages}
              locale={spoken}
              isReadOnly={isReadOnly}
              onChoose={setLocale}
              onChange={({ wordings, default_locale }) => {
                const { [first]: fallback = '' } = variant.wordings;
                const next = Object.keys(wordings).map((one) => [one, variant.wordings[one] ?? fallback] as const);
                onChange({
                  ...content,
                  default_locale,
                  variants: content.variants.map((one, index) =>
                    index === at ? { ...one, wordings: Object.fromEntries(next) } : one,
                  ),
                });
              }}
            />
            <NativeSelect
              label="Written in"
              disabled={isReadOnly}
              data={[
                { value: 'html', label: 'HTML' },
                { value: 'mjml', label: 'MJML' },
                { value: 'text', label: 'Words' },
              ]}
              value={content.markup ?? 'html'}
              onChange={({ currentTarget }) => onChange({ ...content, markup: currentTarget.value as Markup })}
            />
            <Code
              key={`${at} ${spoken}`}
              label={`What it says in ${languageOf(spoken)}`}
              value={variant.wordings[spoken] ?? ''}
              isMarkup={content.markup !== 'text'}
              isReadOnly={isReadOnly}
              completions={completionsOf(known)}
              onChange={(value) => say({ wordings: { ...variant.wordings, [spoken]: value } })}
              onFocus={(insert) => {
                last.current = insert;
              }}
            />
            {mayWrite && <Findings checked={check.data} isOfOne />}
          </Stack>
        </Panel>
        {mayWrite && (
          <div className={both.seen}>
            <PreviewPanel
              templateId={null}
              channel="in_app"
              content={shown}
              whom={whom}
              locale={spoken in shown.wordings ? spoken : ''}
              onLocale={setLocale}
            />
          </div>
        )}
      </div>
      <Variables
        isOpen={isBrowsing}
        personId={whom.personId}
        personName={whom.name}
        onClose={() => setBrowsing(false)}
        onInsert={(text) => {
          setBrowsing(false);
          window.setTimeout(() => last.current?.(text), 220);
        }}
      />
    </Insertion.Provider>
  );
}
