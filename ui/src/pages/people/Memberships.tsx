import { Loader, SimpleGrid } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { Jump } from '@/parts/page/Jump';
import { Panel } from '@/parts/page/Panel';
import type { Contact } from '@/parts/persons/persons';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { When } from '@/parts/time/When';
import { useMemberships, useSegmentNames } from './queries';

/** Where they belong, where they belonged, and what a refresh would change. */
export function Memberships({ person }: { person: Contact }) {
  const segments = useSegmentNames(useMay('journey:read')).data;
  const { data, error, isPending, refetch } = useMemberships(person.person_id);
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  if (isPending) return <Loader type="dots" aria-label="Loading" />;
  if (data.stays.length === 0) {
    return (
      <EmptyState icon={IconUsersGroup} title="In no segment, now or before">
        Segments take people in by what they are and do. As soon as one takes this person, it is listed here.
      </EmptyState>
    );
  }
  const named = (segmentId: string) => {
    const segment = segments?.find(({ id }) => id === segmentId);
    if (!segment) return 'A segment that is archived';
    return (
      <Jump to="/segments/$segmentId" params={{ segmentId }}>
        {String(segment.definition.name)}
      </Jump>
    );
  };
  const zone = person.time_zone || undefined;
  const now = data.stays.filter(({ until }) => !until);
  const before = data.stays.filter(({ until }) => until);
  const coming = data.matching.filter((id) => !data.segments.includes(id));
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Panel title="In now" lead={counted(now.length)}>
        <Facts
          facts={now.map((stay) => [
            <When key={stay.segment_id} at={stay.since} zone={zone} />,
            named(stay.segment_id),
          ])}
        />
        {coming.length > 0 && (
          <Facts facts={[['About to enter', coming.map((id) => <div key={id}>{named(id)}</div>)]]} />
        )}
      </Panel>
      {before.length > 0 && (
        <Panel title="Before" lead="Segments they have left, and when.">
          <Facts
            facts={before.map((stay) => [
              <When key={stay.segment_id + stay.since} at={stay.until} zone={zone} />,
              named(stay.segment_id),
            ])}
          />
        </Panel>
      )}
    </SimpleGrid>
  );
}

function counted(segments: number): string {
  if (segments === 0) return 'No segment has them now.';
  return segments === 1 ? 'One segment has them.' : `${segments} segments have them.`;
}
