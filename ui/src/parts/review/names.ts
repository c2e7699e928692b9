import { useMe } from '@/app/me';
import { useNames } from '@/parts/persons/colleagues';

/** What to call people by, in a sentence: oneself "you". */
export function useCalled(ids: readonly string[]): (id: string) => string {
  const me = useMe();
  const nameOf = useNames(ids);
  return (id) => (id === me.user_id ? 'you' : nameOf(id));
}
