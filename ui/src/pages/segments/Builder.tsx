import { Button, NativeSelect, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { asProblem, byField } from '@/api/problem';
import { useMay } from '@/app/me';
import { Panel } from '@/parts/page/Panel';
import { GroupEditor } from '@/parts/predicates/GroupEditor';
import { type Definition, type Segment, useSegments } from '@/parts/predicates/known';
import { predicateWords } from '@/parts/predicates/sentences';
import { type Group as Conditions, isWhole, type Predicate, predicateOf, treeOf } from '@/parts/predicates/tree';
import { sentence } from '@/parts/states/problems';
import { told } from '@/parts/words/values';
import { Contests, Late } from '@/parts/writing/Contests';
import { Listening, useMarked } from '@/parts/writing/heldBack';
import { useWritten } from '@/parts/writing/useWritten';
import classes from './Builder.module.css';
import { LiveCount } from './LiveCount';
import { useSave } from './queries';
import { REFRESHES } from './words';

type Told = Pick<Definition, 'name' | 'description' | 'refresh_minutes' | 'for_bidding'> & { where: Predicate | null };

const LABELS: Record<keyof Told, string> = {
  name: 'Name',
  description: 'Description',
  refresh_minutes: 'Everybody is looked at again',
  for_bidding: 'Tell bidders who is in it',
  where: 'Who is in it',
};

interface Props {
  definition: Definition;
  /** Left out for a new one. */
  segment?: Pick<Segment, 'id' | 'version' | 'updated_at'>;
  onSaved: (segment: Segment) => void;
  /** The page's own, with what keeps it. */
  header: (save: ReactNode) => ReactNode;
}

/** What a segment is called and whom it means, with a count that follows every change. */
export function Builder({ definition, segment, onSaved, header }: Props) {
  const mayWrite = useMay('journey:write');
  const id = useId();
  const form = useWritten(toldOf(definition), segment ? `segment ${segment.id}` : 'new segment');
  const { said, change: say } = form;
  const [tree, setTree] = useTree(said.where);
  const [round, setRound] = useState(0);
  const { isOdd, tell } = useMarked();
  const draw = (next: Conditions) => {
    setTree(next);
    say({ where: predicateOf(next) });
  };
  const { data: segments = [] } = useSegments();
  const save = useSave(segment?.id, segment?.version);
  const isContested = form.contests.length > 0;
  const isReady = said.name.trim() !== '' && (tree === null || isWhole(tree));
  const refusal = save.error ? asProblem(save.error) : null;
  const isLate = refusal?.isLate ?? false;
  const faults = refusal ? byField(refusal) : {};
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const { where, ...rest } = said;
    const members = where ? { kind: 'rule' as const, where } : definition.members;
    save.mutate(
      { ...definition, ...rest, name: said.name.trim(), members },
      {
        onSuccess: (kept) => {
          form.settle(said);
          onSaved(kept);
        },
      },
    );
  };
  const shown = (name: string, value: unknown) => {
    if (name === 'refresh_minutes') return REFRESHES[String(value)] ?? `every ${value} minutes`;
    if (name !== 'where') return told(value);
    return predicateWords(value as Parameters<typeof predicateWords>[0], {
      segment: (one) => segments.find((known) => known.id === one)?.definition.name?.toString() ?? 'a segment',
    });
  };
  const keep = mayWrite && (
    <>
      {(form.isChanged || isOdd) && (
        <Button
          variant="subtle"
          onClick={() => {
            form.undo();
            save.reset();
            setRound(round + 1);
          }}
        >
          {segment ? 'Undo my changes' : 'Begin anew'}
        </Button>
      )}
      <Button type="submit" form={id} loading={save.isPending} disabled={!isReady || isContested || isOdd}>
        {segment ? 'Save' : 'Keep this segment'}
      </Button>
    </>
  );
  return (
    <>
      {header(keep)}
      {segment && <Contests form={form} changedAt={segment.updated_at} labels={LABELS} shown={shown} />}
      {segment && isLate && !isContested && <Late changedAt={segment.updated_at} />}
      <form id={id} onSubmit={submit} className={classes.both}>
        <Stack gap="md">
          {tree && (
            <Panel title="Who is in it">
              <Listening key={round} value={tell}>
                <GroupEditor group={tree} onChange={draw} disabled={!mayWrite} />
              </Listening>
            </Panel>
          )}
          <Panel title="What it is">
            <Stack>
              <TextInput
                label="Name"
                required
                maxLength={100}
                value={said.name}
                onChange={({ currentTarget }) => say({ name: currentTarget.value })}
                error={faults.name}
                disabled={!mayWrite}
              />
              <Textarea
                label="Description"
                autosize
                minRows={2}
                maxLength={1000}
                value={said.description}
                onChange={({ currentTarget }) => say({ description: currentTarget.value })}
                error={faults.description}
                disabled={!mayWrite}
              />
              {tree && (
                <NativeSelect
                  label="Everybody is looked at again"
                  description="What people do moves them at once; this is for what time alone changes"
                  data={choices(said.refresh_minutes ?? 60)}
                  value={String(said.refresh_minutes ?? 60)}
                  onChange={({ currentTarget }) => say({ refresh_minutes: Number(currentTarget.value) })}
                  disabled={!mayWrite}
                />
              )}
              <Switch
                label="Tell bidders who is in it"
                description="So that campaigns of paid media can mean it"
                checked={said.for_bidding ?? false}
                onChange={({ currentTarget }) => say({ for_bidding: currentTarget.checked })}
                disabled={!mayWrite}
              />
            </Stack>
          </Panel>
        </Stack>
        <Stack gap="md" className={classes.aside}>
          {tree && <LiveCount tree={tree} />}
          {refusal && !isLate && Object.keys(faults).every((field) => field !== 'name' && field !== 'description') && (
            <p role="alert" className={classes.refusal}>
              {sentence(refusal.message)}. {refusal.remedy}
            </p>
          )}
          {mayWrite && (isOdd || !isReady) && (
            <span className={classes.why}>
              {isOdd
                ? 'Mend what is marked first.'
                : tree && !isWhole(tree)
                  ? 'A condition is still empty.'
                  : 'It needs a name.'}
            </span>
          )}
        </Stack>
      </form>
    </>
  );
}

function toldOf({ name, description, refresh_minutes, for_bidding, members }: Definition): Told {
  const where = members.kind === 'rule' ? predicateOf(treeOf(members.where)) : null;
  return { name, description, refresh_minutes, for_bidding, where };
}

/** Conditions with keys of their own, for as long as they are those that are said. */
function useTree(where: Predicate | null) {
  const [tree, setTree] = useState<Conditions | null>(() => where && treeOf(where));
  const isSaid = JSON.stringify(tree && predicateOf(tree)) === JSON.stringify(where);
  const now = isSaid ? tree : where && treeOf(where);
  if (!isSaid) setTree(now);
  return [now, setTree] as const;
}

function choices(now: number): { value: string; label: string }[] {
  const all: Record<string, string> = { ...REFRESHES, [now]: REFRESHES[now] ?? `every ${now} minutes` };
  return Object.entries(all).map(([value, label]) => ({ value, label }));
}
