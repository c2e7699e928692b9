import { Stack, Text, Title } from '@mantine/core';
import type { Campaign } from '@/api/types';
import { useMay } from '@/app/me';
import { Shown } from '@/parts/creative/Shown';
import { FORMATS } from '@/parts/creative/words';
import { Panel } from '@/parts/page/Panel';
import { Audience, Brief, Cost, Dates } from '@/parts/review/Facts';
import { useCreatives } from './queries';
import classes from './Says.module.css';

/** The newest that a campaign says: what it shows, whom, for how much and when. */
export function Says({ campaign }: { campaign: Campaign }) {
  const isNewer = campaign.approved_revision !== null && campaign.approved_revision !== campaign.revision;
  const lead = isNewer && 'This is its newest revision; until that is approved, the one that was approved before runs.';
  return (
    <Panel title="What it says" lead={lead}>
      <Stack gap="lg">
        <Part title="Brief">
          <Brief campaign={campaign} />
        </Part>
        <Part title="Audience">
          <Audience campaign={campaign} />
        </Part>
        <Part title="Budget">
          <Cost campaign={campaign} />
        </Part>
        <Part title="Schedule">
          <Dates campaign={campaign} />
        </Part>
        <Creatives campaignId={campaign.id} />
      </Stack>
    </Panel>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div>
      <Title order={3} className={classes.title}>
        {title}
      </Title>
      {children}
    </div>
  );
}

function Creatives({ campaignId }: { campaignId: string }) {
  const { data } = useCreatives(campaignId, useMay('creative:read'));
  if (!data) return null;
  return (
    <Part title="Creatives">
      {data.items.length === 0 ? (
        <Text size="sm">It has none yet.</Text>
      ) : (
        <ul className={classes.creatives}>
          {data.items.map((creative) => (
            <li key={creative.id}>
              <div className={classes.shown}>
                <Shown creative={creative} findings={[]} />
              </div>
              <Text size="sm" fw={600}>
                {creative.name}
              </Text>
              <Text size="xs" c="dimmed">
                {FORMATS[creative.format]}
                {creative.width ? `, ${creative.width} × ${creative.height}` : ''}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}
