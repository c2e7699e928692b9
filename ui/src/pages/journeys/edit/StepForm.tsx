import {
  ActionIcon,
  Button,
  Checkbox,
  Chip,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { PredicateEditor } from '@/parts/predicates/PredicateEditor';
import { useRowKeys } from '@/parts/writing/useRowKeys';
import { WholeInput } from '@/parts/writing/WholeInput';
import { type Decision, isSend, type Send, type Split, type Step } from '../definition';
import { useCampaigns, useSegments, useTemplates } from '../queries';
import { CHANNEL_OF, type Names } from '../words';
import { Attributes } from './Attributes';
import classes from './edit.module.css';
import { HappeningInput, LastingInput } from './fields';
import { newCondition } from './operations';

interface Props<Kind extends Step = Step> {
  step: Kind;
  onChange: (step: Step) => void;
  names: Names;
}

/** What a step says, to be changed. Where it leads is changed beside it. */
export function StepForm({ step, onChange, names }: Props) {
  if (isSend(step)) return <SendForm step={step} onChange={onChange} names={names} />;
  switch (step.kind) {
    case 'wait':
      return (
        <LastingInput label="How long" minutes={step.minutes} onChange={(minutes) => onChange({ ...step, minutes })} />
      );
    case 'wait_until':
      return (
        <>
          <TextInput
            type="time"
            label="Time of day, on their own clock"
            value={step.at}
            onChange={({ currentTarget }) => currentTarget.value && onChange({ ...step, at: currentTarget.value })}
          />
          <Weekdays value={step.weekdays ?? []} onChange={(weekdays) => onChange({ ...step, weekdays })} />
        </>
      );
    case 'wait_for_event':
      return (
        <>
          <HappeningInput label="Event" value={step.event} onChange={(event) => onChange({ ...step, event })} />
          <LastingInput
            label="But no longer than"
            minutes={step.timeout_minutes}
            onChange={(timeout_minutes) => onChange({ ...step, timeout_minutes })}
          />
        </>
      );
    case 'decision':
      return <DecisionForm step={step} onChange={onChange} />;
    case 'split':
      return <SplitForm step={step} onChange={onChange} names={names} />;
    case 'suppress_bid':
      return (
        <LastingInput
          label="For how long"
          minutes={step.for_minutes}
          onChange={(for_minutes) => onChange({ ...step, for_minutes })}
        />
      );
    case 'update_profile':
      return <Attributes value={step.set} onChange={(set) => onChange({ ...step, set })} />;
    case 'add_to_segment':
    case 'remove_from_segment':
      return <ListForm step={step} onChange={onChange} names={names} />;
    case 'trigger_campaign':
      return <CampaignForm step={step} onChange={onChange} names={names} />;
    case 'exit':
      return (
        <TextInput
          label="What to call this end in counts"
          maxLength={120}
          value={step.reason ?? 'finished'}
          onChange={({ currentTarget }) => onChange({ ...step, reason: currentTarget.value })}
        />
      );
    default:
      return null;
  }
}

function SendForm({ step, onChange }: Props<Send>) {
  const { data = [] } = useTemplates();
  const channel = CHANNEL_OF[step.kind];
  const fitting = data.filter((one) => one.channel === channel && (!one.is_archived || one.id === step.template));
  return (
    <>
      <Select
        label="Template"
        searchable
        placeholder={fitting.length > 0 ? 'Which one' : 'There is none for this channel yet'}
        data={fitting.map(({ id, name, live_version }) => ({
          value: id,
          label: live_version ? name : `${name} (not published)`,
        }))}
        value={step.template || null}
        onChange={(template) => onChange({ ...step, template: template ?? '' })}
      />
      <Checkbox
        label="They asked for it, like a receipt"
        description="Quiet hours and caps do not hold it back; suppression does."
        checked={step.transactional ?? false}
        onChange={({ currentTarget }) => onChange({ ...step, transactional: currentTarget.checked })}
      />
      <Checkbox
        label="At the hour when they open messages"
        checked={step.at_best_time ?? false}
        onChange={({ currentTarget }) => onChange({ ...step, at_best_time: currentTarget.checked })}
      />
    </>
  );
}

function Weekdays({ value, onChange }: { value: number[]; onChange: (value: number[]) => void }) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        Only on these days
      </Text>
      <Chip.Group multiple value={value.map(String)} onChange={(days) => onChange(days.map(Number).sort())}>
        <Group gap={4}>
          {['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((day, at) => (
            <Chip key={day} size="xs" value={String(at + 1)}>
              {day}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Stack>
  );
}

function DecisionForm({ step, onChange }: Omit<Props<Decision>, 'names'>) {
  const say = (branches: Decision['branches']) => onChange({ ...step, branches });
  const rows = useRowKeys(step.branches.length);
  return (
    <>
      <Text size="xs" c="dimmed">
        The first branch that is true of them is taken.
      </Text>
      {step.branches.map((branch, at) => (
        <div key={rows.keyAt(at)} className={classes.group}>
          <div className={classes.row}>
            <TextInput
              label={`Branch ${at + 1}`}
              maxLength={120}
              value={branch.name}
              onChange={({ currentTarget: { value: name } }) =>
                say(step.branches.map((one, index) => (index === at ? { ...one, name } : one)))
              }
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`Remove branch ${at + 1}`}
              disabled={step.branches.length === 1}
              onClick={() => {
                rows.drop(at);
                say(step.branches.filter((_, index) => index !== at));
              }}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </div>
          <PredicateEditor
            label="If"
            value={branch.when}
            onChange={(when) => say(step.branches.map((one, index) => (index === at ? { ...one, when } : one)))}
          />
        </div>
      ))}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={step.branches.length >= 20}
        onClick={() => {
          const name = `Branch ${step.branches.length + 1}`;
          rows.add();
          say([...step.branches, { name, when: newCondition(), next: step.otherwise }]);
        }}
      >
        Another branch
      </Button>
    </>
  );
}

