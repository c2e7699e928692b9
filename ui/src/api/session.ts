/**
 * Who is signed in on this page.
 *
 * The access token lives in memory and for five minutes. The refresh token is in a cookie that scripts cannot read; it is good
 * once, and one that comes a second time ends the session, so that all tabs of a browser take turns at refreshing.
 */
import { newId } from './newId';
import { problemOf, unreachable } from './problem';
import type { Schemas } from './types';

type Tokens = Schemas['TokensView'];
export type Credentials = Pick<Schemas['SignIn'], 'tenant_id' | 'email' | 'password'> & { code?: string };

/** `unknown` until the browser has been asked whether it keeps a session. */
export type Standing = 'unknown' | 'in' | 'out';

const SESSION = '/api/v1/session';
const KEPT = 'campaign-express:signed-in';
const REFRESHING = 'campaign-express:refreshing';
const LEAVING = 'campaign-express:leaving';
const TENANTS = 'campaign-express:tenants';
const EARLY_MS = 20_000;
/** How long a page waits for one that was left in the middle of refreshing. */
const LEFT_BEHIND_MS = 1_500;
const LONGEST_LIST = 5;

let access = { token: '', goodUntilMs: 0 };
let standing: Standing = localStorage.getItem(KEPT) ? 'unknown' : 'out';
let hasEnded = false;
let hasLeft = false;
let refreshing: Promise<void> | null = null;
const listeners = new Set<() => void>();

export const session = {
  get standing(): Standing {
    return standing;
  },

  /** Somebody was signed in here, and was let in no more: nobody signed out. */
  get hasEnded(): boolean {
    return hasEnded;
  },

  /** Somebody signed out, here or in another tab: where they were is nothing to whoever comes next. */
  get hasLeft(): boolean {
    return hasLeft;
  },

  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  /** The tenants that somebody signed in to on this device, the latest first. */
  get tenants(): string[] {
    return JSON.parse(localStorage.getItem(TENANTS) ?? '[]');
  },

  /** An access token that is good for a while yet, or none for whoever is signed out. */
  async token(): Promise<string | null> {
    if (standing === 'out') return null;
    if (Date.now() > access.goodUntilMs - EARLY_MS) await this.refresh();
    return access.token || null;
  },

  /** Throws a `Problem` with code `code_needed` where a second factor is asked for. */
  async signIn(credentials: Credentials): Promise<void> {
    await leaving;
    const device = localStorage.getItem(deviceOf(credentials)) ?? '';
    const tokens = await call<Tokens>('/sign-in', { ...credentials, device, in_cookie: true });
    if (tokens.device) localStorage.setItem(deviceOf(credentials), tokens.device);
    enter(tokens, credentials.tenant_id);
  },

  /** After an identity provider has sent the browser back. */
  async redeem(): Promise<void> {
    await leaving;
    enter(await call<Tokens>('/sso/tokens', { in_cookie: true }));
  },

  /** With a voucher of an invitation or a letter. False when a second factor is still to be asked for. */
  async choosePassword(voucher: string, password: string): Promise<boolean> {
    await leaving;
    const body = { voucher, password, in_cookie: true };
    const { tokens } = await call<Schemas['ChosenView']>('/password/chosen', body);
    if (tokens) enter(tokens);
    return tokens !== null;
  },

  async forgetPassword(tenantId: string, email: string): Promise<void> {
    await call('/password/forgotten', { tenant_id: tenantId, email });
  },

  /** Throws what keeps us from it; whoever is not let in any more is signed out. */
  async refresh(): Promise<void> {
    refreshing ??= inTurn(refreshOnce).finally(() => {
      refreshing = null;
    });
    await refreshing;
  },

  /** Here at once; where nobody can be told now, as soon as somebody can, since the cookie is good until then. */
  async signOut(): Promise<void> {
    localStorage.setItem(LEAVING, 'yes');
    hasLeft = true;
    leave();
    leaving = sayThatWeLeft();
    await leaving;
  },
};

async function sayThatWeLeft(): Promise<void> {
  if (!localStorage.getItem(LEAVING)) return;
  const answer = await fetch(SESSION, { method: 'DELETE', keepalive: true }).catch(() => null);
  if (answer?.ok || answer?.status === 401) localStorage.removeItem(LEAVING);
}

async function refreshOnce(): Promise<void> {
  await untilNobodyElseIsAtIt();
  if (!localStorage.getItem(KEPT)) return leave();
  localStorage.setItem(REFRESHING, String(Date.now()));
  try {
    enter(await call<Tokens>('/refresh', {}));
  } catch (error) {
    if ((error as { status?: number }).status !== 401) throw error;
    hasEnded = true;
    leave();
  } finally {
    localStorage.removeItem(REFRESHING);
  }
}

/** One tab at a time. Browsers lend locks over HTTPS and on localhost alone; elsewhere a tab is on its own. */
async function inTurn(work: () => Promise<void>): Promise<void> {
  await (navigator.locks ? navigator.locks.request('campaign-express:session', work) : work());
}

/** A page that is loaded again while it refreshes leaves its turn before the browser has the new cookie. */
async function untilNobodyElseIsAtIt(): Promise<void> {
  const since = () => Date.now() - Number(localStorage.getItem(REFRESHING) ?? 0);
  while (since() < LEFT_BEHIND_MS) await new Promise((resume) => setTimeout(resume, 100));
}

async function call<Answer>(path: string, body: object): Promise<Answer> {
  const answer = await fetch(SESSION + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Request-ID': newId() },
    body: JSON.stringify(body),
    keepalive: true,
  }).catch(() => {
    throw unreachable();
  });
  if (!answer.ok) throw await problemOf(answer);
  const text = await answer.text();
  return (text ? JSON.parse(text) : null) as Answer;
}

function enter(tokens: Tokens, tenantId?: string): void {
  access = { token: tokens.access_token, goodUntilMs: Date.now() + (tokens.expires_in ?? 0) * 1_000 };
  localStorage.setItem(KEPT, 'yes');
  hasEnded = false;
  hasLeft = false;
  localStorage.removeItem(LEAVING);
  if (tenantId) {
    const others = session.tenants.filter((one) => one !== tenantId);
    localStorage.setItem(TENANTS, JSON.stringify([tenantId, ...others].slice(0, LONGEST_LIST)));
  }
  become('in');
}

function leave(): void {
  access = { token: '', goodUntilMs: 0 };
  localStorage.removeItem(KEPT);
  become('out');
}

function become(now: Standing): void {
  standing = now;
  for (const listener of listeners) listener();
}

function deviceOf(credentials: Credentials): string {
  return `campaign-express:device:${credentials.tenant_id}/${credentials.email.toLowerCase()}`;
}

let leaving = sayThatWeLeft();
window.addEventListener('online', () => {
  leaving = sayThatWeLeft();
});

// Signing out in one tab signs out all of them.
window.addEventListener('storage', (event) => {
  if (event.key === LEAVING && event.newValue) hasLeft = true;
  if (event.key === KEPT && event.newValue === null && standing === 'in') leave();
});
