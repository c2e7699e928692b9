import { Skeleton } from '@mantine/core';
import { useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { ErrorState } from '@/parts/states/ErrorState';
import { definitionOf } from '../definition';
import { useEditor } from '../edit/useEditor';
import type { Shown } from '../filters';
import { useJourney, useVersions, type WholeJourney } from '../queries';
import { Back } from './Back';
import { Whole } from './Whole';

/** One journey: what is live with the people in it, the draft of the next version, or how an earlier one was. */
export default function JourneyPage() {
  const { journeyId = '' }: { journeyId?: string } = useParams({ strict: false });
  const { data, error, refetch } = useJourney(journeyId);
  if (error && !data) {
    return (
      <>
        <PageHeader title="Journey" above={<Back />} />
        <ErrorState error={error} onRetry={refetch} />
      </>
    );
  }
  if (!data) return <Skeleton height={420} aria-label="Loading" />;
  return <Version key={journeyId} journey={data} />;
}

function Version({ journey }: { journey: WholeJourney }) {
  const search: Shown = useSearch({ strict: false });
  const mayWrite = useMay('journey:write');
  const isOver = journey.stage === 'completed' || journey.stage === 'archived';
  const version = search.version ?? journey.live_version;
  const earlier = useVersions(journey.id, version > 0 && version !== journey.live_version);
  if (version === 0) {
    if (mayWrite && !isOver) return <Draft key={journey.live_version} journey={journey} />;
    const draft = definitionOf(journey.draft ?? journey.live, journey.name);
    return <Whole journey={journey} version={0} definition={draft} faults={journey.faults} editor={null} />;
  }
  const kept =
    version === journey.live_version ? journey.live : earlier.data?.find((one) => one.version === version)?.definition;
  if (!kept && earlier.isPending) return <Skeleton height={420} aria-label="Loading" />;
  return (
    <Whole
      journey={journey}
      version={version}
      definition={definitionOf(kept ?? journey.live, journey.name)}
      faults={[]}
      editor={null}
    />
  );
}

function Draft({ journey }: { journey: WholeJourney }) {
  const [begun] = useState(() => ({
    journeyId: journey.id,
    draft: definitionOf(journey.draft ?? journey.live, journey.name),
    faults: journey.faults,
    revision: journey.draft_revision,
  }));
  const editor = useEditor(begun);
  return <Whole journey={journey} version={0} definition={editor.definition} faults={editor.faults} editor={editor} />;
}
