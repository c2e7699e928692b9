import type { ReactNode } from 'react';
import { Health } from './Health';

interface Props {
  /** What came of asking; left out until somebody asks. */
  found?: { works: boolean; account?: string | null; reason?: string | null };
  children?: ReactNode;
}

/** Whether a vendor or platform took our credentials. */
export function LetsIn({ found, children }: Props) {
  return (
    <div role="status">
      {found && (
        <Health standing={found.works ? 'good' : 'bad'}>
          {found.works ? 'It lets us in' : 'It does not let us in'}
          {found.account && `, as ${found.account}`}
          {found.reason && `: ${found.reason}`}.{children}
        </Health>
      )}
    </div>
  );
}
