/** The parts of the delivery policy beside its caps. */
import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  MultiSelect,
  NativeSelect,
  Select,
  Stack,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { Channel } from '@/api/types';
import { CHANNELS } from '@/parts/words/channels';
import { useRowKeys } from '@/parts/writing/useRowKeys';
import { WholeInput } from '@/parts/writing/WholeInput';
import { DISTURBING, type QuietHours, SENT_ON, type Throttle } from './delivery';
import type { Policy } from './queries';

interface Props {
  policy: Policy;
  isFixed: boolean;
  onChange: (part: Partial<Policy>) => void;
}

const named = (channels: readonly Channel[]) => channels.map((value) => ({ value, label: CHANNELS[value] }));

export function QuietTimes({ policy, isFixed, onChange }: Props) {
  const quiet = policy.quiet_hours as QuietHours[];
  const put = (next: QuietHours[]) => onChange({ quiet_hours: next });
  const replace = (at: number, part: Partial<QuietHours>) =>
    put(quiet.map((one, index) => (index === at ? { ...one, ...part } : one)));
  const taken = quiet.flatMap(({ channels }) => channels);
  const free = DISTURBING.filter((channel) => !taken.includes(channel));
  return (
    <Stack gap="sm">
      {quiet.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else to be told by
        <Group key={at} align="flex-end" gap="sm">
          <TextInput
            type="time"
            label="From"
            value={one.starts}
            readOnly={isFixed}
            onChange={({ currentTarget }) => replace(at, { starts: currentTarget.value })}
          />
          <TextInput
            type="time"
            label="To"
            value={one.ends}
            readOnly={isFixed}
            onChange={({ currentTarget }) => replace(at, { ends: currentTarget.value })}
          />
          <MultiSelect
            label="On"
            flex="1 1 220px"
            data={named(SENT_ON.filter((channel) => one.channels.includes(channel) || !taken.includes(channel)))}
            value={one.channels}
            readOnly={isFixed}
            onChange={(channels) => replace(at, { channels: channels as Channel[] })}
          />
          {!isFixed && (
            <Away
              what={`quiet hours from ${one.starts}`}
              onClick={() => put(quiet.filter((_, index) => index !== at))}
            />
          )}
        </Group>
      ))}
      {!isFixed && (
        <More
          onClick={() => put([...quiet, { starts: '21:00', ends: '08:00', channels: [...free] }])}
          disabled={SENT_ON.every((channel) => taken.includes(channel))}
        >
          {quiet.length === 0 ? 'Set quiet hours' : 'Other hours for other channels'}
        </More>
      )}
    </Stack>
  );
}

export function Consent({ policy, isFixed, onChange }: Props) {
  return (
    <Checkbox.Group
      aria-label="Channels on which marketing needs a consent"
      value={policy.consent_needed}
      onChange={(channels) => onChange({ consent_needed: SENT_ON.filter((channel) => channels.includes(channel)) })}
    >
      <Group gap="md">
        {SENT_ON.map((channel) => (
          <Checkbox key={channel} value={channel} label={CHANNELS[channel]} disabled={isFixed} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

export function Holdout({ policy, isFixed, onChange }: Props) {
  return (
    <WholeInput
      label="Of 100 people, without any marketing"
      maw={260}
      min={0}
      max={50}
      readOnly={isFixed}
      value={policy.holdout_percent}
      onChange={(holdout_percent) => onChange({ holdout_percent })}
    />
  );
}

export function Speeds({ policy, isFixed, onChange }: Props) {
  const { throttles } = policy;
  const put = (next: Throttle[]) => onChange({ throttles: next });
  const replace = (at: number, part: Partial<Throttle>) =>
    put(throttles.map((one, index) => (index === at ? { ...one, ...part } : one)));
  const rows = useRowKeys(throttles.length);
  const taken = throttles.map(({ channel }) => channel ?? '');
  const free = ['', ...SENT_ON].find((one) => !taken.includes(one as Channel | ''));
  return (
    <Stack gap="sm">
      {throttles.map((one, at) => (
        <Group key={rows.keyAt(at)} align="flex-end" gap="sm">
          <NativeSelect
            label="On"
            disabled={isFixed}
            data={[{ value: '', label: 'All channels together' }, ...named(SENT_ON)]}
            value={one.channel ?? ''}
            onChange={({ currentTarget }) => replace(at, { channel: (currentTarget.value || null) as Channel | null })}
          />
          <WholeInput
            label="Most a second"
            w={130}
            min={1}
            max={100_000}
            readOnly={isFixed}
            value={one.per_second}
            onChange={(per_second) => replace(at, { per_second })}
          />
          <WholeInput
            label="At once after a pause"
            w={170}
            min={1}
            max={100_000}
            placeholder={String(one.per_second)}
            readOnly={isFixed}
            isOptional
            value={one.burst ?? null}
            onChange={(burst) => replace(at, { burst })}
          />
          {!isFixed && (
            <Away
              what={`speed ${one.channel ? `on ${CHANNELS[one.channel]}` : 'of all channels'}`}
              onClick={() => {
                rows.drop(at);
                put(throttles.filter((_, index) => index !== at));
              }}
            />
          )}
        </Group>
      ))}
      {!isFixed && (
        <More
          onClick={() => {
            rows.add();
            put([...throttles, { channel: (free || null) as Channel | null, per_second: 50, burst: null }]);
          }}
          disabled={free === undefined}
        >
          Slow something down
        </More>
      )}
    </Stack>
  );
}

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

export function Zone({ policy, isFixed, onChange }: Props) {
  return (
    <Select
      label="Time zone"
      maw={320}
      searchable
      limit={60}
      allowDeselect={false}
      readOnly={isFixed}
      data={ZONES.includes(policy.time_zone) ? ZONES : [policy.time_zone, ...ZONES]}
      value={policy.time_zone}
      onChange={(zone) => zone && onChange({ time_zone: zone })}
    />
  );
}

function Away({ what, onClick }: { what: string; onClick: () => void }) {
  return (
    <ActionIcon variant="default" size={36} onClick={onClick} aria-label={`Take away ${what}`}>
      <IconX size={16} aria-hidden />
    </ActionIcon>
  );
}

function More({ onClick, disabled, children }: { onClick: () => void; disabled: boolean; children: string }) {
  return (
    <Group>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={onClick}
        disabled={disabled}
      >
        {children}
      </Button>
    </Group>
  );
}
