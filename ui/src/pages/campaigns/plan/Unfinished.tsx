import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Ago } from '@/parts/time/When';
import classes from './Plan.module.css';
import { useForget, useUnfinished } from './queries';

const MOST = 5;

/** What was begun and left, to be taken up again. */
export function Unfinished() {
  const { data = [] } = useUnfinished();
  const forget = useForget();
  if (data.length === 0) return null;
  return (
    <Group gap="sm" mb="md" role="group" aria-label="Begun before">
      <Text size="sm" c="dimmed">
        Begun before:
      </Text>
      <ul className={classes.unfinished}>
        {data.slice(0, MOST).map(({ id, brief, stage, updated_at }) => (
          <li key={id}>
            <Button.Group>
              <Button
                component={Link}
                to="/campaigns/new"
                search={{ launch: id } as never}
                size="compact-sm"
                variant="default"
                className={classes.begun}
              >
                {brief.name ?? 'Without a name'}
                <Text span size="xs" c="dimmed" ml={6}>
                  <Ago at={updated_at} />
                </Text>
              </Button>
              {stage === null && (
                <ActionIcon
                  size={26}
                  variant="default"
                  aria-label={`Forget ${brief.name ?? 'the one without a name'}`}
                  onClick={() => forget.mutate(id)}
                >
                  <IconX size={14} aria-hidden />
                </ActionIcon>
              )}
            </Button.Group>
          </li>
        ))}
      </ul>
    </Group>
  );
}
