import { ActionIcon, Button, Menu, NativeSelect, Group as Row, Stack, Text, Tooltip } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { ConditionEditor } from './ConditionEditor';
import classes from './Conditions.module.css';
import { type Group, type Item, isGroup, type Mode, newGroup, newRule, type Rule } from './tree';
import { MODES } from './words';

interface Props {
  group: Group;
  onChange: (group: Group) => void;
  onRemove?: () => void;
  disabled?: boolean;
  depth?: number;
  /** How the sentence begins that the conditions end. */
  label?: string;
  /** The last condition cannot be taken away. */
  needsOne?: boolean;
}

const DEEPEST = 4;

/** Conditions that hold together: all, any or none of them. */
export function GroupEditor({ group, onChange, onRemove, disabled, depth = 0, label, needsOne = false }: Props) {
  const isLast = needsOne && group.of.length === 1;
  const put = (item: Item) => onChange({ ...group, of: group.of.map((one) => (one.key === item.key ? item : one)) });
  const drop = (key: string) => onChange({ ...group, of: group.of.filter((one) => one.key !== key) });
  const add = (item: Item) => onChange({ ...group, of: [...group.of, item] });
  return (
    <fieldset style={{ border: 'none', margin: 0, padding: 0, minWidth: 0 }} disabled={disabled} aria-label={label}>
      <Row gap="xs" mb={4}>
        <Text size="sm">{label ?? (depth === 0 ? 'People of whom' : 'Of whom')}</Text>
        <NativeSelect
          size="xs"
          aria-label="How many of the conditions hold"
          data={Object.entries(MODES).map(([value, label]) => ({ value, label }))}
          value={group.mode}
          disabled={disabled}
          onChange={({ currentTarget }) => onChange({ ...group, mode: currentTarget.value as Mode })}
        />
        <Text size="sm">hold{onRemove ? '' : ':'}</Text>
        {onRemove && !disabled && <Remove label="Remove this group" onRemove={onRemove} />}
      </Row>
      <Stack gap={0} className={classes.group}>
        {group.of.map((item) =>
          isGroup(item) ? (
            <div key={item.key} style={{ padding: '8px 0' }}>
              <GroupEditor
                group={item}
                onChange={put}
                onRemove={isLast ? undefined : () => drop(item.key)}
                disabled={disabled}
                depth={depth + 1}
                needsOne={needsOne}
              />
            </div>
          ) : (
            <div key={item.key} className={classes.rule}>
              <ConditionEditor
                condition={item.condition}
                onChange={(condition) => put({ ...(item as Rule), condition })}
                disabled={disabled}
              />
              {!disabled && !isLast && <Remove label="Remove this condition" onRemove={() => drop(item.key)} />}
            </div>
          ),
        )}
        {!disabled && (
          <Row mt={4}>
            <Menu position="bottom-start">
              <Menu.Target>
                <Button size="compact-sm" variant="light" leftSection={<IconPlus size={16} aria-hidden />}>
                  Condition
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => add(newRule('attribute'))}>What is known of them</Menu.Item>
                <Menu.Item onClick={() => add(newRule('did'))}>What they did</Menu.Item>
                <Menu.Item onClick={() => add(newRule('in_segment'))}>Being in a segment</Menu.Item>
                <Menu.Item onClick={() => add(newRule('computed'))}>What is worked out of what they did</Menu.Item>
                {depth < DEEPEST && (
                  <Menu.Item onClick={() => add(newGroup('any', [newRule('attribute')]))}>
                    A group of conditions
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          </Row>
        )}
      </Stack>
    </fieldset>
  );
}

function Remove({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onRemove}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
