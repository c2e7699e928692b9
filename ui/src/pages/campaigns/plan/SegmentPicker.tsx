import { MultiSelect, SimpleGrid, Text } from '@mantine/core';
import type { Schemas } from '@/api/types';
import { useMay } from '@/app/me';
import { Count } from '@/parts/words/figures';
import { useEstimate, useSegments } from './queries';
import { type Errors, errorAt } from './said';

type Audience = Schemas['Audience'];

interface Props {
  targeting: Audience;
  onChange: (change: Partial<Audience>) => void;
  errors: Errors;
}

/** People by segment, with how many that are at this moment. */
export function SegmentPicker({ targeting, onChange, errors }: Props) {
  const mayRead = useMay('cdp:read');
  const { data: segments = [] } = useSegments(mayRead);
  const wanted = targeting.segments_any ?? [];
  const unwanted = targeting.segments_none ?? [];
  if (!mayRead || (segments.length === 0 && wanted.length === 0 && unwanted.length === 0)) return null;
  const known = new Map(segments.map((segment) => [segment.number, segment]));
  const data = [...new Set([...known.keys(), ...wanted, ...unwanted])].map((number) => ({
    value: String(number),
    label: nameOf(known.get(number)) ?? `Segment ${number}`,
  }));
  const idsOf = (numbers: readonly number[]) => numbers.flatMap((number) => known.get(number)?.id ?? []);
  const isKnown = [...wanted, ...unwanted].every((number) => known.has(number));
  return (
    <div>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <MultiSelect
          label="People in any of these segments"
          placeholder={wanted.length ? undefined : 'Anybody'}
          data={data}
          searchable
          value={wanted.map(String)}
          error={errorAt(errors, 'audience.targeting.segments_any')}
          onChange={(values) => onChange({ segments_any: values.map(Number) })}
        />
        <MultiSelect
          label="But in none of these"
          placeholder={unwanted.length ? undefined : 'None'}
          data={data}
          searchable
          value={unwanted.map(String)}
          error={errorAt(errors, 'audience.targeting.segments_none')}
          onChange={(values) => onChange({ segments_none: values.map(Number) })}
        />
      </SimpleGrid>
      {isKnown && <HowMany wanted={idsOf(wanted)} unwanted={idsOf(unwanted)} />}
    </div>
  );
}

function HowMany({ wanted, unwanted }: { wanted: readonly string[]; unwanted: readonly string[] }) {
  const { data, isFetching } = useEstimate(wanted, unwanted);
  if (wanted.length + unwanted.length === 0) return null;
  return (
    <Text size="sm" mt={8} aria-live="polite" c={isFetching ? 'dimmed' : undefined}>
      {data ? (
        <>
          <b>
            {data.margin > 0 && 'About '}
            <Count value={data.matched} />
          </b>{' '}
          of <Count value={data.people} /> people you know match now
          {data.margin > 0 && (
            <>
              , give or take <Count value={data.margin} />
            </>
          )}
          .
        </>
      ) : (
        'Counting…'
      )}
    </Text>
  );
}

function nameOf(segment: Schemas['SegmentView'] | undefined): string | undefined {
  return typeof segment?.definition.name === 'string' ? segment.definition.name : undefined;
}
