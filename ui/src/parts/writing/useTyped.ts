import { type ChangeEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTellHeldBack } from './heldBack';

const PAUSE_MS = 800;

export interface Reading<Value> {
  value: Value;
  /** Why it cannot be taken, and what to type instead. */
  fault: string | null;
}

interface Field<Value> {
  value: Value;
  read: (typed: string) => Reading<Value>;
  /** Hears of a value once it is whole: when the field is left, on Enter, or after a pause. Never of what is odd. */
  onChange: (value: Value) => void;
}

/**
 * What is typed into a field of text that stands for something else: kept as it was typed, and handed on once it is whole. What
 * cannot be taken stays and is told as held back, and what a pause handed on of its beginning is taken back.
 */
export function useTyped<Value>({ value, read, onChange }: Field<Value>) {
  const [typed, setTyped] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const before = useRef<{ value: Value } | null>(null);
  const reading = typed === null ? null : read(typed);
  const fault = reading?.fault ?? null;
  const handOn = () => {
    if (!isPending || !reading || fault) return;
    setPending(false);
    onChange(reading.value);
  };
  const settle = () => {
    before.current = null;
    handOn();
  };
  const pause = () => {
    before.current ??= { value };
    handOn();
  };
  const latest = useRef({ settle, pause });
  latest.current = { settle, pause };
  useTellHeldBack(fault ? 'odd' : isPending ? 'typing' : null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each key begins the pause anew
  useEffect(() => {
    if (!isPending || fault) return;
    const timer = setTimeout(() => latest.current.pause(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, isPending, fault]);
  useLayoutEffect(() => () => latest.current.settle(), []);
  useEffect(() => input.current?.setCustomValidity(fault ?? ''), [fault]); // a form is not sent with what is odd
  const type = (text: string) => {
    setTyped(text);
    setPending(true);
    if (!before.current || !read(text).fault) return;
    onChange(before.current.value);
    before.current = null;
  };
  return {
    typed,
    fault,
    type,
    props: {
      ref: input,
      onChange: ({ currentTarget }: ChangeEvent<HTMLInputElement>) => type(currentTarget.value),
      onKeyDown: ({ key }: KeyboardEvent) => {
        if (key === 'Enter' && !fault) settle();
      },
      onBlur: () => {
        if (fault) return;
        settle();
        setTyped(null);
      },
    },
  };
}
