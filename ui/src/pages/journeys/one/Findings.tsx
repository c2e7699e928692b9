import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { sentence } from '@/parts/states/problems';
import type { Fault } from '../queries';

/** What keeps a step, or the whole, from running, and what to do about it. */
export function Findings({ faults }: { faults: readonly Fault[] }) {
  return faults.map(({ rule, remedy }) => (
    <Alert
      key={rule}
      color="red"
      variant="light"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={sentence(rule)}
    >
      {remedy}
    </Alert>
  ));
}
