import { Group, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { asProblem } from '@/api/problem';
import { session } from '@/api/session';
import { Door } from './Door';
import { Onward } from './Onward';
import { ownPath } from './ownPath';
import { Refusal } from './Refusal';

/** Where an identity provider's way ends: the ticket that the browser carries is exchanged for a session. */
export default function SignedOn() {
  const { next, tenant, sso_error } = useSearch({ strict: false }) as Record<string, string | undefined>;
  const redeeming = useQuery({
    queryKey: ['redeem'],
    queryFn: async () => {
      await session.redeem();
      return true;
    },
    enabled: !sso_error,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY, // a ticket is good once
  });
  if (sso_error) return <Onward to="/sign-in" search={{ next, tenant, sso_error }} />;
  if (redeeming.data) return <Onward to={ownPath(next)} />;
  return (
    <Door title="Signing you in">
      {redeeming.error ? (
        <Refusal problem={asProblem(redeeming.error)} />
      ) : (
        <Group justify="center">
          <Loader type="dots" aria-label="Signing in" />
        </Group>
      )}
    </Door>
  );
}
