import { ActionIcon, Alert, Group, Slider, Stack, Text } from '@mantine/core';
import { IconPlayerSkipBack, IconPlayerSkipForward } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { eventWords } from '@/parts/predicates/sentences';
import { sentence } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { counted, lasting } from '@/parts/words/counted';
import { type Definition, waysOn } from '../definition';
import { KINDS } from '../kinds';
import type { Moment, Simulated } from '../queries';
import { type Names, reasonWords, stepWords } from '../words';
import classes from './Clock.module.css';
import { DOOR } from './graph';
import { Letter } from './Letter';
import type { Trail } from './tools';

interface Props {
  simulated: Simulated;
  definition: Definition;
  names: Names;
  isFetching: boolean;
  onTrail: (trail: Trail | null) => void;
}

const MINUTE_MS = 60_000;

/** A clock to move: what has happened by then, where they stand, and what they were sent. */
export function Clock({ simulated, definition, names, isFetching, onTrail }: Props) {
  const { moments, problems, starts_at, until } = simulated;
  const start = Date.parse(starts_at);
  const minutes = Math.max(1, Math.round((Date.parse(until) - start) / MINUTE_MS));
  const lastAt = moments.at(-1)?.at;
  const [minute, setMinute] = useState(0);
  const now = start + minute * MINUTE_MS;
  const sofar = useMemo(() => moments.filter(({ at }) => Date.parse(at) <= now), [moments, now]);
  const stops = useMemo(
    () => [...new Set(moments.map(({ at }) => Math.ceil((Date.parse(at) - start) / MINUTE_MS)))].sort((a, b) => a - b),
    [moments, start],
  );
  useEffect(() => onTrail(trailOf(sofar, definition)), [sofar, definition, onTrail]);
  const before = stops.findLast((stop) => stop < minute);
  const after = stops.find((stop) => stop > minute);
  return (
    <Stack gap="sm" className={classes.clock} aria-busy={isFetching}>
      {problems.map(({ step, problem, remedy }) => (
        <Alert key={step + problem} color="orange" variant="light" title={sentence(problem)}>
          {remedy}
        </Alert>
      ))}
      <div>
        <Group justify="space-between" wrap="nowrap" gap={4}>
          <Text fw={600} size="sm" component="div">
            {minute === 0 ? 'At the start' : `After ${rounded(minute)}`}
          </Text>
          <Group gap={2} wrap="nowrap">
            <ActionIcon
              variant="subtle"
              aria-label="To what happened before"
              disabled={before === undefined}
              onClick={() => before !== undefined && setMinute(before)}
            >
              <IconPlayerSkipBack size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              aria-label="To what happens next"
              disabled={after === undefined}
              onClick={() => after !== undefined && setMinute(after)}
            >
              <IconPlayerSkipForward size={16} aria-hidden />
            </ActionIcon>
          </Group>
        </Group>
        <Slider
          thumbLabel="The clock"
          min={0}
          max={minutes}
          value={Math.min(minute, minutes)}
          onChange={setMinute}
          label={rounded}
          marks={stops.slice(0, 60).map((value) => ({ value }))}
          size="sm"
        />
        <Text size="xs" c="dimmed" component="div" mt={6}>
          <When at={new Date(now).toISOString()} />
          {lastAt && Date.parse(lastAt) <= now && <div>Nothing more happens to the end.</div>}
        </Text>
      </div>
      <ol className={classes.moments} aria-label="What has happened">
        {sofar.map((moment, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same may happen at the same instant
          <li key={at} data-now={at === sofar.length - 1 || undefined}>
            <Text size="sm" fw={550}>
              {momentWords(moment, definition, names)}
            </Text>
            <Text size="xs" c="dimmed" component="div">
              <When at={moment.at} />
            </Text>
            {moment.message && <Letter message={moment.message} />}
          </li>
        ))}
      </ol>
      {moments.length === 0 && <Text size="sm">Nothing happens to them in {counted(minutes / 1_440, 'day')}.</Text>}
    </Stack>
  );
}

/** In hours where minutes say too little. */
function rounded(minute: number): string {
  if (minute > 2_880)
    return `${counted(Math.floor(minute / 1_440), 'day')}, ${counted(Math.floor((minute % 1_440) / 60), 'hour')}`;
  return minute === 0 ? 'the start' : lasting(minute);
}

function trailOf(moments: readonly Moment[], definition: Definition): Trail {
  const steps = new Map<string, 'passed' | 'here'>();
  const lines = new Set<string>();
  const isIn = moments.some(({ what }) => what === 'entered');
  steps.set(DOOR, isIn ? 'passed' : 'here');
  if (isIn) lines.add(`${DOOR}/start`);
  let last: string | null = null;
  for (const { step, what, outcome } of moments) {
    const known = definition.steps[step];
    if (!known) continue;
    steps.set(step, 'passed');
    const way = what === 'passed' ? waysOn(known).find((one) => one.outcome === outcome) : undefined;
    if (way) lines.add(`${step}/${way.key}`);
    last = step;
  }
  if (last) steps.set(last, 'here');
  return { steps, lines };
}

function momentWords(
  { what, step, kind, outcome, until, message }: Moment,
  definition: Definition,
  names: Names,
): string {
  const known = definition.steps[step];
  const detail = known ? stepWords(known, names) : '';
  const title = known ? KINDS[known.kind].title : '';
  switch (what) {
    case 'entered':
      return 'They come in';
    case 'turned_away':
      return `They are not let in: ${outcome}`;
    case 'held_out':
      return 'They are held out, to be measured beside the others';
    case 'waits':
      return detail ? `They wait: ${detail}` : 'They wait';
    case 'passed':
      if (known?.kind === 'decision' || known?.kind === 'split') return `${title}: ${outcome}`;
      return outcome === 'done' || known?.kind === 'exit'
        ? `${title}${detail ? `: ${detail}` : ''}`
        : sentence(outcome);
    case 'acted':
      return outcome.startsWith('refused')
        ? `${title} could not be done: ${outcome.slice(8).trim()}`
        : `${title}: ${detail}`;
    case 'message':
      if (outcome === 'sent') return 'A message goes out';
      return outcome === 'deferred'
        ? 'A message is put off'
        : `A message is not sent: ${reasonWords(message?.reason ?? 'refused')}`;
    case 'goal':
      return `They reach ${outcome}`;
    case 'left':
      return `They leave: ${outcome}`;
    case 'event':
      return `${sentence(eventWords(outcome || kind))} happens`;
    case 'profile':
      return 'Their profile changes';
    case 'segment_entered':
    case 'segment_left':
      return `They ${what === 'segment_entered' ? 'enter' : 'leave'} ${names.segment(outcome)}`;
    case 'cut_short':
      return 'It goes on like this';
    default:
      return until ? 'They wait' : sentence(reasonWords(what));
  }
}
