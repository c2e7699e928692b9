import { Badge, Group, Stack, Text } from '@mantine/core';
import { useMe } from '@/app/me';
import { abilities } from '@/app/roles';
import { Panel } from '@/parts/page/Panel';
import { sentence } from '@/parts/states/problems';

/** Name, address and roles: an administrator gives them, and changes them. */
export function WhoYouAre() {
  const me = useMe();
  return (
    <Panel title={me.name} lead={`${me.email}, of ${me.tenant_name}`}>
      <Stack gap="sm">
        <Group gap={6}>
          {[...me.roles, ...me.grants].map((role) => (
            <Badge key={role} variant="default" tt="none">
              {sentence(role)}
            </Badge>
          ))}
        </Group>
        {abilities(me.permissions).map(({ verb, what }) => (
          <Text key={verb} size="sm">
            <b>You can {verb}</b>{' '}
            <Text span inherit c="dimmed">
              {what.join(', ')}
            </Text>
          </Text>
        ))}
        <Text size="xs" c="dimmed">
          An administrator of {me.tenant_name} changes your name, your address and what you can do.
        </Text>
      </Stack>
    </Panel>
  );
}