function SplitForm({ step, onChange }: Props<Split>) {
  const say = (arms: Split['arms']) => onChange({ ...step, arms });
  const rows = useRowKeys(step.arms.length);
  return (
    <>
      <SegmentedControl
        aria-label="What it is for"
        value={step.purpose ?? 'random'}
        onChange={(purpose) => onChange({ ...step, purpose: purpose as Split['purpose'] })}
        data={[
          { value: 'random', label: 'To spread people' },
          { value: 'experiment', label: 'To compare' },
        ]}
      />
      {step.arms.map((arm, at) => (
        <div key={rows.keyAt(at)} className={classes.row}>
          <TextInput
            label={`Arm ${at + 1}`}
            maxLength={120}
            value={arm.name}
            onChange={({ currentTarget: { value: name } }) =>
              say(step.arms.map((one, index) => (index === at ? { ...one, name } : one)))
            }
          />
          <WholeInput
            label="Weight"
            min={1}
            max={10_000}
            w={84}
            value={arm.weight}
            onChange={(weight) => say(step.arms.map((one, index) => (index === at ? { ...one, weight } : one)))}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Remove arm ${at + 1}`}
            disabled={step.arms.length <= 2}
            onClick={() => {
              rows.drop(at);
              say(step.arms.filter((_, index) => index !== at));
            }}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={step.arms.length >= 10}
        onClick={() => {
          const next = step.arms.at(-1)?.next ?? '';
          rows.add();
          say([...step.arms, { name: String.fromCharCode(65 + step.arms.length), weight: 50, next }]);
        }}
      >
        Another arm
      </Button>
    </>
  );
}

function ListForm({ step, onChange }: Props<Extract<Step, { segment: string }>>) {
  const { data = [] } = useSegments();
  return (
    <Select
      label="List"
      description="A segment whose members are a list."
      searchable
      placeholder="Which one"
      data={data.filter(({ isList }) => isList).map(({ id, name }) => ({ value: id, label: name }))}
      value={step.segment || null}
      onChange={(segment) => onChange({ ...step, segment: segment ?? '' })}
    />
  );
}

function CampaignForm({ step, onChange }: Props<Extract<Step, { campaign: string }>>) {
  const { data = [] } = useCampaigns(true);
  return (
    <Select
      label="Campaign"
      description="They are put among those it bids for."
      searchable
      placeholder="Which one"
      data={data.map(({ id, name }) => ({ value: id, label: name }))}
      value={step.campaign || null}
      onChange={(campaign) => onChange({ ...step, campaign: campaign ?? '' })}
    />
  );
}
