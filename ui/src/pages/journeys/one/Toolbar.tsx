import { ActionIcon, Button, Group, Loader, Select, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconArrowForwardUp, IconCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { counted } from '@/parts/words/counted';
import { mayLose } from '@/parts/writing/useLeaving';
import type { Editor } from '../edit/useEditor';
import type { Fault, WholeJourney } from '../queries';
import classes from './Canvas.module.css';
import { DOOR } from './graph';

interface Props {
  journey: WholeJourney;
  version: number;
  editor: Editor | null;
  /** A field holds what it could not take. */
  isOdd: boolean;
  /** A field is about to hand on what is typed. */
  isTyping: boolean;
  faults: readonly Fault[];
  onSelect: (name: string) => void;
}

/** Over the canvas: which version it is, what can be undone, whether all is kept, and what still has to be mended. */
export function Toolbar({ journey, version, editor, isOdd, isTyping, faults, onSelect }: Props) {
  const navigate = useNavigate();
  const { live_version, has_draft } = journey;
  const state = editor?.state !== 'saved' ? editor?.state : isOdd ? 'odd' : isTyping ? 'saving' : 'saved';
  const versions = [
    ...(has_draft || version === 0
      ? [{ value: '0', label: live_version ? `Draft of version ${live_version + 1}` : 'Draft' }]
      : []),
    ...Array.from({ length: live_version }, (_, at) => live_version - at).map((number) => ({
      value: String(number),
      label: number === live_version ? `Version ${number}, live` : `Version ${number}`,
    })),
  ];
  if (versions.length < 2 && !editor && faults.length === 0) return null;
  const show = (value: string | null) => {
    if (Number(value) === version || !mayLose(isOdd)) return;
    void navigate({
      to: `/journeys/${journey.id}`,
      search: Number(value) === live_version ? {} : { version: Number(value) },
      replace: true,
    });
  };
  return (
    <Group gap={8} className={classes.tools}>
      {versions.length > 1 && (
        <Select
          aria-label="Version"
          size="xs"
          w={158}
          data={versions}
          value={String(version)}
          allowDeselect={false}
          onChange={show}
        />
      )}
      {editor && state && (
        <>
          <Do label="Undo" act={editor.undo} icon={<IconArrowBackUp size={18} aria-hidden />} />
          <Do label="Do again" act={editor.redo} icon={<IconArrowForwardUp size={18} aria-hidden />} />
          <Group gap={5} wrap="nowrap" px={4} role="status">
            {state === 'saving' && <Loader size={12} aria-hidden />}
            {state === 'saved' && <IconCheck size={14} aria-hidden />}
            <Text size="xs" c={state === 'failed' || state === 'odd' ? 'var(--mantine-color-error)' : 'dimmed'}>
              {{ saving: 'Saving', saved: 'Saved', failed: 'Not saved', odd: 'Not all is saved' }[state]}
            </Text>
          </Group>
        </>
      )}
      {faults.length > 0 && (
        <Button
          size="compact-sm"
          color="red"
          variant="light"
          leftSection={<IconAlertTriangle size={14} aria-hidden />}
          onClick={() => onSelect(faults[0]?.step || DOOR)}
        >
          {counted(faults.length, 'finding')}
        </Button>
      )}
    </Group>
  );
}

function Do({ label, act, icon }: { label: string; act: (() => void) | null; icon: React.ReactNode }) {
  return (
    <Tooltip label={act ? label : `Nothing to ${label === 'Undo' ? 'undo' : 'do again'}`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        data-disabled={act ? undefined : true}
        aria-disabled={act ? undefined : true}
        onClick={() => act?.()}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
