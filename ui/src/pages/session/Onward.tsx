import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';

interface Props {
  to: string;
  search?: Record<string, string | undefined>;
}

/**
 * Goes on to another page in place of this one, each time that somebody is here. The router's own `Navigate` goes once:
 * whoever comes back here while the other page's code is on its way is left on an empty page.
 */
export function Onward({ to, search }: Props) {
  const navigate = useNavigate();
  const here = useLocation({ select: ({ pathname }) => pathname });
  const isOnTheWay = here === to.split(/[?#]/)[0];
  // biome-ignore lint/correctness/useExhaustiveDependencies: where it leads stays the same as long as one is here
  useEffect(() => {
    if (!isOnTheWay) void navigate({ to, search, replace: true } as never);
  }, [isOnTheWay, here]);
  return null;
}
