/** Everything that can go wrong with a call, as one kind of error that says what to do. */
import type { Schemas } from './types';

type Detail = Schemas['ErrorDetail'];

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly field: string | null;
  /** What to do about it, in the API's own words. */
  readonly remedy: string | null;
  /** Everything that is wrong with a request, when it is more than one thing. */
  readonly problems: NonNullable<Detail['problems']>;
  /** The whole refusal, for pages that know more of it. */
  readonly detail: Detail;
  /** What to mention when it is reported. */
  readonly requestId: string | null;

  constructor(status: number, detail: Detail, requestId: string | null = null) {
    super(detail.message);
    this.status = status;
    this.code = detail.code;
    this.field = detail.field ?? null;
    this.remedy = detail.remedy ?? null;
    this.problems = detail.problems ?? [];
    this.detail = detail;
    this.requestId = requestId;
  }

  /** Whether this installation runs without what was asked for: nothing is wrong, and trying again helps nobody. */
  get isTurnedOff(): boolean {
    return this.code === 'turned_off';
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

/** The messages of a refusal by the field they are about, as a form shows them. */
export function byField(problem: Problem): Record<string, string> {
  const all = problem.problems.length > 0 ? problem.problems : [problem.detail];
  const named = all.filter((one) => one.field);
  return Object.fromEntries(named.map((one) => [one.field, inWords(one)]));
}

/** What is wrong and what to do about it, one sentence after the other. */
export function inWords({ message, remedy }: { message: string; remedy?: string | null }): string {
  if (!remedy) return message;
  return /[.!?]$/.test(message) ? `${message} ${remedy}` : `${message}. ${remedy}`;
}
