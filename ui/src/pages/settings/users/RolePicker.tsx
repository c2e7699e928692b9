import { Checkbox, Radio, Stack } from '@mantine/core';
import type { Role } from '@/api/types';
import { GRANTS, type Grant, ROLES } from '../words';

interface Props {
  role: Role;
  grants: readonly Grant[];
  onRole: (role: Role) => void;
  onGrants: (grants: Grant[]) => void;
  disabled?: boolean;
}

/** One role, and whatever somebody approves besides; each says what one can do with it. */
export function RolePicker({ role, grants, onRole, onGrants, disabled }: Props) {
  return (
    <Stack gap="md">
      <Radio.Group label="Role" value={role} onChange={(value) => onRole(value as Role)}>
        <Stack gap={8} mt={6}>
          {(Object.keys(ROLES) as Role[]).map((one) => (
            <Radio key={one} value={one} label={ROLES[one].title} description={ROLES[one].can} disabled={disabled} />
          ))}
        </Stack>
      </Radio.Group>
      <Checkbox.Group label="Approves as well" value={[...grants]} onChange={(values) => onGrants(values as Grant[])}>
        <Stack gap={8} mt={6}>
          {(Object.keys(GRANTS) as Grant[]).map((one) => (
            <Checkbox
              key={one}
              value={one}
              label={GRANTS[one].title}
              description={GRANTS[one].can}
              disabled={disabled}
            />
          ))}
        </Stack>
      </Checkbox.Group>
    </Stack>
  );
}

const STRONGEST_FIRST: readonly Role[] = ['admin', 'manager', 'operator', 'analyst', 'viewer'];

/** The role that says it all: each brings what the weaker ones bring. */
export function strongest(roles: readonly Role[]): Role {
  return STRONGEST_FIRST.find((role) => roles.includes(role)) ?? 'viewer';
}
