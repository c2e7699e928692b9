import { Alert, Anchor, Button, Group, List, Loader, Progress, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { PageHeader } from '@/parts/page/PageHeader';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import { ErrorState } from '@/parts/states/ErrorState';
import { showProblem } from '@/parts/states/problems';
import { When } from '@/parts/time/When';
import { counted } from '@/parts/words/counted';
import { Count } from '@/parts/words/figures';
import { grouped } from '@/parts/words/formats';
import classes from './Imports.module.css';
import { StateMark } from './ImportsPage';
import { saveErrorFile, useImport } from './queries';
import { Reasons } from './Reasons';
import { type Import, nameOfImport } from './words';

const MOST_IN_ERROR_FILE = 10_000;

/** How far an import is, and what became of its file. */
export default function ImportPage() {
  const { importId } = useParams({ strict: false }) as { importId: string };
  const { data: one, error, refetch } = useImport(importId);
  const nameOf = useNames(one ? [one.imported_by] : []);
  if (error && !one) return <ErrorState error={error} onRetry={refetch} />;
  if (!one) return <Loader type="dots" aria-label="Loading" />;
  const above = (
    <Anchor component={Link} to="/people/imports" size="sm">
      Imports
    </Anchor>
  );
  return (
    <>
      <PageHeader title={nameOfImport(one)} above={above} actions={<StateMark state={one.state} />} />
      <Stack gap="lg" className={classes.page}>
        {one.state === 'running' && <Going one={one} />}
        {one.state === 'stopped' && <Stopped one={one} />}
        {one.state === 'done' && <Outcome one={one} />}
        {one.reasons && one.reasons.length > 0 && (
          <Panel title={one.refused > 0 ? 'Why rows were refused' : 'What was left out of rows'}>
            <Reasons of={one} />
          </Panel>
        )}
        {one.has_errors && <ErrorFile one={one} />}
        <Panel title="About it">
          <Facts
            facts={[
              ['Imported by', nameOf(one.imported_by)],
              ['Begun', <When key="at" at={one.imported_at} />],
              ['Mapping', one.mapping],
              ['Rows', <Count key="rows" value={one.rows} />],
              ['Answers about consent', one.consents > 0 && <Count key="consents" value={one.consents} />],
              [
                'Of these, resting on nothing but the file',
                one.consents > 0 && <Count key="bare" value={one.consents_without_proof} />,
              ],
            ].map(([name, value]) => [name, value === false ? null : value] as const)}
          />
        </Panel>
      </Stack>
    </>
  );
}

function Going({ one: { handled, rows } }: { one: Import }) {
  return (
    <Panel title="It is under way" lead={`${grouped(handled)} of ${counted(rows, 'row')} were looked at.`}>
      <Progress value={rows > 0 ? (100 * handled) / rows : 0} size="lg" aria-label="Rows looked at" />
      <Text size="sm" c="dimmed" mt="sm" role="status">
        You can leave this page: the import goes on, and you find it again among the imports.
      </Text>
    </Panel>
  );
}

function Stopped({ one: { handled, rows, mapping } }: { one: Import }) {
  const mayWrite = useMay('profile:write');
  return (
    <Alert color="red" variant="light" title={`It stopped after ${grouped(handled)} of ${counted(rows, 'row')}`}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          What was taken in stays. Import the same file once more: it takes in the rest, and changes nothing of what is
          there.
        </Text>
        {mayWrite && <Again mapping={mapping}>Import the file again</Again>}
      </Stack>
    </Alert>
  );
}

function Outcome({ one }: { one: Import }) {
  const { made, changed, taken, refused, rows } = one;
  const lead =
    refused === 0
      ? `${rows === 1 ? 'The row was' : `All ${counted(rows, 'row')} were`} taken in.`
      : taken === 0
        ? 'No row could be taken in.'
        : `${grouped(taken)} of ${counted(rows, 'row')} ${taken === 1 ? 'was' : 'were'} taken in.`;
  return (
    <Panel title="What became of it" lead={lead}>
      <dl className={classes.figures}>
        <Figure name="New people" value={made} />
        <Figure name="People changed" value={changed} />
        <Figure name="Rows taken in" value={taken} />
        <Figure name="Rows refused" value={refused} />
      </dl>
      {made !== null && made + (changed ?? 0) < taken && (
        <Text size="sm" c="dimmed" mt="md">
          Of some rows nobody is new or changed: you knew already what they say, or several rows are of one person.
        </Text>
      )}
      {refused > 0 && !one.has_errors && (
        <Text size="sm" c="dimmed" mt="md">
          The refused rows are not kept any longer.
        </Text>
      )}
    </Panel>
  );
}

function Figure({ name, value }: { name: string; value: number | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Count value={value} />
      </dd>
    </div>
  );
}

function ErrorFile({ one }: { one: Import }) {
  const mayWrite = useMay('profile:write');
  const [isSaving, setSaving] = useState(false);
  const download = () => {
    setSaving(true);
    void saveErrorFile(one)
      .catch(showProblem)
      .finally(() => setSaving(false));
  };
  return (
    <Panel title="What to do with these rows">
      <List type="ordered" size="sm" spacing={6}>
        <List.Item>
          Download the error file. It has the rows as you sent them; in front of each stands its number, the column and
          what is wrong.
        </List.Item>
        <List.Item>
          Correct the rows and save it as CSV. The four columns in front may stay: they are left out.
        </List.Item>
        <List.Item>Import it like any other file. Your choices for “{one.mapping}” are offered again.</List.Item>
      </List>
      {one.refused > MOST_IN_ERROR_FILE && (
        <Text size="sm" mt="sm">
          It has the first {grouped(MOST_IN_ERROR_FILE)} of them.
        </Text>
      )}
      <Group mt="md">
        <Button leftSection={<IconDownload size={17} aria-hidden />} loading={isSaving} onClick={download}>
          Download the error file
        </Button>
        {mayWrite && <Again mapping={one.mapping}>Import the corrected file</Again>}
      </Group>
    </Panel>
  );
}

function Again({ mapping, children }: { mapping: string; children: string }) {
  return (
    <Button component={Link} to="/people/imports/new" search={{ mapping } as never} variant="default">
      {children}
    </Button>
  );
}
