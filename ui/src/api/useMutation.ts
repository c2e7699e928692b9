import {
  type DefaultError,
  hashKey,
  type UseMutateFunction,
  type UseMutationOptions,
  type UseMutationResult,
  useMutation as useAnyMutation,
} from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';

/**
 * TanStack's, but that a second click counts for nothing: what is asked for while the very same is under way is not asked again.
 *
 * A button cannot see to that: it is drawn as waiting only after a second click has been heard.
 */
export function useMutation<Data = unknown, Failure = DefaultError, Variables = void, Kept = unknown>(
  options: UseMutationOptions<Data, Failure, Variables, Kept>,
): UseMutationResult<Data, Failure, Variables, Kept> {
  const mutation = useAnyMutation(options);
  const { mutate: send, status, submittedAt } = mutation;
  const underWay = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time that one begins or ends
  useEffect(() => {
    if (status !== 'pending') underWay.current = null;
  }, [status, submittedAt]);
  const mutate = useCallback<UseMutateFunction<Data, Failure, Variables, Kept>>(
    (...asked) => {
      const said = wordsOf(asked[0]);
      if (said !== null && said === underWay.current) return;
      underWay.current = said;
      send(...asked);
    },
    [send],
  );
  return { ...mutation, mutate };
}

/** What is asked for, to be compared; null where files are a part of it, which say nothing of themselves. */
function wordsOf(variables: unknown): string | null {
  const parts = typeof variables === 'object' && variables !== null ? [variables, ...Object.values(variables)] : [];
  return parts.some((part) => part instanceof Blob) ? null : hashKey([variables]);
}
