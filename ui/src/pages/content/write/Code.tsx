import { Box, Skeleton, Text } from '@mantine/core';
import { lazy, Suspense, useId } from 'react';
import type { Severity } from '../words';

const CodeEditor = lazy(() => import('./CodeEditor'));

export interface LineFinding {
  line: number;
  severity: Severity;
  message: string;
  remedy: string;
}

export interface Completion {
  label: string;
  detail?: string;
  info?: string;
  /** `function` of filters, `keyword` of tags, else a value. */
  type: 'variable' | 'function' | 'keyword';
}

export interface CodeProps {
  label: string;
  value: string;
  /** HTML or MJML; otherwise words with Liquid in them. */
  isMarkup?: boolean;
  isReadOnly?: boolean;
  /** What is shown where nothing is written. */
  note?: string;
  findings?: readonly LineFinding[];
  completions?: readonly Completion[];
  onChange?: (value: string) => void;
  /** Gives what puts text in at the cursor. */
  onFocus?: (insert: (text: string) => void) => void;
  /** Gives what goes to a line. */
  onReady?: (goTo: (line: number) => void) => void;
}

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
