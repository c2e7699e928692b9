import { Alert, Button } from '@mantine/core';
import { useNames } from '@/parts/persons/colleagues';
import { Ago } from '@/parts/time/When';
import { useRival } from '../queries';

/** Somebody else saved the draft since it was read: who, and how to go on from what they wrote. */
export function Contested({ journeyId, onReread }: { journeyId: string; onReread: () => void }) {
  const { data } = useRival(journeyId);
  const by = data?.draft_by ?? '';
  const nameOf = useNames([by]);
  return (
    <Alert
      color="amber"
      variant="light"
      role="alert"
      mb="md"
      title={`${by ? nameOf(by) : 'Somebody else'} changed the draft meanwhile`}
    >
      {data && (
        <>
          They did so <Ago at={data.updated_at} />.{' '}
        </>
      )}
      What you changed since is not kept. Read what the draft says now, and change that.
      <Button size="compact-sm" mt="xs" display="block" onClick={onReread}>
        Read what it says now
      </Button>
    </Alert>
  );
}
