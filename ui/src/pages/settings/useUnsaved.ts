import { useCallback, useState } from 'react';
import { useActingTenant, useMe } from '@/app/me';

/**
 * What somebody has changed and not saved: it survives a reload and a refused save, in this tab. Secrets do not belong here.
 *
 * `const [draft, keep] = useUnsaved<Policy>('delivery policy')`: null while nothing is changed, and to forget it.
 */
export function useUnsaved<Value>(subject: string) {
  const me = useMe();
  const { tenantId } = useActingTenant();
  const key = `unsaved ${tenantId} ${me.user_id} ${subject}`;
  const [draft, setDraft] = useState<Value | null>(() => read<Value>(key));
  const keep = useCallback(
    (value: Value | null) => {
      setDraft(value);
      try {
        if (value === null) sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, JSON.stringify(value));
      } catch {
        // a browser that keeps nothing: it stays on the page
      }
    },
    [key],
  );
  return [draft, keep] as const;
}

function read<Value>(key: string): Value | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}
