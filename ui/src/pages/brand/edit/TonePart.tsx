import { ActionIcon, Button, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Panel } from '@/parts/page/Panel';
import { WholeInput } from '@/parts/writing/WholeInput';
import type { Content } from '../queries';
import classes from './KitPage.module.css';

type Tone = Content['tone'];
type Forbidden = NonNullable<Tone['forbidden']>[number];

interface Props {
  tone: Tone;
  errors: Record<string, string>;
  onChange: (tone: Tone) => void;
}

export function TonePart({ tone, errors, onChange }: Props) {
  const { approved = [], forbidden = [], approved_at_least: least = 0 } = tone;
  const say = (more: Partial<Tone>) => onChange({ ...tone, ...more });
  const change = (at: number, more: Partial<Forbidden>) =>
    say({ forbidden: forbidden.map((one, index) => (index === at ? { ...one, ...more } : one)) });
  return (
    <Panel title="Tone" lead={said(approved.length, forbidden.length)}>
      <Stack>
        <TagsInput
          label="Words you like"
          description="A * at the end of a word means all that begin like it"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder={approved.length === 0 ? 'Each ended by Enter' : undefined}
          maxTags={500}
          value={approved}
          error={errors['tone.approved'] ?? errorBelow(errors, 'tone.approved.') ?? errors.tone}
          onChange={(words) => say({ approved: words })}
        />
        <WholeInput
          label="At least so many of them in a creative"
          description="Missing ones are worth a note, no more"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          min={0}
          max={20}
          maw={360}
          value={least}
          error={errors['tone.approved_at_least']}
          onChange={(count) => say({ approved_at_least: count })}
        />
        <div>
          <Text size="sm" fw={500} mb={6}>
            Words never used
          </Text>
          <ul className={classes.list} aria-label="Words never used">
            {forbidden.map(({ term, instead = '' }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a word is none before it is typed
              <li key={at} className={classes.term}>
                <TextInput
                  aria-label={`Word ${at + 1} that is never used`}
                  placeholder="Never"
                  maxLength={80}
                  value={term}
                  error={errors[`tone.forbidden.${at}.term`]}
                  onChange={({ currentTarget }) => change(at, { term: currentTarget.value })}
                />
                <TextInput
                  aria-label={`What is said instead of ${term || 'it'}`}
                  placeholder="Instead"
                  maxLength={80}
                  value={instead}
                  error={errors[`tone.forbidden.${at}.instead`]}
                  onChange={({ currentTarget }) => change(at, { instead: currentTarget.value })}
                />
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={34}
                  aria-label={`Allow ${term || 'it'}`}
                  onClick={() => say({ forbidden: forbidden.filter((_, index) => index !== at) })}
                >
                  <IconTrash size={17} aria-hidden />
                </ActionIcon>
              </li>
            ))}
          </ul>
        </div>
        <div>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => say({ forbidden: [...forbidden, { term: '', instead: '' }] })}
          >
            Add a word
          </Button>
        </div>
      </Stack>
    </Panel>
  );
}

function errorBelow(errors: Record<string, string>, path: string): string | undefined {
  return Object.entries(errors).find(([field]) => field.startsWith(path))?.[1];
}

function said(liked: number, never: number): string {
  if (liked + never === 0) return 'Any words will do.';
  const words = (count: number) => (count === 1 ? 'one word' : `${count} words`);
  return `You like ${words(liked)}, and never use ${never === 0 ? 'none' : words(never)}, however spelt.`;
}
