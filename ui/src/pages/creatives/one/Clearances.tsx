import { Badge, Button, Group, Modal, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Creative } from '@/api/types';
import { useMay } from '@/app/me';
import { Panel } from '@/parts/page/Panel';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { Ago } from '@/parts/time/When';
import { useAsRead } from '@/parts/writing/LookAgain';
import { type Clearance, type Exchange, useClear, useClearances, useExchanges } from '../queries';
import classes from './CreativePage.module.css';

const STATES: Record<Clearance['state'], { title: string; color: string }> = {
  pending: { title: 'Asked', color: 'amber' },
  approved: { title: 'Cleared', color: 'pine' },
  rejected: { title: 'Rejected', color: 'red' },
};

interface Line {
  exchange: Exchange;
  said: Clearance | undefined;
}

/** What exchanges say of it; a newer version has to be cleared anew. */
export function Clearances({ creative }: { creative: Creative }) {
  const mayWrite = useMay('creative:write');
  const { data, error, refetch } = useClearances(creative.id);
  const { data: exchanges = [] } = useExchanges();
  const [asked, setAsked] = useState<Line | null>(null);
  const clearances = data ?? [];
  const reaching: Line[] = exchanges.map((exchange) => ({
    exchange,
    said: clearances.find(({ exchange_id }) => exchange_id === exchange.id),
  }));
  const gone: Line[] = clearances
    .filter(({ exchange_id }) => !exchanges.some(({ id }) => id === exchange_id))
    .map((said) => ({
      exchange: {
        id: said.exchange_id,
        name: 'An exchange that reaches you no more',
        requires_creative_approval: false,
      },
      said,
    }));
  return (
    <Panel title="Exchanges" lead={data && lead(creative, reaching)}>
      {error && !data && <Trouble error={error} onRetry={refetch} />}
      <ul className={classes.list}>
        {[...reaching, ...gone].map((line) => (
          <li key={line.exchange.id} className={classes.line}>
            <div>
              <Text size="sm" fw={600}>
                {line.exchange.name}
              </Text>
              {line.said?.reason && <Text size="sm">“{line.said.reason}”</Text>}
              <Text size="xs" c="dimmed">
                {line.said && <Ago at={line.said.updated_at} />}
                {line.said && line.said.version < creative.version && ', of an older version'}
                {line.said && line.exchange.requires_creative_approval && '; '}
                {line.exchange.requires_creative_approval && 'shows what it has cleared alone'}
              </Text>
            </div>
            <Group gap="xs" wrap="nowrap">
              <State line={line} version={creative.version} />
              {mayWrite && reaching.includes(line) && (
                <Button
                  variant="subtle"
                  size="compact-sm"
                  aria-label={`Put on record what ${line.exchange.name} said`}
                  onClick={() => setAsked(line)}
                >
                  Record
                </Button>
              )}
            </Group>
          </li>
        ))}
      </ul>
      {asked && <Say creative={creative} line={asked} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

function State({ line: { said }, version }: { line: Line; version: number }) {
  const isOld = said !== undefined && said.version < version;
  return (
    <Badge variant="light" color={said && !isOld ? STATES[said.state].color : 'gray'} tt="none">
      {said ? STATES[said.state].title : 'Nothing said'}
    </Badge>
  );
}

/** What an exchange told somebody, put on record. */
function Say({ creative, line: { exchange, said }, onClose }: { creative: Creative; line: Line; onClose: () => void }) {
  const { read, isOther } = useAsRead(creative.version);
  const clear = useClear({ ...creative, version: read }, exchange.id);
  const [state, setState] = useState<Clearance['state']>(said?.state ?? 'pending');
  const [reason, setReason] = useState(said?.reason ?? '');
  const [theirId, setTheirId] = useState(said?.exchange_creative_id ?? '');
  return (
    <Modal opened onClose={onClose} title={`What ${exchange.name} says`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          clear.mutate(
            { state, reason: reason.trim(), exchange_creative_id: theirId.trim() },
            {
              onSuccess: ({ published }) => {
                showDone(
                  published ? 'It is on record, and bidders know.' : 'It is on record; bidders hear of it soon.',
                );
                onClose();
              },
            },
          );
        }}
      >
        <Stack>
          <SegmentedControl
            aria-label="What it says"
            data={[
              { value: 'pending', label: 'It was asked' },
              { value: 'approved', label: 'It cleared it' },
              { value: 'rejected', label: 'It rejected it' },
            ]}
            value={state}
            onChange={(value) => setState(value as Clearance['state'])}
          />
          {state === 'rejected' && (
            <Textarea
              label="Why"
              maxLength={500}
              autosize
              minRows={2}
              value={reason}
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
            />
          )}
          <TextInput
            label="What the exchange calls it"
            description="Its own id of the creative, if it gave one"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            maxLength={200}
            value={theirId}
            onChange={({ currentTarget }) => setTheirId(currentTarget.value)}
          />
          {isOther && (
            <Text size="sm">The creative was changed meanwhile: this goes on record for what it was before.</Text>
          )}
          {clear.error && <Trouble error={clear.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={clear.isPending}>
              Put on record
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function lead(creative: Creative, reaching: readonly Line[]): string {
  if (reaching.length === 0) return 'No exchange reaches your campaigns yet.';
  if (reaching.some(({ said }) => said && said.version < creative.version)) {
    return 'It was changed since: what exchanges said of an older version holds no more.';
  }
  const cleared = reaching.filter(({ said }) => said?.state === 'approved').length;
  return `${cleared} of ${reaching.length} exchanges ${cleared === 1 ? 'has' : 'have'} cleared it as it is now.`;
}
