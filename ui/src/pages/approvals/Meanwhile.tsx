import { Button, Skeleton, Stack, Text, Title } from '@mantine/core';
import { type Ref, useId } from 'react';
import { Trouble } from '@/parts/states/Trouble';
import { LOOK_AGAIN } from '@/parts/writing/LookAgain';
import { Differences } from './Differences';
import classes from './Meanwhile.module.css';
import { useSince } from './queries';
import card from './SectionCard.module.css';
import type { Read } from './useRead';

/** What was changed since reading began; until its reader has looked, the way to see it. */
export function Meanwhile({ read, onLook, ref }: { read: Read; onLook: () => void; ref?: Ref<HTMLElement> }) {
  const { newest, began, isHeld } = read;
  const { campaign, creatives } = newest;
  const { data, error, refetch } = useSince(campaign.id, began, campaign.revision);
  const id = useId();
  return (
    <section className={`${card.card} ${classes.meanwhile}`} aria-labelledby={id} tabIndex={-1} ref={ref}>
      <Stack gap="sm" align="flex-start">
        <div role={isHeld ? 'alert' : undefined}>
          <Title order={2} id={id} className={card.title}>
            {isHeld ? LOOK_AGAIN : 'Changed while you were reading'}
          </Title>
        </div>
        {!data && !error && <Skeleton height={16} width="60%" />}
        {error && !data && <Trouble error={error} onRetry={refetch} />}
        {data?.differences.length === 0 && <Text size="sm">It was changed, and says again what you have read.</Text>}
        {data && data.differences.length > 0 && (
          <Differences
            differences={data.differences}
            before="When you began"
            names={new Map(creatives.map((one) => [one.id, one.name]))}
            currency={campaign.currency}
            zone={campaign.time_zone}
          />
        )}
        {isHeld && (
          <Button size="compact-md" onClick={onLook}>
            Show what it is now
          </Button>
        )}
      </Stack>
    </section>
  );
}
