import {
  type DefaultError,
  hashKey,
  type UseMutateAsyncFunction,
  type UseMutateFunction,
  type UseMutationOptions,
  type UseMutationResult,
  useMutation as useAnyMutation,
} from '@tanstack/react-query';
import { useCallback, useRef } from 'react';

/**
 * TanStack's, but that a second click counts for nothing: what is asked for while the very same is under way is not asked again.
 * Who waits for it with `mutateAsync` hears how the first one goes.
 *
 * A button cannot see to that: it is drawn as waiting only after a second click has been heard.
 */
export function useMutation<Data = unknown, Failure = DefaultError, Variables = void, Kept = unknown>(
  options: UseMutationOptions<Data, Failure, Variables, Kept>,
): UseMutationResult<Data, Failure, Variables, Kept> {
  const mutation = useAnyMutation(options);
  const { mutateAsync: send, reset: forget } = mutation;
  const underWay = useRef<{ said: string | null; going: Promise<Data> } | null>(null);
  const mutateAsync = useCallback<UseMutateAsyncFunction<Data, Failure, Variables, Kept>>(
    (...asked) => {
      const said = wordsOf(asked[0]);
      if (said !== null && said === underWay.current?.said) return underWay.current.going;
      const now = { said, going: send(...asked) };
      underWay.current = now;
      const over = () => {
        if (underWay.current === now) underWay.current = null;
      };
      now.going.then(over, over);
      return now.going;
    },
    [send],
  );
  const mutate = useCallback<UseMutateFunction<Data, Failure, Variables, Kept>>(
    (...asked) => void mutateAsync(...asked).catch(() => undefined),
    [mutateAsync],
  );
  const reset = useCallback(() => {
    underWay.current = null;
    forget();
  }, [forget]);
  return { ...mutation, mutate, mutateAsync, reset };
}

/** What is asked for, to be compared; null where files are a part of it, which say nothing of themselves. */
function wordsOf(variables: unknown): string | null {
  return hasFile(variables) ? null : hashKey([variables]);
}

function hasFile(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof Blob || Object.values(value).some(hasFile);
}
