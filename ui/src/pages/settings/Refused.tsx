import { Alert } from '@mantine/core';
import { asProblem } from '@/api/problem';
import { sentence } from '@/parts/states/problems';

/** Why something was not done, inside the dialogue it was asked for in. */
export function Refused({ error }: { error: unknown }) {
  if (!error) return null;
  const problem = asProblem(error);
  return (
    <Alert color="red" title={sentence(problem.message)} role="alert">
      {problem.remedy}
    </Alert>
  );
}
