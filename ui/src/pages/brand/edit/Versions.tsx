import { Badge, Button, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { Facts } from '@/parts/page/Facts';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import { Trouble } from '@/parts/states/Trouble';
import { When } from '@/parts/time/When';
import { summary, whole } from '../content';
import { type Kit, type KitVersion, useKitVersions } from '../queries';
import { Swatches } from '../Swatches';
import classes from './KitPage.module.css';

/** What the kit asked for, from one publication to the next. */
export function Versions({ kit }: { kit: Kit }) {
  const { data: versions = [], error, refetch } = useKitVersions(kit.id);
  const nameOf = useNames(versions.map(({ published_by }) => published_by));
  const [open, setOpen] = useState<KitVersion | null>(null);
  if (versions.length === 0 && !error) return null;
  return (
    <Panel title="Versions" lead="Reports name the version they go by; each stays as it was.">
      {error && versions.length === 0 && <Trouble error={error} onRetry={refetch} />}
      <ul className={classes.list}>
        {versions.map((one) => (
          <li key={one.version} className={classes.version}>
            <Group justify="space-between" wrap="nowrap">
              <Group gap={8}>
                <Text size="sm" fw={600}>
                  Version {one.version}
                </Text>
                {one.version === kit.live_version && (
                  <Badge size="sm" variant="light" tt="none">
                    Published
                  </Badge>
                )}
              </Group>
              <Button variant="subtle" size="compact-sm" onClick={() => setOpen(one)}>
                See version {one.version}
              </Button>
            </Group>
            {one.comment && <Text size="sm">“{one.comment}”</Text>}
            <Text size="xs" c="dimmed" component="div">
              {nameOf(one.published_by)}, <When at={one.published_at} />
            </Text>
          </li>
        ))}
      </ul>
      <Modal opened={open !== null} onClose={() => setOpen(null)} title={`Version ${open?.version ?? ''}`} size="lg">
        {open && <Whole version={open} />}
      </Modal>
    </Panel>
  );
}

function Whole({ version }: { version: KitVersion }) {
  const content = whole(version.content);
  const { palette, fonts, tone, logo } = content;
  return (
    <>
      <Text size="sm" mb="md">
        {summary(content)}
      </Text>
      <Facts
        facts={[
          ['Colours', palette && <Swatches key="colours" colours={palette.colours} isSmall />],
          ['Tolerance', palette && String(palette.tolerance)],
          [
            'Fonts',
            fonts.map(({ use, family, least_px, most_px }) => (
              <div key={`${use} ${family}`}>
                {family} for {use}, {least_px} to {most_px} px
              </div>
            )),
          ],
          ['Words you like', tone.approved?.join(', ')],
          [
            'Words never used',
            (tone.forbidden ?? []).map(({ term, instead }) => (
              <div key={term}>
                {term}
                {instead && `, but ${instead}`}
              </div>
            )),
          ],
          ['Smallest logo', `${logo.least_width_px} × ${logo.least_height_px} px`],
          [
            'Logo stands on',
            logo.backgrounds?.length ? (
              <Swatches key="grounds" colours={logo.backgrounds.map((hex) => ({ name: hex, hex }))} isSmall />
            ) : (
              'Anything'
            ),
          ],
        ]}
      />
    </>
  );
}
