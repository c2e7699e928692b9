import { Skeleton, Stack, Text, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isPage } from '@/app/pages';
import classes from './Lines.module.css';

/** Lines of a panel, each of which leads somewhere. */
export function Lines({ children }: { children: ReactNode }) {
  return <ul className={classes.lines}>{children}</ul>;
}

interface Props {
  /** As the page is registered, `/campaigns/$campaignId`; where there is none, the line is plain text. */
  path: string;
  /** What its `$name` is. */
  id?: string;
  search?: Record<string, string>;
  title: ReactNode;
  /** At the right: a time, a number. */
  aside?: ReactNode;
  icon?: ReactNode;
  children?: ReactNode;
}

export function Line({ path, id = '', search, title, aside, icon, children }: Props) {
  const inside = (
    <>
      {icon && <span className={classes.icon}>{icon}</span>}
      <span className={classes.words}>
        <Text span fw={600} size="sm" className={classes.title}>
          {title}
        </Text>
        {children && (
          <Text span size="sm" className={classes.text}>
            {children}
          </Text>
        )}
      </span>
      {aside && (
        <Text span size="xs" c="dimmed" className={classes.aside}>
          {aside}
        </Text>
      )}
    </>
  );
  return (
    <li>
      {isPage(path) ? (
        <UnstyledButton
          component={Link}
          to={path.replace(/\$\w+/, id) as string}
          search={search as never}
          className={classes.line}
          data-leads
        >
          {inside}
        </UnstyledButton>
      ) : (
        <span className={classes.line}>{inside}</span>
      )}
    </li>
  );
}

/** In place of lines that there are none of. */
export function NoLines({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}

export function LinesToCome() {
  return (
    <Stack gap="sm" aria-busy>
      <Skeleton height={16} width="80%" />
      <Skeleton height={16} width="62%" />
      <Skeleton height={16} width="70%" />
    </Stack>
  );
}
