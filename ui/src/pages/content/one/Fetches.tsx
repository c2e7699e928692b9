import { NativeSelect, Text } from '@mantine/core';
import { Jump } from '@/parts/page/Jump';
import { WholeInput } from '@/parts/writing/WholeInput';
import type { Content, Fetch } from '../content';
import { LineInput } from '../write/LineInput';
import { Entries } from './Entries';
import { NameInput } from './NameInput';
import classes from './ValuesPart.module.css';

interface Props {
  content: Content;
  isReadOnly: boolean;
  onChange: (content: Content) => void;
}

const FRESH: Fetch = {
  name: '',
  url: 'https://',
  kind: 'json',
  cache_s: 300,
  timeout_ms: 2_000,
  if_unavailable: 'leave_empty',
};

export function Fetches({ content, isReadOnly, onChange }: Props) {
  return (
    <Entries
      one="fetch"
      value={content.fetches ?? []}
      fresh={FRESH}
      isReadOnly={isReadOnly}
      onChange={(fetches) => onChange({ ...content, fetches })}
      none={
        <Text size="sm" c="dimmed">
          Nothing is fetched. An administrator says which <Jump to="/content-sources">hosts</Jump> may be asked.
        </Text>
      }
      form={(fetch, change) => (
        <>
          <div className={classes.pair}>
            <NameInput of="fetched" name={fetch.name} isReadOnly={isReadOnly} onChange={(name) => change({ name })} />
            <NativeSelect
              size="sm"
              label="What comes"
              description="How it is read"
              disabled={isReadOnly}
              data={[
                { value: 'json', label: 'Fields (JSON)' },
                { value: 'text', label: 'Words' },
              ]}
              value={fetch.kind ?? 'json'}
              onChange={({ currentTarget }) => change({ kind: currentTarget.value as Fetch['kind'] })}
            />
          </div>
          <LineInput
            size="sm"
            label="Address"
            description="https, with Liquid where you like"
            placeholder="https://api.example.com/weather?city={{ person.city | url_encode }}"
            readOnly={isReadOnly}
            value={fetch.url}
            onChange={(url) => change({ url })}
          />
          <div className={classes.pair}>
            <WholeInput
              size="sm"
              label="Kept for"
              unit="s"
              min={0}
              max={86_400}
              readOnly={isReadOnly}
              value={fetch.cache_s ?? 300}
              onChange={(cache_s) => change({ cache_s })}
            />
            <WholeInput
              size="sm"
              label="Waits at most"
              unit="ms"
              min={50}
              max={5_000}
              readOnly={isReadOnly}
              value={fetch.timeout_ms ?? 2_000}
              onChange={(timeout_ms) => change({ timeout_ms })}
            />
          </div>
          <NativeSelect
            size="sm"
            label="Where nothing comes"
            disabled={isReadOnly}
            data={[
              { value: 'leave_empty', label: 'The message goes without it' },
              { value: 'do_not_send', label: 'The message is not sent' },
            ]}
            value={fetch.if_unavailable ?? 'leave_empty'}
            onChange={({ currentTarget }) => change({ if_unavailable: currentTarget.value as Fetch['if_unavailable'] })}
          />
        </>
      )}
    />
  );
}
