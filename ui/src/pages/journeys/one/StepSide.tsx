import { ActionIcon, Group, Menu, Select, Text, Textarea, Title, Tooltip } from '@mantine/core';
import { IconCopy, IconDots, IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { counted } from '@/parts/words/counted';
import { Count } from '@/parts/words/figures';
import { type Definition, isSend, type Step, WAITS, waysOn } from '../definition';
import { leading, whyItStays, without, withStep } from '../edit/operations';
import { StepForm } from '../edit/StepForm';
import type { Editor } from '../edit/useEditor';
import { KINDS } from '../kinds';
import type { Fault } from '../queries';
import { type Names, reasonWords, stepWords } from '../words';
import { Findings } from './Findings';
import { type People, total } from './graph';
import { PeopleHere } from './PeopleHere';
import classes from './Side.module.css';

interface Props {
  journeyId: string;
  name: string;
  definition: Definition;
  names: Names;
  faults: readonly Fault[];
  people: People | null;
  /** Whether the reader may know who they are. */
  mayName: boolean;
  editor: Editor | null;
  onAdd: (from: string, way: string) => void;
  /** Copies the branch from a step on. */
  onCopy: (name: string) => void;
  onClose: () => void;
  /** The step was taken away. */
  onGone: () => void;
  onSelect: (name: string) => void;
}

/** Everything about one step: what it does, who is there, and, in a draft, how to change it. */
export function StepSide(props: Props) {
  const { journeyId, name, definition, names, faults, people, mayName, editor, onCopy, onClose, onGone } = props;
  const step = definition.steps[name];
  if (!step) return null;
  const { title, icon: Picture } = KINDS[step.kind];
  const words = stepWords(step, names);
  return (
    <>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="xs">
        <Group gap="xs" wrap="nowrap" align="flex-start" miw={0}>
          <Picture size={22} stroke={1.6} aria-hidden style={{ flex: 'none', marginTop: 1 }} />
          <div style={{ minWidth: 0 }}>
            <Title order={2} className={classes.heading}>
              {title}
            </Title>
            {words && (
              <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {words}
              </Text>
            )}
          </div>
        </Group>
        <Group gap={2} wrap="nowrap">
          {editor && <StepMenu {...{ name, definition, editor, onCopy, onGone }} />}
          <ActionIcon variant="subtle" color="gray" aria-label="Close" onClick={onClose}>
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </Group>
      </Group>
      <Findings faults={faults} />
      {editor ? (
        <StepForm
          key={name}
          step={step}
          names={names}
          onChange={(next) => editor.change(withStep(definition, name, next), `step ${name}`)}
        />
      ) : (
        step.note && <Text className={classes.note}>{step.note}</Text>
      )}
      {editor && <Ways {...props} editor={editor} step={step} />}
      {editor && (
        <Textarea
          label="Note for colleagues"
          autosize
          minRows={2}
          maxLength={2_000}
          value={step.note ?? ''}
          onChange={({ currentTarget: { value: note } }) =>
            editor.change(withStep(definition, name, { ...step, note }), `note ${name}`)
          }
        />
      )}
      {people && <Passed people={people} step={step} />}
      {people && mayName && (
        <Section title="People">
          <PeopleHere
            key={name}
            journeyId={journeyId}
            step={name}
            definition={definition}
            names={names}
            isWait={WAITS.has(step.kind)}
          />
        </Section>
      )}
      {people && !mayName && (
        <Text size="sm" c="dimmed">
          Who they are is for colleagues who may read profiles.
        </Text>
      )}
    </>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <Text component="h3" className={classes.caption}>
        {title}
      </Text>
      {children}
    </section>
  );
}

function Passed({ people, step }: { people: People; step: Step }) {
  const { standing, passed, dropped, refused, sent } = people;
  const labels = new Map(waysOn(step).map(({ outcome, label }) => [outcome, label]));
  const said = [
    `${counted(standing, 'person', 'people')} ${standing === 1 ? 'stands' : 'stand'} here now`,
    `${counted(total(passed), 'has', 'have')} gone on`,
    ...(total(dropped) > 0 ? [`${counted(total(dropped), 'has', 'have')} left here`] : []),
  ];
  const rows = [
    ...Object.entries(passed)
      .filter(([outcome]) => labels.get(outcome) || step.kind === 'exit')
      .map(([outcome, count]) => [labels.get(outcome) || reasonWords(outcome), count] as const),
    ...Object.entries(dropped).map(([reason, count]) => [`Left, ${reason}`, count] as const),
    ...(isSend(step) ? [['Messages sent', sent] as const] : []),
    ...Object.entries(refused).map(([reason, count]) => [`Not sent: ${reasonWords(reason)}`, count] as const),
  ];
  return (
    <Section title="Where people went">
      <Text size="sm" mb={rows.length > 0 ? 8 : 0}>
        {said.join(', ')}.
      </Text>
      <dl className={classes.facts}>
        {rows.map(([label, count]) => (
          <Fact key={label} label={label} count={count} />
        ))}
      </dl>
    </Section>
  );
}

export function Fact({ label, count }: { label: string; count: number }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <Count value={count} />
      </dd>
    </>
  );
}

interface MenuProps extends Pick<Props, 'name' | 'definition' | 'onCopy' | 'onGone'> {
  editor: Editor;
}

function StepMenu({ name, definition, editor, onCopy, onGone }: MenuProps) {
  const stays = whyItStays(definition, name);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label="More about this step">
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => onCopy(name)}>
          Copy the branch from here
        </Menu.Item>
        <Tooltip label={stays} disabled={!stays}>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            data-disabled={stays ? true : undefined}
            aria-disabled={stays ? true : undefined}
            onClick={() => {
              if (stays) return;
              editor.change(without(definition, name));
              onGone();
            }}
          >
            Take the step away
          </Menu.Item>
        </Tooltip>
      </Menu.Dropdown>
    </Menu>
  );
}

function Ways({ name, definition, names, editor, step, onAdd, onSelect }: Props & { editor: Editor; step: Step }) {
  const ways = waysOn(step);
  if (ways.length === 0) return null;
  const choices = stepChoices(definition, names);
  return (
    <Section title={ways.length > 1 ? 'Where each way leads' : 'Where it leads'}>
      {ways.map(({ key, label, to }) => (
        <Group key={key} gap={6} align="flex-end" wrap="nowrap" mb={8}>
          <Select
            style={{ flex: 1, minWidth: 0 }}
            label={label || undefined}
            aria-label={label || 'Next step'}
            searchable
            data={choices}
            value={definition.steps[to] ? to : null}
            placeholder="Nowhere yet"
            allowDeselect={false}
            comboboxProps={{ keepMounted: false }}
            onChange={(next) => next && editor.change(leading(definition, name, key, next))}
            onDoubleClick={() => onSelect(to)}
          />
          <Tooltip label="Add a step here">
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={`Add a step${label ? ` for ${label}` : ''}`}
              onClick={() => onAdd(name, key)}
            >
              <IconPlus size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
      ))}
    </Section>
  );
}

/** Steps by what they say; those that say the same are numbered. */
export function stepChoices(definition: Definition, names: Names): { value: string; label: string }[] {
  const seen = new Map<string, number>();
  return Object.entries(definition.steps).map(([value, step]) => {
    const detail = stepWords(step, names);
    const label = `${KINDS[step.kind]?.title ?? 'Step'}${detail ? `: ${detail}` : ''}`;
    const times = (seen.get(label) ?? 0) + 1;
    seen.set(label, times);
    return { value, label: times > 1 ? `${label} (${times})` : label };
  });
}
