import { Menu, Text, UnstyledButton } from '@mantine/core';
import { IconBuilding, IconCheck, IconLogin2, IconSelector } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { session } from '@/api/session';
import { useActingTenant, useMay, useMe, useTenants } from './me';
import classes from './TenantMenu.module.css';

const PLATFORM = 'platform';

/**
 * Whose campaigns these are, and the way to another tenant. The platform's people look at any; everybody else belongs to the
 * one they signed in to, and signs in to another.
 */
export function TenantMenu() {
  const me = useMe();
  const { tenantId, choose } = useActingTenant();
  const isOfPlatform = useMay('tenant:write') && me.tenant_id === PLATFORM;
  const tenants = useTenants(isOfPlatform).data?.items ?? [];
  const navigate = useNavigate();
  const others = session.tenants.filter((one) => one !== me.tenant_id);
  const enter = async (tenant?: string) => {
    await session.signOut();
    await navigate({ to: '/sign-in', search: { tenant } });
  };
  const name = tenants.find((one) => one.id === tenantId)?.name ?? me.tenant_name;
  return (
    <Menu width="target" position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={classes.button} aria-label={`Tenant: ${name}`}>
          <IconBuilding size={18} stroke={1.6} aria-hidden />
          <Text span truncate fw={600} size="sm" flex={1}>
            {name}
          </Text>
          <IconSelector size={16} stroke={1.6} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {tenants.map((tenant) => (
          <Menu.Item
            key={tenant.id}
            onClick={() => choose(tenant.id)}
            rightSection={tenant.id === tenantId ? <IconCheck size={14} aria-label="chosen" /> : null}
          >
            {tenant.name}
          </Menu.Item>
        ))}
        {others.map((tenant) => (
          <Menu.Item key={tenant} leftSection={<IconLogin2 size={16} aria-hidden />} onClick={() => enter(tenant)}>
            {tenant}
          </Menu.Item>
        ))}
        <Menu.Item leftSection={<IconLogin2 size={16} aria-hidden />} onClick={() => enter()}>
          Sign in to another tenant
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
