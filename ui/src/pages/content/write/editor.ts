import type { Severity } from '../words';

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
