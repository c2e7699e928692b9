/** The public API, typed by what it says of itself. A call either gives what was asked for or throws a `Problem`. */
import createClient, { type Middleware } from 'openapi-fetch';
import { newId } from './newId';
import { problemOf, unreachable } from './problem';
import type { paths } from './schema';
import { session } from './session';

const guarded: Middleware = {
  async onRequest({ request }) {
    const token = await session.token();
    if (token) request.headers.set('Authorization', `Bearer ${token}`);
    request.headers.set('X-Request-ID', newId());
    return request;
  },
  async onResponse({ response }) {
    if (response.status === 401) await session.refresh(); // the session has ended: this signs out
    if (!response.ok) throw await problemOf(response);
  },
  onError: ({ error }) => (error instanceof TypeError ? unreachable() : undefined),
};

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => fetch(request), // looked up at each call, so that tests may answer
  querySerializer: { array: { style: 'form', explode: true } },
});
api.use(guarded);

/** The body of an answer. `const page = await body(api.GET('/api/v1/contacts', { signal }))` */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}
