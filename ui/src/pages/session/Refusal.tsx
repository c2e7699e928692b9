import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Problem } from '@/api/problem';
import { sentence } from '@/parts/states/problems';

/** What the API says is wrong, above a form, read out at once. */
export function Refusal({ problem }: { problem: Pick<Problem, 'message' | 'remedy'> | null }) {
  if (!problem) return null;
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={sentence(problem.message)}
    >
      {problem.remedy}
    </Alert>
  );
}
