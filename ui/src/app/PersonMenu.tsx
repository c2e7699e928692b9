import {
  Avatar,
  Badge,
  Button,
  Divider,
  Group,
  Popover,
  Stack,
  Text,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { session } from '@/api/session';
import { sentence } from '@/parts/states/problems';
import { useMe } from './me';
import { abilities } from './roles';

/** Who is signed in, and what that lets them do. */
export function PersonMenu() {
  const me = useMe();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={300} trapFocus>
      <Popover.Target>
        <UnstyledButton onClick={() => setOpen(!isOpen)}>
          <Avatar name={me.name} color="pine" variant="filled" size={32} radius="xl" />
          <VisuallyHidden>{me.name}: account</VisuallyHidden>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label="Account">
        <Stack gap={6} p="sm">
          <div>
            <Text fw={600}>{me.name}</Text>
            <Text size="xs" c="dimmed">
              {me.email}
            </Text>
          </div>
          <Group gap={6}>
            {[...me.roles, ...me.grants].map((role) => (
              <Badge key={role} variant="default" tt="none">
                {sentence(role)}
              </Badge>
            ))}
          </Group>
          {abilities(me.permissions).map(({ verb, what }) => (
            <Text key={verb} size="xs">
              <b>You can {verb}</b>{' '}
              <Text span inherit c="dimmed">
                {what.join(', ')}
              </Text>
            </Text>
          ))}
        </Stack>
        <Divider my={4} />
        <Button
          component={Link}
          to={'/account' as string}
          variant="subtle"
          fullWidth
          justify="flex-start"
          leftSection={<IconUserCircle size={16} aria-hidden />}
          onClick={() => setOpen(false)}
        >
          Your account
        </Button>
        <Button
          variant="subtle"
          fullWidth
          justify="flex-start"
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => void session.signOut().finally(() => sessionStorage.clear())}
        >
          Sign out
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
