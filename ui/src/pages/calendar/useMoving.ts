/** Something that is being moved: with the pointer or by the arrow keys; nothing is changed before it is confirmed. */
import { useCallback, useState } from 'react';
import { useHeld } from '@/app/me';
import type { Entry } from './entries';
import { movedBy } from './entries';
import { type Dates, datesAfter, whyNotMoved, whyNotThen } from './legal';
import { days as daysWords, spanWords } from './words';

export interface Carried {
  entry: Entry;
  /** So many days later; earlier where it is below 0. */
  days: number;
}

export interface Moving {
  carried: Carried | null;
  /** Where it was put down, to be confirmed. */
  asked: { entry: Entry; dates: Dates } | null;
  /** What is said to whoever does not see it. */
  spoken: string;
  /** Why something stays where it is. */
  refused: { entry: Entry; why: string } | null;
  pickUp: (entry: Entry) => boolean;
  carry: (days: number) => void;
  putDown: () => void;
  putBack: () => void;
  settle: () => void;
}

export function useMoving(): Moving {
  const held = useHeld();
  const [carried, setCarried] = useState<Carried | null>(null);
  const [asked, setAsked] = useState<Moving['asked']>(null);
  const [refused, setRefused] = useState<Moving['refused']>(null);
  const [spoken, setSpoken] = useState('');

  const pickUp = (entry: Entry): boolean => {
    const why = whyNotMoved(entry, held);
    if (why) {
      setRefused({ entry, why });
      setSpoken(`${entry.name} stays where it is. ${why}`);
      return false;
    }
    setRefused(null);
    setCarried({ entry, days: 0 });
    setSpoken(
      `${entry.name} is picked up, ${spanWords(entry)}. Arrow keys move it by a day or a week, Enter puts it down, Escape puts it back.`,
    );
    return true;
  };
  const carry = useCallback((days: number) => {
    setCarried((before) => {
      if (!before || before.days === days) return before;
      setSpoken(days === 0 ? 'Where it was.' : `${spanWords(movedBy(before.entry, days))}, ${daysWords(days)}.`);
      return { ...before, days };
    });
  }, []);
  const putBack = () => {
    if (carried) setSpoken(`${carried.entry.name} is back where it was.`);
    setCarried(null);
  };
  const putDown = () => {
    if (!carried) return;
    const { entry, days } = carried;
    if (days === 0) return putBack();
    const dates = datesAfter(entry, days);
    const why = whyNotThen(entry, dates);
    if (why) {
      setRefused({ entry, why });
      setSpoken(`${entry.name} is back where it was. ${why}`);
      setCarried(null);
      return;
    }
    setAsked({ entry, dates });
  };
  const settle = () => {
    setAsked(null);
    setCarried(null);
  };
  return { carried, asked, spoken, refused, pickUp, carry, putDown, putBack, settle };
}
