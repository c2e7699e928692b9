import { ActionIcon, Button, Group, NativeSelect, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { Role } from '@/api/types';
import { WholeInput } from '@/parts/writing/WholeInput';
import type { useKeptForm } from '../useKeptForm';
import { ROLES } from '../words';
import type { Filled } from './filled';

type Form = ReturnType<typeof useKeptForm<Filled>>['form'];
const roles = (Object.keys(ROLES) as Role[]).map((value) => ({ value, label: ROLES[value].title }));

/** What holds of everybody who comes by a provider. */
export function RulesFields({ form, isOpenId }: { form: Form; isOpenId: boolean }) {
  const { joining, groups } = form.values;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NativeSelect
          label="Whoever has no account here"
          data={[
            { value: 'invited', label: 'is turned away: they are invited first' },
            { value: 'just_in_time', label: 'gets one at that moment' },
          ]}
          {...form.getInputProps('joining')}
        />
        <NativeSelect
          label={groups.length > 0 ? 'Role of those no group gives one' : 'Role of those who join'}
          data={[
            {
              value: '',
              label: joining === 'just_in_time' && groups.length === 0 ? 'Choose one' : 'None: they are turned away',
            },
            ...roles,
          ]}
          {...form.getInputProps('default_role')}
        />
      </SimpleGrid>
      <Groups form={form} />
      <Switch
        label="The only way in"
        description="Passwords of those it knows open nothing, and nobody sends them one to choose"
        {...form.getInputProps('only_way_in', { type: 'checkbox' })}
      />
      {isOpenId && (
        <Switch
          label="Its addresses are verified"
          description="Even where it does not say so of an address. Only for a provider of your own."
          {...form.getInputProps('vouches_for_addresses', { type: 'checkbox' })}
        />
      )}
      <WholeInput
        label="Hours until they sign on again"
        description="Whoever left your provider is out after that"
        maw={320}
        min={1}
        max={720}
        value={form.values.session_hours}
        error={form.errors.session_hours}
        onChange={(hours) => form.setFieldValue('session_hours', hours)}
      />
      <details>
        <summary>
          <Text span size="sm">
            Where it keeps addresses, names and groups
          </Text>
        </summary>
        <SimpleGrid cols={{ base: 1, sm: 3 }} mt="xs">
          <TextInput label="Their address" required {...form.getInputProps('email_claim')} />
          <TextInput label="Their name" required {...form.getInputProps('name_claim')} />
          <TextInput label="Their groups" required {...form.getInputProps('groups_claim')} />
        </SimpleGrid>
      </details>
    </Stack>
  );
}

/** Which group has which role; with any, roles are what the groups say, anew at each sign-on. */
function Groups({ form }: { form: Form }) {
  const { groups } = form.values;
  return (
    <Stack gap="xs">
      {groups.length > 0 && <Text size="sm">Groups say what people may do, anew at each sign-on.</Text>}
      {groups.map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group has no name yet
        <Group key={at} gap="xs" align="flex-end" wrap="nowrap">
          <TextInput flex={1} label="Group" required maxLength={200} {...form.getInputProps(`groups.${at}.group`)} />
          <NativeSelect label="Role" data={roles} {...form.getInputProps(`groups.${at}.role`)} />
          <ActionIcon
            variant="default"
            size={36}
            aria-label={`Take away ${groups[at]?.group || 'this group'}`}
            onClick={() => form.removeListItem('groups', at)}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => form.insertListItem('groups', { group: '', role: 'viewer' })}
        >
          {groups.length > 0 ? 'Another group' : 'Let groups say the roles'}
        </Button>
      </Group>
    </Stack>
  );
}
