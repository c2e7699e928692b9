/** One part of a page, as somebody sees it who is signed in. */
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { ActingTenant } from '@/app/me';
import { newQueries } from '@/app/queries';
import { MARKETER } from './page';

/** Every call is answered with an empty list. Gives what a person does there. */
export function shown(part: ReactNode) {
  vi.stubGlobal('fetch', async () => Response.json({ items: [], next_cursor: null }));
  const queries = newQueries();
  queries.setQueryData(['me'], MARKETER);
  const tenant = { tenantId: MARKETER.tenant_id, choose: () => undefined };
  const routeTree = createRootRoute({
    component: () => <ActingTenant value={tenant}>{part}</ActingTenant>,
  });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={queries}>
        <RouterProvider router={createRouter({ routeTree, history: createMemoryHistory() }) as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return userEvent.setup({ delay: null });
}
