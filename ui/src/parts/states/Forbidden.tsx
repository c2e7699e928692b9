import { IconLock } from '@tabler/icons-react';
import type { Page } from '@/app/pages';
import { permitted } from '@/app/roles';
import { EmptyState } from './EmptyState';

/** In place of a page that somebody's roles do not open. */
export function Forbidden({ page }: { page: Page }) {
  return (
    <EmptyState isPage icon={IconLock} title={`${page.title} is not open to you`}>
      Your roles do not let you {page.needs?.map(permitted).join(' or ')}. An administrator of your tenant can give you
      one that does.
    </EmptyState>
  );
}
