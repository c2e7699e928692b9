import { Button, Divider, Group, Loader, NativeSelect, Stack, Table, Text, Textarea } from '@mantine/core';
import { IconCertificate, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { Schemas } from '@/api/types';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { REQUEST_KINDS, REQUEST_STATES } from '@/parts/requests';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { plain } from '@/parts/words/values';
import { Refused } from '../Refused';
import { type DataRequest, useDataRequest, useFile, useRefuse, useVerify } from './queries';
import { CHECKS } from './words';

/** One request: where it stands, what to do next, what was found, and what proves it. */
export function RequestCard({ requestId }: { requestId: string }) {
  const { data: request, error, refetch } = useDataRequest(requestId);
  const mayWrite = useMay('privacy:write');
  if (error && !request) return <ErrorState error={error} onRetry={refetch} />;
  if (!request) return <Loader type="dots" aria-label="Loading" />;
  return (
    <Stack>
      <Facts
        facts={[
          ['Asked for', REQUEST_KINDS[request.kind].title],
          ['By', request.law.toUpperCase()],
          ['State', REQUEST_STATES[request.state]],
          ['Received', <When key="received" at={request.received_at} />],
          [request.ended_at ? 'Ended' : 'Due', <When key="end" at={request.ended_at ?? request.due_at} />],
          ['Who asks', request.checked_how && CHECKS[request.checked_how as Schemas['Check']]],
          ['Refused because', request.refusal],
          ['Not done yet because', request.trouble && sentence(request.trouble)],
        ]}
      />
      {request.findings && request.findings.length > 0 && <Findings request={request} />}
      <Files request={request} />
      {request.state === 'received' && (
        <>
          <Divider />
          {mayWrite ? (
            <Decide request={request} />
          ) : (
            <Text size="sm" c="dimmed">
              Only administrators say how it was checked who asks.
            </Text>
          )}
        </>
      )}
    </Stack>
  );
}

function Findings({ request }: { request: DataRequest }) {
  const isErasure = request.kind === 'erasure';
  return (
    <Table.ScrollContainer minWidth={420} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Where</Table.Th>
            <Table.Th ta="right">Found</Table.Th>
            {isErasure && <Table.Th ta="right">Removed</Table.Th>}
            {isErasure && <Table.Th>Kept because</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {request.findings?.map((one) => (
            <Table.Tr key={one.place + one.kind}>
              <Table.Td>
                {sentence(plain(one.place))}
                <Text size="xs" c="dimmed">
                  {plain(one.kind)}
                </Text>
              </Table.Td>
              <Table.Td ta="right">{one.found}</Table.Td>
              {isErasure && <Table.Td ta="right">{one.removed ?? '–'}</Table.Td>}
              {isErasure && <Table.Td>{one.kept_because}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Files({ request }: { request: DataRequest }) {
  const mayWrite = useMay('privacy:write');
  const file = useFile(request.id);
  const hasArchive = mayWrite && request.archive_until !== null && Date.parse(request.archive_until) > Date.now();
  if (!hasArchive && !request.certificate_sha256) return null;
  return (
    <Group>
      {hasArchive && (
        <Button
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
          loading={file.isPending}
          onClick={() => file.mutate('archive')}
        >
          Download the copy
        </Button>
      )}
      {request.certificate_sha256 && (
        <Button
          variant="default"
          leftSection={<IconCertificate size={18} aria-hidden />}
          loading={file.isPending}
          onClick={() => file.mutate('certificate')}
        >
          Certificate
        </Button>
      )}
      {hasArchive && (
        <Text size="xs" c="dimmed" component="div">
          The copy is there until <When at={request.archive_until} />
        </Text>
      )}
    </Group>
  );
}

function Decide({ request }: { request: DataRequest }) {
  const verify = useVerify(request.id);
  const refuse = useRefuse(request.id);
  const [how, setHow] = useState<Schemas['Check']>('link_to_address');
  const [reason, setReason] = useState<string | null>(null);
  if (reason !== null) {
    return (
      <Stack>
        <Textarea
          label="Why it is not carried out"
          description="As they were told. Name nobody: it is kept"
          required
          autosize
          minRows={2}
          maxLength={2000}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <Refused error={refuse.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setReason(null)}>
            Cancel
          </Button>
          <Button
            color="red"
            disabled={!reason.trim()}
            loading={refuse.isPending}
            onClick={() => refuse.mutate(reason.trim())}
          >
            Refuse it
          </Button>
        </Group>
      </Stack>
    );
  }
  const isErasure = request.kind === 'erasure';
  return (
    <Stack>
      <NativeSelect
        label="How was it made sure who asks?"
        data={Object.entries(CHECKS).map(([value, label]) => ({ value, label }))}
        value={how}
        onChange={({ currentTarget }) => setHow(currentTarget.value as Schemas['Check'])}
      />
      {isErasure && (
        <Text size="sm">
          From here on it cannot be taken back. It takes two of you: whoever put it on record does not carry it out.
        </Text>
      )}
      <Refused error={verify.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={() => setReason('')}>
          Refuse…
        </Button>
        <Button color={isErasure ? 'red' : undefined} loading={verify.isPending} onClick={() => verify.mutate(how)}>
          {isErasure ? 'Erase them everywhere' : 'Make the copy'}
        </Button>
      </Group>
    </Stack>
  );
}
