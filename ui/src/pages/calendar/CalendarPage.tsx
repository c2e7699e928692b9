import { ActionIcon, Alert, Button, Group, SegmentedControl, Skeleton, Stack, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { PageHeader } from '@/parts/page/PageHeader';
import { ErrorState } from '@/parts/states/ErrorState';
import { PickSeveral } from '@/parts/writing/PickSeveral';
import { Agenda } from './Agenda';
import type { Kind, Shown, View } from './address';
import classes from './CalendarPage.module.css';
import { type Known, meetingsOf } from './conflicts';
import { beginsAt, type Day, later, mondayOf, mondaysOf, monthLater, said, today } from './days';
import { EntryDrawer } from './EntryDrawer';
import { type Entry, entryOf, entryOfLaunch, isAlways, isWithin } from './entries';
import type { Dates } from './legal';
import { MoveDialogue } from './MoveDialogue';
import { useBlackouts, useBudgets, useCalendar, useLaunches, useSegmentNames } from './queries';
import { AlwaysOn, Conflicts, KeptFree } from './Side';
import sideClasses from './Side.module.css';
import { troublesOf } from './troubles';
import { useMoving } from './useMoving';
import { Weeks } from './Weeks';
import { KINDS } from './words';

const VIEWS: { value: View; label: string }[] = [
  { value: 'month', label: 'Month' },
  { value: 'week', label: 'Week' },
  { value: 'list', label: 'List' },
];
const TITLES = Object.fromEntries(Object.entries(KINDS).map(([kind, { many }]) => [kind, many])) as Record<
  Kind,
  string
>;

/** A list begins today and goes on for about a month. */
const DAYS_AHEAD = 31;

/** What happens when, what gets in each other's way, and moving it. */
export default function CalendarPage() {
  const search: Shown = useSearch({ strict: false });
  const navigate = useNavigate();
  const isNarrow = useMediaQuery('(max-width: 48em)') ?? false;
  const view: View = isNarrow ? 'list' : (search.view ?? 'month');
  const at = search.at ?? today();
  const mondays = view === 'week' ? [mondayOf(at)] : mondaysOf(at);
  const isFromToday = view === 'list' && search.at === undefined;
  const [first, end] = isFromToday ? [at, later(at, DAYS_AHEAD)] : rangeOf(view, at, mondays);
  const from = beginsAt(first);
  const to = beginsAt(end);
  const { data, error, isPending, refetch } = useCalendar(from, to);
  const { data: allBlackouts = [] } = useBlackouts();
  const { data: launches = [] } = useLaunches();
  const segmentOf = useSegmentNames();
  const hasBudgets = data?.conflicts.some(({ kind }) => kind === 'overlapping_budgets') ?? false;
  const { data: budgets } = useBudgets(from, to, hasBudgets);
  const moving = useMoving();
  const [dated, setDated] = useState<{ entry: Entry; dates: Dates } | null>(null);

  const last = later(end, -1);
  const entries = useMemo(() => {
    const all = [...(data?.entries.map(entryOf) ?? []), ...launches.map(entryOfLaunch)];
    return all.filter((one) => isWithin(one, first, last));
  }, [data, launches, first, last]);
  const shown = entries.filter(({ kind }) => search.kind === undefined || search.kind.includes(kind));
  const blackouts = allBlackouts.filter((one) => one.first_day <= last && one.last_day >= first);
  const meetings = useMemo(() => meetingsOf(data?.conflicts ?? [], entries), [data, entries]);
  const troubles = useMemo(() => troublesOf(meetings), [meetings]);
  const known: Known = { blackouts: allBlackouts, segmentOf, budgets };
  const go = (next: Partial<Shown>) =>
    void navigate({ to: '/calendar', search: { ...search, ...next } as never, replace: true });
  const step = (by: number) => {
    const isRestOfMonth = isFromToday && by < 0 && !at.endsWith('-01');
    if (view === 'week') go({ at: later(at, 7 * by) });
    else go({ at: monthLater(at, isRestOfMonth ? 0 : by) });
  };
  const asked = moving.asked ?? dated;
  const open = entries.find(({ id }) => id === search.open);
  const onOpen = (entry: Entry) => go({ open: entry.id });
  const close = () => go({ open: undefined });
  useShortcuts(view, step, () => go({ at: undefined }), moving.carried === null && !open && !asked);

  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  return (
    <>
      <PageHeader title="Calendar">What runs when, and what gets in each other’s way.</PageHeader>
      <div className={classes.bar} role="toolbar" aria-label="What is shown">
        <Group gap={4} wrap="nowrap">
          <ActionIcon variant="default" size={34} aria-label="Earlier" onClick={() => step(-1)}>
            <IconChevronLeft size={18} aria-hidden />
          </ActionIcon>
          <Button variant="default" size="compact-md" h={34} onClick={() => go({ at: undefined })}>
            Today
          </Button>
          <ActionIcon variant="default" size={34} aria-label="Later" onClick={() => step(1)}>
            <IconChevronRight size={18} aria-hidden />
          </ActionIcon>
        </Group>
        <Title order={2} className={classes.month} aria-live="polite">
          {view === 'week' || isFromToday
            ? `${said(first, 'short')} to ${said(last, 'short')} ${last.slice(0, 4)}`
            : said(at, 'month')}
        </Title>
        <div className={classes.end}>
          <PickSeveral
            label="What is shown"
            any="Everything"
            options={TITLES}
            mark={(kind) => <Swatch color={KINDS[kind].color} />}
            value={search.kind ?? []}
            onChange={(kind) => go({ kind: kind.length > 0 ? kind : undefined })}
          />
          {!isNarrow && (
            <SegmentedControl
              aria-label="As what"
              data={VIEWS}
              value={view}
              onChange={(next) => go({ view: next === 'month' ? undefined : (next as View) })}
            />
          )}
        </div>
      </div>
      {moving.refused && (
        <Alert
          color="amber"
          variant="light"
          mb="md"
          role="alert"
          title={`${moving.refused.entry.name} stays where it is`}
        >
          {moving.refused.why}
        </Alert>
      )}
      {data?.is_complete === false && (
        <Alert color="amber" variant="light" mb="md" title="There is more than a calendar holds">
          Look at a shorter time, or at fewer kinds.
        </Alert>
      )}
      <div className={classes.columns}>
        <div>
          {isPending ? (
            <Skeleton height={520} radius="lg" role="status" aria-label="Loading" />
          ) : view === 'list' ? (
            <Agenda
              from={first}
              to={last}
              entries={shown.filter((one) => !isAlways(one))}
              blackouts={blackouts}
              troubles={troubles}
              onOpen={onOpen}
            />
          ) : (
            <Weeks
              mondays={mondays}
              month={view === 'month' ? at.slice(0, 7) : undefined}
              entries={shown.filter((one) => !isAlways(one))}
              blackouts={blackouts}
              troubles={troubles}
              moving={moving}
              onOpen={onOpen}
              onWeek={(day) => go({ view: 'week', at: day })}
            />
          )}
          {view !== 'list' && <Legend />}
        </div>
        <Stack>
          <Conflicts meetings={meetings} known={known} />
          <AlwaysOn entries={shown.filter(isAlways)} onOpen={onOpen} />
          <KeptFree blackouts={blackouts} />
        </Stack>
      </div>
      <div role="status" aria-live="assertive" className={classes.spoken}>
        {moving.spoken}
      </div>
      {open && !asked && (
        <EntryDrawer
          key={open.id}
          entry={open}
          meetings={meetings}
          known={known}
          onPickUp={view === 'list' ? undefined : () => pickUp(open)}
          onDates={(dates) => setDated({ entry: open, dates })}
          onClose={close}
        />
      )}
      {asked && (
        <MoveDialogue
          {...asked}
          blackouts={allBlackouts}
          onClose={() => {
            moving.settle();
            setDated(null);
            if (open) close();
          }}
        />
      )}
    </>
  );

  /** From its drawer: that closes, and the arrow keys go to the bar. */
  function pickUp(entry: Entry) {
    close();
    moving.pickUp(entry);
    setTimeout(() => document.querySelector<HTMLElement>(`[data-bar="${entry.id}"]`)?.focus(), 300);
  }
}

function rangeOf(view: View, at: Day, mondays: readonly Day[]): [first: Day, end: Day] {
  if (view === 'list') return [`${at.slice(0, 7)}-01`, monthLater(at, 1)];
  return [mondays[0] ?? at, later(mondays.at(-1) ?? at, 7)];
}

/** Page Up and Page Down turn the page, Home leads to today; T does so too. */
function useShortcuts(view: View, step: (by: number) => void, toToday: () => void, isFree: boolean) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (!isFree || isTyping || view === 'list' || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'PageUp') step(-1);
      else if (event.key === 'PageDown') step(1);
      else if (event.key === 't') toToday();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}

function Legend() {
  return (
    <div className={classes.legend}>
      {(Object.keys(KINDS) as Kind[])
        .filter((kind) => kind !== 'journey')
        .map((kind) => (
          <span key={kind} className={sideClasses.legend}>
            <Swatch color={KINDS[kind].color} /> {KINDS[kind].one}
          </span>
        ))}
      <span>Drag a bar to move it, or choose it and press M: arrow keys carry it, Enter puts it down.</span>
    </div>
  );
}

function Swatch({ color }: { color: string }) {
  return (
    <i aria-hidden style={{ display: 'inline-block', width: 10, height: 10, borderRadius: 3, background: color }} />
  );
}
