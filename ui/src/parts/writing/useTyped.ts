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

/** What a pause handed on, and what stood there before the first of them. */
interface Paused<Value> {
  before: Value;
  handedOn: Value;
}

/** Numbers, or amounts as text: "50" is "50.00" once it was kept. */
function isSame<Value>(one: Value, other: Value): boolean {
  return one === null || other === null ? one === other : Number(one) === Number(other);
}

/**
 * What is typed into a field of text that stands for something else: kept as it was typed, and handed on once it is whole. What
 * cannot be taken stays and is told as held back, and what a pause handed on of its beginning is taken back.
 */
export function useTyped<Value>({ value, read, onChange }: Field<Value>) {
  const [typed, setTyped] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const paused = useRef<Paused<Value> | null>(null);
  const reading = typed === null ? null : read(typed);
  const fault = reading?.fault ?? null;
  const handOn = () => {
    if (!isPending || !reading || fault) return;
    setPending(false);
    onChange(reading.value);
  };
  const settle = () => {
    paused.current = null;
    handOn();
  };
  const pause = () => {
    if (!isPending || !reading || fault) return;
    const before = paused.current && isSame(value, paused.current.handedOn) ? paused.current.before : value;
    paused.current = { before, handedOn: reading.value };
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
    if (!paused.current || !read(text).fault) return;
    const { before, handedOn } = paused.current;
    paused.current = null;
    if (isSame(value, handedOn)) onChange(before); // else somebody has written something else meanwhile
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
