import { Alert, Button } from '@mantine/core';
import { useState } from 'react';

/** Why nothing can be decided while somebody has not seen what it says by now. */
export const LOOK_AGAIN = 'It changed while you were reading: look again';

/**
 * What a dialogue was opened over, to be sent with what it asks; `isOther` once it is another by now.
 *
 * `const { read, isOther } = useAsRead(campaign.revision)`
 */
export function useAsRead<Value>(now: Value): { read: Value; isOther: boolean } {
  const [read] = useState(now);
  return { read, isOther: read !== now };
}

/** In a dialogue over what is another by now: the way back to the page, which shows it. */
export function LookAgain({ onLook }: { onLook: () => void }) {
  return (
    <Alert color="amber" variant="light" role="alert" title={LOOK_AGAIN}>
      <Button size="compact-md" onClick={onLook}>
        Show what it is now
      </Button>
    </Alert>
  );
}
