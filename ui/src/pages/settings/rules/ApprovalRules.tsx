import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { ErrorState } from '@/parts/states/ErrorState';
import { showDone } from '@/parts/states/problems';
import { Lines, LinesLoading } from '../Lines';
import { Refused } from '../Refused';
import { ApprovalRuleForm } from './ApprovalRuleForm';
import { approvalSentence, BLANK } from './approvals';
import { Meanwhile } from './Meanwhile';
import { type ApprovalRule, useApprovalRules, useSaveApprovalRules } from './queries';
import { SaveBar } from './SaveBar';
import { useRuleList } from './useRuleList';

/** Who has to agree before a campaign runs. */
export function ApprovalRules() {
  const { data, error, refetch } = useApprovalRules();
  if (error && !data) return <ErrorState error={error} onRetry={refetch} />;
  return data ? <Listed saved={data} /> : <LinesLoading count={3} />;
}

function Listed({ saved }: { saved: readonly ApprovalRule[] }) {
  const mayWrite = useMay('gate:write');
  const save = useSaveApprovalRules();
  const list = useRuleList('approval rules', saved, save, approvalSentence);
  const [open, setOpen] = useState<string | null>(null);
  const opened = list.rules.find(({ name }) => name === open);
  return (
    <Stack gap="md" pb="xl">
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex="1 1 300px">
          Every rule that fits a campaign is asked; where two ask for the same people, the larger number counts. Budgets
          are compared in US dollars, at the rates in force.
        </Text>
        {mayWrite && (
          <Button variant="default" leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpen('')}>
            New rule
          </Button>
        )}
      </Group>
      {list.rules.length === 0 && (
        <Text size="sm" c="dimmed">
          With none, the three rules we ship are put back.
        </Text>
      )}
      {list.rules.length > 0 && (
        <Lines
          label="Approval rules"
          lines={list.rules.map((rule) => ({ id: rule.name, title: rule.name, note: approvalSentence(rule) }))}
          onOpen={mayWrite ? setOpen : undefined}
        />
      )}
      {!mayWrite && (
        <Text size="sm" c="dimmed">
          Only administrators change rules.
        </Text>
      )}
      {list.meanwhile && <Meanwhile {...list.meanwhile} isSaving={list.isSaving} />}
      <Refused error={list.error} />
      <SaveBar
        changes={list.changes}
        isSaving={list.isSaving}
        onSave={() => list.save(() => showDone('The rules hold from the next campaign that is submitted.'))}
        onDiscard={list.discard}
      />
      <Modal
        opened={open !== null && mayWrite}
        onClose={() => setOpen(null)}
        title={opened ? opened.name : 'New rule'}
        size="lg"
        closeOnClickOutside={false}
      >
        {open !== null && (
          <ApprovalRuleForm
            key={open}
            rule={opened ?? BLANK}
            taken={list.rules.map(({ name }) => name).filter((name) => name !== open)}
            isNew={!opened}
            onPut={(rule) => {
              list.put(opened ? opened.name : null, rule);
              setOpen(null);
            }}
          />
        )}
      </Modal>
    </Stack>
  );
}
