import { Button, Checkbox, Group, Popover, Stack } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import classes from './PickSeveral.module.css';

interface Props<Value extends string> {
  /** What is picked: "Stage". */
  label: string;
  /** What is shown while nothing is picked: "Any stage". */
  any: string;
  /** Title of each value, in their order; with `mark`, something to see before it. */
  options: Record<Value, string>;
  mark?: (value: Value) => ReactNode;
  value: readonly Value[];
  onChange: (value: Value[]) => void;
}

const MOST_NAMED = 2;

/** A filter that takes several values, any of which will do. */
export function PickSeveral<Value extends string>({ label, any, options, mark, value, onChange }: Props<Value>) {
  const [isOpen, setOpen] = useState(false);
  const all = Object.keys(options) as Value[];
  const titles = value.map((one) => options[one]);
  const said = titles.length > MOST_NAMED ? `${titles.length} of ${all.length}` : titles.join(', ');
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          fw={value.length ? 600 : 400}
          className={classes.button}
          rightSection={<IconChevronDown size={16} aria-hidden />}
          aria-label={`${label}: ${said || any}`}
          onClick={() => setOpen(!isOpen)}
        >
          {said || any}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <Checkbox.Group value={[...value]} onChange={(picked) => onChange(all.filter((one) => picked.includes(one)))}>
          <Stack gap="xs">
            {all.map((one) => (
              <Checkbox
                key={one}
                value={one}
                label={
                  <Group gap={8} wrap="nowrap">
                    {mark?.(one)}
                    {options[one]}
                  </Group>
                }
              />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}
