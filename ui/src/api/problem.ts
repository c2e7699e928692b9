/** Everything that can go wrong with a call, as one kind of error that says what to do. */
import { belowItsLabel, inPagesWords } from './named';
import type { Schemas } from './types';

type Detail = Schemas['ErrorDetail'];

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly field: string | null;
  /** What to do about it. */
  readonly remedy: string | null;
  /** Everything that is wrong with a request, when it is more than one thing; in a page's words, as the message is. */
  readonly problems: NonNullable<Detail['problems']>;
  /** The whole refusal as the API says it, for pages that know more of it. */
  readonly detail: Detail;
  /** What to mention when it is reported. */
  readonly requestId: string | null;

  constructor(status: number, detail: Detail, requestId: string | null = null) {
    super(inPagesWords(detail.message, detail.field));
    this.status = status;
    this.code = detail.code;
    this.field = detail.field ?? null;
    this.remedy = detail.remedy ? inPagesWords(detail.remedy) : null;
    this.problems = (detail.problems ?? []).map(({ message, remedy, ...one }) => ({
      ...one,
      message: inPagesWords(message, one.field),
      remedy: remedy && inPagesWords(remedy),
    }));
    this.detail = detail;
    this.requestId = requestId;
  }

  /** Whether this installation runs without what was asked for: nothing is wrong, and trying again helps nobody. */
  get isTurnedOff(): boolean {
    return this.code === 'turned_off';
  }

  /** Whether what was written over has changed since it was read. */
  get isLate(): boolean {
    return this.code === 'conflict' && (this.field === null || this.field === 'If-Match');
  }

  /** Whether the same call may succeed a little later. */
  get isPassing(): boolean {
    return !this.isTurnedOff && (this.status === 0 || this.status === 429 || this.status >= 500);
  }
}

/** What an answer that is not a success says; any server between us and the API may have spoken instead of it. */
export async function problemOf(answer: Response): Promise<Problem> {
  const requestId = answer.headers.get('x-request-id');
  try {
    const { error } = (await answer.json()) as Schemas['ErrorBody'];
    if (error?.message) return new Problem(answer.status, error, requestId);
  } catch {
    // no JSON: said below
  }
  const message = `The answer was ${answer.status}, without a reason.`;
  return new Problem(answer.status, { code: 'unexplained', message, remedy: 'Try again in a moment.' }, requestId);
}

export function unreachable(): Problem {
  const message = 'The server cannot be reached.';
  return new Problem(0, { code: 'unreachable', message, remedy: 'Check your connection, then try again.' });
}

/** Any error as a problem: what is not one is a mistake of ours. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Problem(0, { code: 'internal', message, remedy: 'Load the page again. If it stays, report it.' });
}

/** The messages of a refusal by the field they are about, as a form shows them: below its own label. */
export function byField({ detail }: Problem): Record<string, string> {
  const all = detail.problems?.length ? detail.problems : [detail];
  return Object.fromEntries(all.flatMap((one) => (one.field ? [[one.field, belowItsField(one, one.field)]] : [])));
}

function belowItsField({ message, remedy }: { message: string; remedy?: string | null }, field: string): string {
  const said = belowItsLabel(message, field);
  const begun = said.charAt(0).toUpperCase() + said.slice(1);
  return inWords({ message: begun, remedy: remedy && inPagesWords(remedy) });
}

/** What is wrong and what to do about it, one sentence after the other. */
export function inWords({ message, remedy }: { message: string; remedy?: string | null }): string {
  if (!remedy) return message;
  return /[.!?]$/.test(message) ? `${message} ${remedy}` : `${message}. ${remedy}`;
}
