import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Panel } from '@/parts/page/Panel';
import { Trouble } from '@/parts/states/Trouble';
import { summary, whole } from '../content';
import { type Against, useInForce, useKit, useKitVersions } from '../queries';
import { Swatches } from '../Swatches';

const MOST_TERMS = 12;

/** What is asked of whatever is looked at, to be read before it is. */
export function Measure({ kit_id: kitId = '', draft = false }: Against) {
  const inForce = useInForce();
  const kit = useKit(draft ? kitId : '');
  const versions = useKitVersions(draft ? '' : kitId);
  const { error, refetch } = kitId === '' ? inForce : draft ? kit : versions;
  const kept = kitId === '' ? inForce.data?.content : draft ? kit.data?.content : versions.data?.[0]?.content;
  if (error && !kept) return <Trouble error={error} onRetry={refetch} />;
  if (!kept) return null;
  const { palette, fonts, tone } = whole(kept);
  const families = [...new Set(fonts.map(({ family }) => family))];
  const { forbidden: never = [], approved: liked = [] } = tone;
  return (
    <Panel title="What it is held against" lead={summary(whole(kept))}>
      <Stack>
        {palette && (
          <Part title="Colours">
            <Swatches colours={palette.colours} />
          </Part>
        )}
        {families.length > 0 && <Part title="Fonts">{families.join(', ')}</Part>}
        {never.length > 0 && (
          <Part title="Never said">
            {never
              .slice(0, MOST_TERMS)
              .map(({ term, instead }) => (instead ? `“${term}”, but “${instead}”` : `“${term}”`))
              .join('; ')}
            {never.length > MOST_TERMS && ` and ${never.length - MOST_TERMS} more`}
          </Part>
        )}
        {liked.length > 0 && <Part title="Liked">{liked.slice(0, MOST_TERMS).join(', ')}</Part>}
      </Stack>
    </Panel>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Title order={3} size="h5" mb={4}>
        {title}
      </Title>
      <Text size="sm" component="div">
        {children}
      </Text>
    </section>
  );
}
