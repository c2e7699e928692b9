import { NativeSelect, Stack, Switch, TagsInput, Text, TextInput } from '@mantine/core';
import type { Channel } from '@/api/types';
import { Panel } from '@/parts/page/Panel';
import { type Content, FIELDS, type Tracking } from '../content';
import { useKnown } from '../queries';
import { Defaults } from './Defaults';
import { Fetches } from './Fetches';
import { Lookups } from './Lookups';
import classes from './ValuesPart.module.css';

interface Props {
  content: Content;
  channel: Channel;
  isReadOnly: boolean;
  onChange: (content: Content) => void;
}

/** What the message reads, where that comes from, what happens where it is missing, and what becomes of its links. */
export function ValuesPart({ content, channel, isReadOnly, onChange }: Props) {
  const known = useKnown();
  const paths = known?.variables.map(({ path }) => path).filter((path) => !path.includes('<')) ?? [];
  const shared = { content, isReadOnly, onChange };
  const hasPage = FIELDS[channel].includes('html');
  return (
    <div className={classes.columns}>
      <Panel title="Where a value is missing" lead="What is shown to whoever has none, so that nobody sees a gap.">
        <Stack>
          <Defaults {...shared} paths={paths} />
          <TagsInput
            label="Not sent without"
            description="Whoever has none of these gets no message"
            placeholder={content.required?.length ? undefined : 'person.first_name'}
            data={paths}
            disabled={isReadOnly}
            value={[...(content.required ?? [])]}
            onChange={(required) => onChange({ ...content, required })}
          />
        </Stack>
      </Panel>
      <Panel title="Items of catalogues" lead="Looked up for each person before the message is made.">
        <Lookups {...shared} />
      </Panel>
      <Panel title="Connected content" lead="Fetched from hosts on your list when a message is made.">
        <Fetches {...shared} />
      </Panel>
      <Panel title="Links" lead="What is counted, and what is added to addresses.">
        <Links {...shared} isEmail={channel === 'email'} />
      </Panel>
      {hasPage && (
        <Panel title="Markup" lead="Pages in MJML become HTML that reads well in every mail program.">
          <NativeSelect
            label="Pages are written in"
            disabled={isReadOnly}
            data={[
              { value: 'html', label: 'HTML' },
              { value: 'mjml', label: 'MJML' },
            ]}
            value={content.markup ?? 'html'}
            onChange={({ currentTarget }) => onChange({ ...content, markup: currentTarget.value as 'html' | 'mjml' })}
          />
          <Text size="xs" c="dimmed" mt="xs">
            What is written already stays as it is: write it anew where you change this.
          </Text>
        </Panel>
      )}
    </div>
  );
}

const UTM = { source: 'Source', medium: 'Medium', campaign: 'Campaign', term: 'Term', content: 'Content' } as const;

function Links({ content, isReadOnly, onChange, isEmail }: Omit<Props, 'channel'> & { isEmail: boolean }) {
  const { opens = true, clicks = true, utm = {} } = content.tracking ?? {};
  const say = (change: Tracking) => onChange({ ...content, tracking: { opens, clicks, utm, ...change } });
  return (
    <Stack gap="sm">
      {isEmail && (
        <>
          <Switch
            label="Count openings"
            disabled={isReadOnly}
            checked={opens}
            onChange={({ currentTarget }) => say({ opens: currentTarget.checked })}
          />
          <Switch
            label="Count clicks"
            disabled={isReadOnly}
            checked={clicks}
            onChange={({ currentTarget }) => say({ clicks: currentTarget.checked })}
          />
        </>
      )}
      <div className={classes.utm}>
        {Object.entries(UTM).map(([name, label]) => (
          <TextInput
            key={name}
            size="sm"
            label={`UTM ${label.toLowerCase()}`}
            maxLength={120}
            readOnly={isReadOnly}
            value={utm[name as keyof typeof UTM] ?? ''}
            onChange={({ currentTarget }) => say({ utm: { ...utm, [name]: currentTarget.value } })}
          />
        ))}
      </div>
      <TagsInput
        label="Only on links to"
        description="These hosts and those below them; all where there is none"
        placeholder={utm.hosts?.length ? undefined : 'shop.example'}
        disabled={isReadOnly}
        value={[...(utm.hosts ?? [])]}
        onChange={(hosts) => say({ utm: { ...utm, hosts } })}
      />
    </Stack>
  );
}
