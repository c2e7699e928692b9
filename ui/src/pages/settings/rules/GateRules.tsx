import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { ErrorState } from '@/parts/states/ErrorState';
import { showDone } from '@/parts/states/problems';
import { Lines, LinesLoading } from '../Lines';
import { Refused } from '../Refused';
import { CheckTable } from './CheckTable';
import { GateRuleForm } from './GateRuleForm';
import { BLANK, gateSentence } from './gate';
import { Meanwhile } from './Meanwhile';
import { type GateRule, useGateRules, useSaveGateRules } from './queries';
import { SaveBar } from './SaveBar';
import { useRuleList } from './useRuleList';

/** What keeps a campaign from going live, and what is only worth knowing. */
export function GateRules() {
  const { data, error, refetch } = useGateRules();
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  return data ? <Listed saved={data} /> : <LinesLoading />;
}

type Opened = { name: string | null; rule: GateRule };

function Listed({ saved }: { saved: readonly GateRule[] }) {
  const mayWrite = useMay('gate:write');
  const save = useSaveGateRules();
  const list = useRuleList('gate rules', saved, save, gateSentence);
  const [open, setOpen] = useState<Opened | null>(null);
  const named = (name: string) => {
    const rule = list.rules.find((one) => one.name === name);
    if (rule) setOpen({ name, rule });
  };
  return (
    <Stack gap="md" pb="xl">
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex="1 1 300px">
          {list.rules.length === 0
            ? 'No rule of yours: every check does what it does by itself.'
            : 'Of several rules that fit, the most particular counts: one check before all of its kind, then channels named, then the larger budget.'}
        </Text>
        {mayWrite && (
          <Button
            variant="default"
            leftSection={<IconPlus size={18} aria-hidden />}
            onClick={() => setOpen({ name: null, rule: BLANK })}
          >
            New rule
          </Button>
        )}
      </Group>
      {list.rules.length > 0 && (
        <Lines
          label="Rules of yours"
          lines={list.rules.map((rule) => ({ id: rule.name, title: rule.name, note: gateSentence(rule) }))}
          onOpen={mayWrite ? named : undefined}
        />
      )}
      {!mayWrite && (
        <Text size="sm" c="dimmed">
          Only administrators change rules.
        </Text>
      )}
      {list.meanwhile && <Meanwhile {...list.meanwhile} isSaving={list.isSaving} />}
      <Refused error={list.error} />
      <CheckTable
        rules={list.rules}
        onChange={mayWrite ? (check) => setOpen({ name: null, rule: { ...BLANK, check } }) : undefined}
      />
      <SaveBar
        changes={list.changes}
        isSaving={list.isSaving}
        onSave={() => list.save(() => showDone('Campaigns that wait to go live are looked at again by these rules.'))}
        onDiscard={list.discard}
      />
      <Modal
        opened={open !== null}
        onClose={() => setOpen(null)}
        title={open?.name ?? 'New rule'}
        size="lg"
        closeOnClickOutside={false}
      >
        {open && (
          <GateRuleForm
            key={open.name ?? open.rule.check}
            rule={open.rule}
            taken={list.rules.map(({ name }) => name).filter((name) => name !== open.name)}
            isNew={open.name === null}
            onPut={(rule) => {
              list.put(open.name, rule);
              setOpen(null);
            }}
          />
        )}
      </Modal>
    </Stack>
  );
}
