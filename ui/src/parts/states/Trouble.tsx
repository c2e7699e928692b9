import { Alert, Button, List, Text } from '@mantine/core';
import { asProblem } from '@/api/problem';
import { sentence } from './problems';

interface Props {
  error: unknown;
  onRetry?: () => void;
}

/** In place of a part of a page that could not be loaded or kept: the rest of the page goes on. */
export function Trouble({ error, onRetry }: Props) {
  const problem = asProblem(error);
  const isOurs = problem.status === 0 || problem.status >= 500;
  return (
    <Alert color={isOurs ? 'gray' : 'red'} variant="light" role="alert" title={sentence(problem.message)}>
      {problem.problems.length > 1 ? (
        <List size="sm">
          {problem.problems.map(({ field, message, remedy }) => (
            <List.Item key={`${field} ${message}`}>
              {sentence(message)}. {remedy}
            </List.Item>
          ))}
        </List>
      ) : (
        problem.remedy && <Text size="sm">{problem.remedy}</Text>
      )}
      {onRetry && (
        <Button variant="default" size="compact-sm" mt="xs" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}
