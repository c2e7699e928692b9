import { Button, Group, Kbd, Menu, Text } from '@mantine/core';
import { IconCheck, IconDots, IconInfoCircle } from '@tabler/icons-react';
import classes from './DecisionBar.module.css';
import type { Verdict } from './queries';

interface Props {
  /** Why nobody here can decide; null where they can. */
  hindrance: string | null;
  /** Where the reason can be looked at: goes there. */
  onWhy?: () => void;
  /** How far it is: "1 of 2 director approvals". */
  progress: string;
  /** How many sections are asked to be changed. */
  remarks: number;
  onDecide: (verdict: Verdict) => void;
}

/** Always in sight: the two decisions, or why they are not there to be made. */
export function DecisionBar({ hindrance, onWhy, progress, remarks, onDecide }: Props) {
  const why = hindrance ?? (remarks > 0 ? 'You ask for changes, so it can only be sent back.' : progress);
  return (
    <div className={classes.bar} role="toolbar" aria-label="Your decision">
      <Group gap={8} wrap="nowrap" className={classes.why} id="why">
        {hindrance && <IconInfoCircle size={17} className={classes.icon} aria-hidden />}
        <Text size="sm">{why}</Text>
        {onWhy && (
          <Button size="compact-sm" variant="light" className={classes.icon} onClick={onWhy}>
            What changed
          </Button>
        )}
      </Group>
      <Group gap="xs" wrap="nowrap" className={classes.buttons}>
        <Menu position="top-end">
          <Menu.Target>
            <Button variant="default" px={10} disabled={hindrance !== null} aria-label="More decisions">
              <IconDots size={18} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item color="red" onClick={() => onDecide('reject')}>
              Reject, and end the review
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <Button
          variant="default"
          disabled={hindrance !== null}
          aria-describedby="why"
          onClick={() => onDecide('request_changes')}
          rightSection={<Hint letter="r" />}
        >
          {remarks > 0 ? `Send back with ${remarks}` : 'Request changes'}
        </Button>
        <Button
          disabled={hindrance !== null || remarks > 0}
          aria-describedby="why"
          leftSection={<IconCheck size={18} aria-hidden />}
          onClick={() => onDecide('approve')}
          rightSection={<Hint letter="a" />}
        >
          Approve
        </Button>
      </Group>
    </div>
  );
}

function Hint({ letter }: { letter: string }) {
  return (
    <Kbd size="xs" visibleFrom="sm" aria-hidden>
      {letter}
    </Kbd>
  );
}
