import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconCheck, IconCircle, IconCircleDashed, IconHourglass } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { named } from '@/api/named';
import type { Launch, Schemas } from '@/api/types';
import { permitted } from '@/app/roles';
import { ActButton } from '@/parts/page/Act';
import { Panel } from '@/parts/page/Panel';
import { sentence, showDone } from '@/parts/states/problems';
import { ACTIONS } from '../words';
import { useAdvance } from './queries';
import classes from './Standing.module.css';

const STEPS: Record<Schemas['Step'], string> = {
  brief: 'Brief',
  audience: 'Audience',
  budget: 'Budget',
  schedule: 'Schedule',
  creatives: 'Creatives',
  review: 'Review',
  air: 'On air',
};
const FIELDS: Record<string, string> = {
  'brief.name': 'a name',
  'brief.advertiser_domain': 'the advertiser',
  'budget.currency': 'a currency',
  'budget.total': 'what it may cost',
  'budget.pricing': 'its prices',
  creatives: 'at least one creative',
};
const MARKS: Record<Schemas['StepState'], { icon: typeof IconCheck; color: string; said: string }> = {
  done: { icon: IconCheck, color: 'var(--ce-accent)', said: 'done' },
  missing: { icon: IconCircle, color: 'var(--mantine-color-error)', said: 'missing' },
  optional: { icon: IconCircleDashed, color: 'var(--mantine-color-dimmed)', said: 'may be left out' },
  waiting: { icon: IconHourglass, color: 'var(--mantine-color-dimmed)', said: 'waits' },
};

interface Props {
  launch: Launch;
  /** Something that was typed is not kept yet. */
  isUnsaved: boolean;
}

/** Which steps are done, what is missing, and the next legal move. */
export function Standing({ launch, isUnsaved }: Props) {
  const { next } = launch;
  return (
    <Panel title="Where it stands">
      <Stack gap="md">
        <ol className={classes.steps}>
          {launch.steps.map(({ step, state, missing, text }) => {
            const { icon: Mark, color, said } = MARKS[state];
            const lacks = missing.map((field) => FIELDS[field] ?? named(field)).join(', ');
            return (
              <li key={step}>
                <Mark size={16} color={color} aria-label={said} />
                <div>
                  <Text size="sm" fw={600}>
                    {STEPS[step]}
                  </Text>
                  {(lacks || text) && (
                    <Text size="xs" c="dimmed">
                      {lacks ? `It needs ${lacks}` : sentence(text)}
                    </Text>
                  )}
                </div>
              </li>
            );
          })}
        </ol>
        {next.action && <Advance launch={launch} isUnsaved={isUnsaved} />}
        {launch.campaign_id && (
          <Button component={Link} to={`/campaigns/${launch.campaign_id}`} variant="default">
            Open the campaign
          </Button>
        )}
      </Stack>
    </Panel>
  );
}

function Advance({ launch, isUnsaved }: Props) {
  const navigate = useNavigate();
  const advance = useAdvance(launch.id);
  const { action, permission, yours } = launch.next;
  if (!action) return null;
  const why = !yours
    ? `Your roles do not let you ${permission ? permitted(permission) : 'do that'}`
    : isUnsaved
      ? 'What you typed is not saved yet'
      : null;
  const go = () =>
    advance.mutate(undefined, {
      onSuccess: (done) => {
        showDone(`${done.brief.name ?? 'The campaign'} was ${ACTIONS[action].done}.`);
        if (done.campaign_id) void navigate({ to: `/campaigns/${done.campaign_id}` });
      },
    });
  return (
    <ActButton why={why} loading={advance.isPending || advance.isSuccess} onClick={go}>
      {action === 'submit' ? 'Submit for review' : ACTIONS[action].title}
    </ActButton>
  );
}

/** What the form looks like before anything was said. */
export function Beginning() {
  return (
    <Panel title="Where it stands">
      <Alert variant="light" color="gray">
        Everything is saved as you type, from the first word on: leave whenever you like and take it up again here.
      </Alert>
    </Panel>
  );
}
