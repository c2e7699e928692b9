/** Fields that hold several things: buttons, pictures, names with values. */
import { ActionIcon, Box, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { told } from '@/parts/words/values';
import type { Button as Tapped } from '../content';
import { LineInput } from './LineInput';
import classes from './Writing.module.css';

interface ListProps<One> {
  label: string;
  one: string;
  most: number;
  value: readonly One[];
  onChange: (value: One[]) => void;
  fresh: One;
  isReadOnly: boolean;
  row: (one: One, change: (to: One) => void, at: number) => ReactNode;
}

function Rows<One>({ label, one, most, value, onChange, fresh, isReadOnly, row }: ListProps<One>) {
  return (
    <Box role="group" aria-label={label}>
      <Text size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <Stack gap={6}>
        {value.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no names, and are written in place
          <div key={at} className={classes.row}>
            {row(each, (to) => onChange(value.map((before, index) => (index === at ? to : before))), at)}
            {!isReadOnly && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={`Take out ${one} ${at + 1}`}
                onClick={() => onChange(value.filter((_, index) => index !== at))}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            )}
          </div>
        ))}
        {!isReadOnly && (
          <Group>
            <Button
              size="compact-sm"
              variant="light"
              leftSection={<IconPlus size={14} aria-hidden />}
              disabled={value.length >= most}
              title={value.length >= most ? `At most ${most}` : undefined}
              onClick={() => onChange([...value, fresh])}
            >
              Add {one}
            </Button>
          </Group>
        )}
      </Stack>
    </Box>
  );
}

interface Props<Value> {
  label: string;
  value: Value;
  isReadOnly: boolean;
  onChange: (value: Value) => void;
}

export function ButtonsInput({ label, value, isReadOnly, onChange }: Props<readonly Tapped[]>) {
  return (
    <Rows
      label={label}
      one="button"
      most={5}
      fresh={{ label: '', url: '' }}
      value={value}
      isReadOnly={isReadOnly}
      onChange={onChange}
      row={(button, change, at) => (
        <>
          <LineInput
            aria-label={`What button ${at + 1} says`}
            placeholder="Order again"
            readOnly={isReadOnly}
            value={button.label}
            onChange={(words) => change({ ...button, label: words })}
          />
          <LineInput
            aria-label={`What button ${at + 1} opens`}
            placeholder="https://"
            readOnly={isReadOnly}
            value={button.url ?? ''}
            onChange={(url) => change({ ...button, url })}
          />
        </>
      )}
    />
  );
}

export function AddressesInput({ label, value, isReadOnly, onChange }: Props<readonly string[]>) {
  return (
    <Rows
      label={label}
      one="address"
      most={10}
      fresh=""
      value={value}
      isReadOnly={isReadOnly}
      onChange={onChange}
      row={(address, change, at) => (
        <LineInput
          aria-label={`Address ${at + 1}`}
          placeholder="https://"
          readOnly={isReadOnly}
          value={address}
          onChange={change}
        />
      )}
    />
  );
}

/** Names and values. A value that is more than words, as programs send it, is shown and kept. */
export function PairsInput({ label, value, isReadOnly, onChange }: Props<Readonly<Record<string, unknown>>>) {
  const pairs = Object.entries(value);
  return (
    <Rows
      label={label}
      one="field"
      most={100}
      fresh={['', ''] as [string, unknown]}
      value={pairs}
      isReadOnly={isReadOnly}
      onChange={(changed) => onChange(Object.fromEntries(changed))}
      row={([name, said], change, at) => (
        <>
          <LineInput
            aria-label={`Name of field ${at + 1}`}
            placeholder="Name"
            readOnly={isReadOnly}
            value={name}
            onChange={(to) => change([to, said])}
          />
          {typeof said === 'string' ? (
            <LineInput
              aria-label={`Value of ${name || `field ${at + 1}`}`}
              placeholder="Value"
              readOnly={isReadOnly}
              value={said}
              onChange={(to) => change([name, to])}
            />
          ) : (
            <Text size="sm" className={classes.kept}>
              {told(said)}
            </Text>
          )}
        </>
      )}
    />
  );
}
