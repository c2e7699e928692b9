import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { Ago } from '@/parts/time/When';
import { Copied } from '../Copied';
import { Health } from '../Health';
import { Refused } from '../Refused';
import classes from './Domain.module.css';
import { type RecordCheck, type Sender, useCheckDomain } from './queries';
import { findingOf, RECORDS, wanted } from './words';

/** The records of a sender's domain as receivers find them, and what is to stand there instead. */
export function Domain({ sender, mayCheck }: { sender: Sender; mayCheck: boolean }) {
  const check = useCheckDomain(sender.id);
  const { domain } = sender;
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="baseline">
        <Title order={3} size="h4">
          {domain ? domain.domain : sender.address.split('@').at(-1)}
        </Title>
        <Group gap="sm">
          {domain && (
            <Text size="xs" c="dimmed">
              Checked <Ago at={domain.checked_at} />
            </Text>
          )}
          {mayCheck && (
            <Button
              size="compact-sm"
              variant={domain ? 'default' : 'filled'}
              loading={check.isPending}
              onClick={() => check.mutate(undefined)}
            >
              {domain ? 'Check again' : 'Check the domain'}
            </Button>
          )}
        </Group>
      </Group>
      {!domain && (
        <Text size="sm" c="dimmed">
          Receivers look up three kinds of records to see whether letters are really yours. Nobody has looked yet.
        </Text>
      )}
      {domain && (
        <ul className={classes.records} aria-label="Records of the domain">
          {domain.records.map((record) => (
            <li key={`${record.record} ${record.name}`} className={classes.record}>
              <Found record={record} domain={domain.domain} />
            </li>
          ))}
        </ul>
      )}
      <Refused error={check.error} />
    </Stack>
  );
}

function Found({ record, domain }: { record: RecordCheck; domain: string }) {
  const { title, does } = RECORDS[record.record] ?? { title: record.record, does: '' };
  const { standing, words } = findingOf(record.finding);
  const instead = wanted(record);
  const isNamed = record.finding !== 'not_checked' || record.name !== domain;
  return (
    <Stack gap={6}>
      <Health standing={standing}>
        <b>{title}</b> is {words}.{' '}
        <Text span size="xs" c="dimmed">
          It {does}.
        </Text>
      </Health>
      {record.remedy && <Text size="sm">{record.remedy}</Text>}
      {record.finding !== 'good' && isNamed && <Copied label="Name of the TXT record" value={record.name} />}
      {instead && <Copied label="What it is to say" value={instead} />}
      {record.found && (
        <Text size="xs" c="dimmed" className={classes.found}>
          Stands there now: {record.found}
        </Text>
      )}
    </Stack>
  );
}
