import { Button, MultiSelect, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { asProblem, byField } from '@/api/problem';
import type { Channel } from '@/api/types';
import { Panel } from '@/parts/page/Panel';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { cityOf, readerZone } from '@/parts/time/When';
import { CHANNELS } from '@/parts/words/channels';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import { useKeepFree } from '../changes';
import { said, today } from '../days';

interface Said {
  name: string;
  first: string;
  last: string;
  zone: string;
  channels: Channel[];
}

const ZONES = [...new Set(['UTC', readerZone(), ...Intl.supportedValuesOf('timeZone')])].map((value) => ({
  value,
  label: value.replaceAll('_', ' '),
}));
const CHANNEL_CHOICES = Object.entries(CHANNELS).map(([value, label]) => ({ value, label }));

function blank(): Said {
  return { name: '', first: today(), last: today(), zone: readerZone(), channels: [] };
}

/** Names days to be kept free; what is typed and not kept yet survives a reload. */
export function KeepFree() {
  const [typed, keep] = useUnsaved<Said>('days kept free');
  const free = typed ?? blank();
  const change = (more: Partial<Said>) => keep({ ...free, ...more });
  const keepFree = useKeepFree();
  const problem = keepFree.error && asProblem(keepFree.error);
  const fields = problem ? byField(problem) : {};
  const isBackwards = free.last < free.first;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { name, first, last, zone, channels } = free;
    keepFree.mutate(
      { name: name.trim(), first_day: first, last_day: last, time_zone: zone, channels },
      {
        onSuccess: () => {
          keep(null);
          showDone(`${name.trim()} is kept free${first === last ? `, ${said(first, 'long')}` : ''}.`);
        },
      },
    );
  };
  return (
    <Panel title="Keep days free">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="What for"
            placeholder="Christmas"
            required
            maxLength={200}
            value={free.name}
            error={fields.name}
            onChange={({ currentTarget }) => change({ name: currentTarget.value })}
          />
          <SimpleGrid cols={2} spacing="sm">
            <TextInput
              type="date"
              label="First day"
              required
              max="2099-12-31"
              value={free.first}
              error={fields.first_day}
              onChange={({ currentTarget: { value } }) =>
                value && change({ first: value, last: free.last < value ? value : free.last })
              }
            />
            <TextInput
              type="date"
              label="Last day"
              required
              max="2099-12-31"
              value={free.last}
              error={fields.last_day ?? (isBackwards ? 'It is before the first day.' : undefined)}
              onChange={({ currentTarget: { value } }) => value && change({ last: value })}
            />
          </SimpleGrid>
          <Select
            label="By the clock of"
            description={free.zone === readerZone() ? 'Yours' : `Days begin at midnight in ${cityOf(free.zone)}`}
            searchable
            data={ZONES}
            limit={40}
            value={free.zone}
            allowDeselect={false}
            error={fields.time_zone}
            onChange={(zone) => change({ zone: zone ?? readerZone() })}
          />
          <MultiSelect
            label="Of which channels"
            placeholder={free.channels.length ? undefined : 'Every channel'}
            data={CHANNEL_CHOICES}
            value={free.channels}
            error={fields.channels}
            onChange={(channels) => change({ channels: channels as Channel[] })}
          />
          {problem && Object.keys(fields).length === 0 && <Trouble error={problem} />}
          <Button type="submit" loading={keepFree.isPending} disabled={!free.name.trim() || isBackwards}>
            Keep them free
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}
