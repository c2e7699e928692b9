import { Text } from '@mantine/core';
import type { Campaign, Stage, Transition } from '@/api/types';
import { When } from '@/parts/time/When';
import { STAGES } from '../words';
import classes from './Ribbon.module.css';

interface Props {
  campaign: Campaign;
  history: readonly Transition[];
  nameOf: (id: string) => string;
}

/** Not on the way of every campaign: named once it came there. */
const ASIDE: ReadonlySet<Stage> = new Set(['rejected', 'paused']);

/** The stages on its way, and of those that it came to: when last, and by whom. */
export function Ribbon({ campaign, history, nameOf }: Props) {
  const met = (Object.keys(STAGES) as Stage[])
    .map((stage) => ({ stage, came: arrival(stage, campaign, history) }))
    .filter(({ stage, came }) => came || stage === campaign.stage || !ASIDE.has(stage));
  return (
    <ol className={classes.ribbon} aria-label="Stages" style={{ '--stages': met.length } as React.CSSProperties}>
      {met.map(({ stage, came }) => {
        const isNow = stage === campaign.stage;
        return (
          <li
            key={stage}
            className={classes.stage}
            data-now={isNow || undefined}
            data-been={came !== null || undefined}
            aria-current={isNow ? 'step' : undefined}
            style={{ '--stage': STAGES[stage].color } as React.CSSProperties}
          >
            <Text className={classes.title}>{STAGES[stage].title}</Text>
            {came && (
              <div className={classes.came}>
                <span>{nameOf(came.by)}</span>
                <When at={came.at} zone={campaign.time_zone} />
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** When it last came to a stage from another, and by whom; null where it never did. */
export function arrival(
  stage: Stage,
  campaign: Pick<Campaign, 'created_by' | 'created_at'>,
  history: readonly Transition[],
): { by: string; at: string } | null {
  const last = history.findLast((one) => one.to_stage === stage && one.from_stage !== stage);
  if (last) return { by: last.actor_id, at: last.at };
  return stage === 'draft' ? { by: campaign.created_by, at: campaign.created_at } : null;
}
