/**
 * A page as somebody sees it who is signed in, with the API's answers written down beside the test.
 *
 * What stands in is the network alone: client, session, router and page are the real ones.
 */
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { vi } from 'vitest';
import { session } from '@/api/session';
import type { Me, Schemas } from '@/api/types';
import { newQueries } from '@/app/queries';
import { newRouter } from '@/app/router';
import { theme, variables } from '@/app/theme';

/** What the API answers: by method and path, from the request's query, body and headers. */
export type Answers = Record<string, (request: { query: URLSearchParams; body: unknown; headers: Headers }) => unknown>;

export const MARKETER: Me = {
  tenant_id: 'aurora',
  tenant_name: 'Aurora Coffee',
  user_id: 'usr_milo',
  name: 'Milo Serra',
  email: 'milo@aurora.example',
  roles: ['manager'],
  grants: [],
  permissions: ['campaign:read', 'campaign:write', 'campaign:operate', 'campaign:approve', 'creative:read'],
};

const TOKENS: Schemas['TokensView'] = {
  session_id: 'ses_1',
  access_token: 'a',
  expires_in: 300,
  refresh_token: null,
  token_type: 'Bearer',
  device: null,
};

/** Shows `path` to `me`, moving if told so. Gives what a person does there, and every request that was made. */
export async function visit(path: string, answers: Answers, me: Me = MARKETER, { isMoving = false } = {}) {
  const requests: { call: string; query: URLSearchParams; body: unknown }[] = [];
  const known: Answers = {
    'POST /api/v1/session/sign-in': () => TOKENS,
    'GET /api/v1/platform/me': () => me,
    'GET /api/v1/notifications': () => ({ items: [], next_cursor: null, unread: 0 }),
    ...answers,
  };
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(new URL(String(input instanceof Request ? input.url : input), location.origin), {
      ...(input instanceof Request
        ? { method: input.method, headers: input.headers, body: await bodyOf(input) }
        : init),
    });
    const { pathname, searchParams: query } = new URL(request.url);
    const call = `${request.method} ${pathname}`;
    const text = await request.text();
    const isPlain = request.headers.get('content-type')?.startsWith('text/') ?? false;
    const body = text && !isPlain ? JSON.parse(text) : text || undefined;
    requests.push({ call, query, body });
    const answer = await known[call]?.({ query, body, headers: request.headers });
    if (answer === undefined) return Response.json(MISSING, { status: 404 });
    return answer instanceof Response ? answer : Response.json(answer);
  });
  await session.signIn({ tenant_id: me.tenant_id, email: me.email, password: 'p' });
  const router = newRouter(createMemoryHistory({ initialEntries: [path] }));
  render(
    <MantineProvider theme={theme} cssVariablesResolver={variables} env={isMoving ? 'default' : 'test'}>
      <QueryClientProvider client={newQueries()}>
        <Notifications />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { person: userEvent.setup({ delay: null }), requests, router };
}

async function bodyOf(request: Request): Promise<string | undefined> {
  return request.method === 'GET' ? undefined : (await request.text()) || undefined;
}

const MISSING: Schemas['ErrorBody'] = { error: { code: 'not_found', message: 'there is no such thing' } };
