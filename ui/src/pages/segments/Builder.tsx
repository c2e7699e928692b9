import { Button, NativeSelect, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { asProblem, byField } from '@/api/problem';
import { useMay } from '@/app/me';
import { Panel } from '@/parts/page/Panel';
import { GroupEditor } from '@/parts/predicates/GroupEditor';
import type { Definition, Segment } from '@/parts/predicates/known';
import { type Group as Conditions, isWhole, predicateOf, treeOf } from '@/parts/predicates/tree';
import { sentence } from '@/parts/states/problems';
import classes from './Builder.module.css';
import { LiveCount } from './LiveCount';
import { useSave } from './queries';
import { REFRESHES } from './words';

interface Props {
  definition: Definition;
  /** Left out for a new one. */
  segment?: Pick<Segment, 'id' | 'version'>;
  onSaved: (segment: Segment) => void;
  /** The page's own, with what keeps it. */
  header: (save: ReactNode) => ReactNode;
}

/** What a segment is called and whom it means, with a count that follows every change. */
export function Builder({ definition, segment, onSaved, header }: Props) {
  const mayWrite = useMay('journey:write');
  const form = useId();
  const [said, setSaid] = useState(definition);
  const [tree, setTree] = useState<Conditions | null>(() =>
    definition.members.kind === 'rule' ? treeOf(definition.members.where) : null,
  );
  const save = useSave(segment?.id, segment?.version);
  const say = (change: Partial<Definition>) => setSaid({ ...said, ...change });
  const isReady = said.name.trim() !== '' && (tree === null || isWhole(tree));
  const refusal = save.error ? asProblem(save.error) : null;
  const faults = refusal ? byField(refusal) : {};
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const members = tree ? { kind: 'rule' as const, where: predicateOf(tree) } : said.members;
    save.mutate({ ...said, name: said.name.trim(), members }, { onSuccess: onSaved });
  };
  const keep = mayWrite && (
    <Button type="submit" form={form} loading={save.isPending} disabled={!isReady}>
      {segment ? 'Save' : 'Keep this segment'}
    </Button>
  );
  return (
    <>
      {header(keep)}
      <form id={form} onSubmit={submit} className={classes.both}>
        <Stack gap="md">
          {tree && (
            <Panel title="Who is in it">
              <GroupEditor group={tree} onChange={setTree} disabled={!mayWrite} />
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
          {refusal && Object.keys(faults).every((field) => field !== 'name' && field !== 'description') && (
            <p role="alert" className={classes.refusal}>
              {sentence(refusal.message)}. {refusal.remedy}
            </p>
          )}
          {mayWrite && !isReady && (
            <span className={classes.why}>
              {tree && !isWhole(tree) ? 'A condition is still empty.' : 'It needs a name.'}
            </span>
          )}
        </Stack>
      </form>
    </>
  );
}

function choices(now: number): { value: string; label: string }[] {
  const all: Record<string, string> = { ...REFRESHES, [now]: REFRESHES[now] ?? `every ${now} minutes` };
  return Object.entries(all).map(([value, label]) => ({ value, label }));
}
