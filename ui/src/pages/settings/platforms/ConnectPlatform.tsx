import { Button, Group, SimpleGrid, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { asProblem, byField } from '@/api/problem';
import { showDone } from '@/parts/states/problems';
import classes from '../connectors/Connect.module.css';
import { blanksOf, NeedsFields, said } from '../needs/NeedsFields';
import { Refused } from '../Refused';
import { FromBefore, useKeptForm } from '../useKeptForm';
import { type Platform, useConnect } from './queries';
import { askedBy, matches, needs } from './words';

interface Props {
  platforms: readonly Platform[];
  onDone: (accountId: string) => void;
}

/** First at whom, then what they need to let us in. */
export function ConnectPlatform({ platforms, onDone }: Props) {
  const [chosen, setChosen] = useState<Platform | null>(null);
  if (chosen) return <Filled platform={chosen} onBack={() => setChosen(null)} onDone={onDone} />;
  return (
    <Stack>
      <Text size="sm">Whose account is it? Have at hand what it needs.</Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {platforms.map((platform) => (
          <UnstyledButton key={platform.platform} className={classes.vendor} onClick={() => setChosen(platform)}>
            <Text span fw={600} size="sm">
              {platform.label}
            </Text>
            <Text span size="xs">
              {matches(platform)}
            </Text>
            <Text span size="xs" c="dimmed">
              {needs(platform)}
            </Text>
          </UnstyledButton>
        ))}
      </SimpleGrid>
    </Stack>
  );
}

interface FilledProps {
  platform: Platform;
  onBack: () => void;
  onDone: (accountId: string) => void;
}

function Filled({ platform, onBack, onDone }: FilledProps) {
  const connect = useConnect();
  const asked = askedBy(platform);
  const { form, forget, ...before } = useKeptForm(
    `account at ${platform.platform}`,
    { name: platform.label, bidUrl: '', ...blanksOf(asked) },
    ['credentials'],
  );
  const submit = form.onSubmit(({ name, bidUrl, parameters, credentials }) =>
    connect.mutate(
      {
        platform: platform.platform,
        name,
        bid_url: bidUrl || null,
        parameters: said(parameters),
        credentials: said(credentials),
      },
      {
        onSuccess: (made) => {
          forget();
          showDone(`${made.name} is connected. Test whether it lets us in.`);
          onDone(made.id);
        },
        onError: (error) => form.setErrors(byField(asProblem(error))),
      },
    ),
  );
  return (
    <form onSubmit={submit}>
      <Stack>
        <FromBefore {...before} />
        <TextInput label="Name" required maxLength={120} data-autofocus {...form.getInputProps('name')} />
        <NeedsFields asked={asked} inputProps={(path) => form.getInputProps(path)} />
        <TextInput
          label="Address of its bidder"
          description="Left out, no bids are asked of it"
          inputMode="url"
          placeholder="https://…"
          {...form.getInputProps('bidUrl')}
          error={form.errors.bid_url}
        />
        <Refused error={connect.error} />
        <Group justify="space-between">
          <Button variant="default" onClick={onBack}>
            Another platform
          </Button>
          <Button type="submit" loading={connect.isPending}>
            Connect
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
