import { useState } from 'react';
import type { Subject } from './queries';

/** What somebody reads, beside what it says by now. */
export interface Read {
  /** What is on the screen and is decided on: what it said when it was looked at last. */
  shown: Subject;
  /** What it says by now. */
  newest: Subject;
  /** The revision that was there when reading began. */
  began: number;
  /** It was changed meanwhile: nothing is decided until the reader has looked again. */
  isHeld: boolean;
  /** From now on what it says by now is on the screen. */
  look: () => void;
}

/** Keeps on the screen what is read, until its reader asks for what it says by now. */
export function useRead(newest: Subject): Read {
  const [began] = useState(newest.campaign.revision);
  const [read, setRead] = useState(newest);
  const isHeld = read.campaign.revision !== newest.campaign.revision;
  if (!isHeld && read !== newest) setRead(newest); // what others have said of the same revision
  return { shown: isHeld ? read : newest, newest, began, isHeld, look: () => setRead(newest) };
}
