import { Box, Skeleton, Text } from '@mantine/core';
import { lazy, Suspense, useId } from 'react';
import { bringing } from '@/parts/page/bringing';
import type { CodeProps } from './editor';

const CodeEditor = lazy(() => bringing(() => import('./CodeEditor')));

/** Something to write markup in, with its name above it. */
export function Code(props: CodeProps & { description?: React.ReactNode }) {
  const id = useId();
  return (
    <Box role="group" aria-labelledby={id}>
      <Text id={id} size="sm" fw={500} component="div">
        {props.label}
      </Text>
      {props.description && (
        <Text size="xs" c="dimmed" component="div">
          {props.description}
        </Text>
      )}
      <Suspense fallback={<Skeleton height={props.isMarkup ? 320 : 96} mt={4} role="status" aria-label="Loading" />}>
        <CodeEditor {...props} />
      </Suspense>
    </Box>
  );
}
