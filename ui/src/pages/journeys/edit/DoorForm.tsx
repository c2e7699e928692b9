import { ActionIcon, Button, Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { PredicateEditor } from '@/parts/predicates/PredicateEditor';
import { useRowKeys } from '@/parts/writing/useRowKeys';
import { WholeInput } from '@/parts/writing/WholeInput';
import type { Definition, Trigger } from '../definition';
import { useSegments } from '../queries';
import { TRIGGERS } from '../words';
import classes from './edit.module.css';
import { HappeningInput, LastingInput } from './fields';
import { newCondition, newTrigger } from './operations';
import type { Editor } from './useEditor';

/** Everything of a journey that is no step. */
export function DoorForm({ editor }: { editor: Editor }) {
  const { definition } = editor;
  const say = (change: Partial<Definition>) => editor.change({ ...definition, ...change }, Object.keys(change)[0]);
  const { name, description = '', trigger, entry, re_entry = {}, exits = [], goals = [] } = definition;
  const goalRows = useRowKeys(goals.length);
  const exitRows = useRowKeys(exits.length);
  return (
    <>
      <TextInput
        label="Name"
        maxLength={120}
        value={name}
        onChange={({ currentTarget: { value } }) => say({ name: value })}
      />
      <Textarea
        label="What it is for, in a sentence"
        autosize
        maxLength={4_000}
        value={description}
        onChange={({ currentTarget: { value } }) => say({ description: value })}
      />
      <Select
        label="What brings people in"
        data={Object.entries(TRIGGERS).map(([value, label]) => ({ value, label }))}
        value={trigger.kind}
        allowDeselect={false}
        onChange={(kind) => say({ trigger: newTrigger(kind as Trigger['kind']) })}
      />
      <TriggerForm trigger={trigger} onChange={(next) => say({ trigger: next })} />
      {entry ? (
        <>
          <PredicateEditor label="They may come in if" value={entry} onChange={(next) => say({ entry: next })} />
          <Button size="xs" variant="subtle" onClick={() => say({ entry: null })}>
            Let everybody in
          </Button>
        </>
      ) : (
        <Add onClick={() => say({ entry: newCondition() })}>Only some may come in</Add>
      )}
      <Checkbox
        label="They may come again"
        checked={re_entry.allowed ?? false}
        onChange={({ currentTarget: { checked } }) => say({ re_entry: { ...re_entry, allowed: checked } })}
      />
      {re_entry.allowed && (
        <LastingInput
          label="Not sooner than"
          minutes={Math.max(1, re_entry.after_minutes ?? 1)}
          onChange={(after_minutes) => say({ re_entry: { ...re_entry, after_minutes } })}
        />
      )}
      <WholeInput
        label="Held out, to be measured beside the others"
        unit="%"
        min={0}
        max={50}
        value={definition.holdout_percent ?? 0}
        onChange={(holdout_percent) => say({ holdout_percent })}
      />
      {goals.map((goal, at) => {
        const put = (change: Partial<typeof goal>) =>
          say({ goals: goals.map((one, index) => (index === at ? { ...one, ...change } : one)) });
        return (
          <div key={goalRows.keyAt(at)} className={classes.group}>
            <Named
              label="Goal"
              value={goal.name}
              onChange={(value) => put({ name: value })}
              onRemove={() => {
                goalRows.drop(at);
                say({ goals: goals.filter((_, index) => index !== at) });
              }}
            />
            <HappeningInput label="Reached when" value={goal.event} onChange={(event) => put({ event })} />
            <LastingInput
              label="Within"
              minutes={goal.within_minutes ?? 43_200}
              onChange={(within_minutes) => put({ within_minutes })}
            />
            <Checkbox
              label="Whoever reaches it leaves"
              checked={goal.leaves ?? false}
              onChange={({ currentTarget: { checked } }) => put({ leaves: checked })}
            />
          </div>
        );
      })}
      <Add
        isFull={goals.length >= 10}
        onClick={() => {
          goalRows.add();
          say({ goals: [...goals, { name: `Goal ${goals.length + 1}`, event: { event: '' } }] });
        }}
      >
        A goal
      </Add>
      {exits.map((rule, at) => {
        const put = (change: Partial<typeof rule>) =>
          say({ exits: exits.map((one, index) => (index === at ? { ...one, ...change } : one)) });
        return (
          <div key={exitRows.keyAt(at)} className={classes.group}>
            <Named
              label="Leave early"
              value={rule.name}
              onChange={(value) => put({ name: value })}
              onRemove={() => {
                exitRows.drop(at);
                say({ exits: exits.filter((_, index) => index !== at) });
              }}
            />
            <PredicateEditor label="As soon as" value={rule.when} onChange={(when) => put({ when })} />
          </div>
        );
      })}
      <Add
        isFull={exits.length >= 20}
        onClick={() => {
          exitRows.add();
          say({ exits: [...exits, { name: `Rule ${exits.length + 1}`, when: newCondition() }] });
        }}
      >
        A rule to leave early
      </Add>
    </>
  );
}

function Add({ onClick, isFull, children }: { onClick: () => void; isFull?: boolean; children: string }) {
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlus size={14} aria-hidden />}
      disabled={isFull}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}

interface NamedProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onRemove: () => void;
}

function Named({ label, value, onChange, onRemove }: NamedProps) {
  return (
    <div className={classes.row}>
      <TextInput
        label={label}
        maxLength={120}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Remove ${value}`} onClick={onRemove}>
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}

function TriggerForm({ trigger, onChange }: { trigger: Trigger; onChange: (trigger: Trigger) => void }) {
  const { data = [] } = useSegments();
  const segments = data.map(({ id, name }) => ({ value: id, label: name }));
  switch (trigger.kind) {
    case 'event':
      return (
        <HappeningInput label="Event" value={trigger.event} onChange={(event) => onChange({ ...trigger, event })} />
      );
    case 'segment_entry':
      return (
        <>
          <Select
            label="Segment"
            searchable
            placeholder="Which one"
            data={segments}
            value={trigger.segment || null}
            onChange={(segment) => onChange({ ...trigger, segment: segment ?? '' })}
          />
          <Checkbox
            label="Who is in it already comes in at publication"
            checked={trigger.existing ?? false}
            onChange={({ currentTarget: { checked } }) => onChange({ ...trigger, existing: checked })}
          />
        </>
      );
    case 'schedule':
      return (
        <>
          <TextInput
            label="When"
            description="Minute, hour, day of the month, month, weekday; 0 9 * * 1 is Mondays at nine."
            value={trigger.cron}
            onChange={({ currentTarget: { value } }) => onChange({ ...trigger, cron: value })}
          />
          <Select
            label="On the clock of"
            searchable
            data={[...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]}
            value={trigger.time_zone ?? 'UTC'}
            allowDeselect={false}
            onChange={(zone) => onChange({ ...trigger, time_zone: zone ?? 'UTC' })}
          />
          <Select
            label="Whom"
            searchable
            clearable
            placeholder="Everybody"
            data={segments}
            value={trigger.segment ?? null}
            onChange={(segment) => onChange({ ...trigger, segment })}
          />
        </>
      );
    case 'bid_context':
      return (
        <Select
          label="When they"
          data={[
            { value: 'bid', label: 'were bid for' },
            { value: 'impression', label: 'saw an ad' },
            { value: 'click', label: 'clicked an ad' },
            { value: 'conversion', label: 'converted' },
          ]}
          value={trigger.on ?? 'impression'}
          allowDeselect={false}
          onChange={(on) => onChange({ ...trigger, on: on as 'bid' })}
        />
      );
    default:
      return null;
  }
}
