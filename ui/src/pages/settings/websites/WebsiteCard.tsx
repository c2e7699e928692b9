import { Button, Divider, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { showDone } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { Copied } from '../Copied';
import { Refused } from '../Refused';
import { Sure } from '../Sure';
import { useChangeWebsite, useReplaceKey, type Website } from './queries';
import { WebsiteForm } from './WebsiteForm';
import { websiteSentence } from './words';

/** One website: its tag, ready to be copied, and the ways to change it. */
export function WebsiteCard({ website }: { website: Website }) {
  const mayWrite = useMay('profile:write');
  const [isChanging, setChanging] = useState(false);
  if (isChanging) return <WebsiteForm website={website} onDone={() => setChanging(false)} />;
  return (
    <Stack>
      <Text size="sm">{websiteSentence(website)}</Text>
      <Copied label="The tag, for the head of every page" value={website.snippet} isLong />
      <Copied
        label="The pixel, for where somebody has bought: put in the tag’s anonymous id, your order’s number and its value"
        value={website.pixel}
        isLong
      />
      <Copied label="Write key: public, it lets events in and nothing out" value={website.write_key} />
      <Text size="sm" c="dimmed" component="div">
        Added <When at={website.created_at} />
      </Text>
      {mayWrite ? (
        <>
          <Divider />
          <Acts website={website} onChange={() => setChanging(true)} />
        </>
      ) : (
        <Text size="sm" c="dimmed">
          Only managers and administrators change websites.
        </Text>
      )}
    </Stack>
  );
}

function Acts({ website, onChange }: { website: Website; onChange: () => void }) {
  const change = useChangeWebsite(website.id);
  const replace = useReplaceKey(website.id);
  const { name, origins, consent, enabled } = website;
  const turn = (isOn: boolean) =>
    change.mutate(
      { name, origins, consent, enabled: isOn },
      { onSuccess: () => showDone(isOn ? `${name} sends again.` : `Nothing of ${name} is let in.`) },
    );
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Button variant="default" onClick={onChange}>
          Change
        </Button>
        <Button variant="default" loading={change.isPending} onClick={() => turn(!enabled)}>
          {enabled ? 'Switch it off' : 'Switch it on'}
        </Button>
      </Group>
      <Sure
        label="Replace the write key"
        yes="Yes, replace it"
        means="Pages with the old tag send nothing from then on, until the new one is in them."
        loading={replace.isPending}
        onSure={() =>
          replace.mutate(undefined, { onSuccess: () => showDone('The new tag is above: put it into the pages.') })
        }
      />
      <Refused error={change.error ?? replace.error} />
    </Stack>
  );
}
