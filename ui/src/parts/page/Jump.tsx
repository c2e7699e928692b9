import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isPage } from '@/app/pages';
import classes from './Jump.module.css';

type Named<Path extends string> = Path extends `${string}$${infer Name}/${infer Rest}`
  ? Name | Named<`/${Rest}`>
  : Path extends `${string}$${infer Name}`
    ? Name
    : never;

interface Props<Path extends string> {
  /** As the page is registered: `/campaigns/$campaignId`. */
  to: Path;
  /** What its `$names` are; which there are is checked. */
  params?: Record<Named<Path>, string>;
  search?: object;
  tabIndex?: number;
  children: ReactNode;
}

/** Leads to a page; where there is no such page it is plain text. Lists have one in each row, so it is nothing but a link. */
export function Jump<Path extends string>({ to, params, search, tabIndex, children }: Props<Path>) {
  if (!isPage(to)) return <span>{children}</span>;
  return (
    <Link
      to={to as string}
      params={params as never}
      search={search as never}
      tabIndex={tabIndex}
      className={`mantine-focus-auto ${classes.jump}`}
    >
      {children}
    </Link>
  );
}
