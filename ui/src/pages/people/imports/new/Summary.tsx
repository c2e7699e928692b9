import { Alert, Anchor, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Panel } from '@/parts/page/Panel';
import { counted } from '@/parts/words/counted';
import { grouped, listFormat } from '@/parts/words/formats';
import type { Draft } from '../check';
import type { Column } from '../file';
import { Reasons } from '../Reasons';
import { titleOf } from '../targets';
import type { Import } from '../words';
import classes from './New.module.css';

interface Props {
  rehearsal: Import;
  columns: readonly Column[];
  draft: Draft;
  isSending: boolean;
  onBack: () => void;
  onImport: () => void;
}

/** The third step: what would become of the file, before anything does. */
export function Summary({ rehearsal, columns, draft, isSending, onBack, onImport }: Props) {
  const { rows, taken, refused, consents, consents_without_proof: bare, repeats, repeated } = rehearsal;
  return (
    <Stack gap="lg" className={classes.narrow}>
      <Panel title="What will happen" lead={leadOf(rows, taken, refused)}>
        <Stack gap="xs">
          <Text size="sm">
            Whom you already know by {whoOf(draft)} is changed; everybody else is new. How many that are is counted as
            the file is taken in.
          </Text>
          {repeated ? (
            <Text size="sm">
              {counted(repeated, 'row')} {repeated === 1 ? 'is' : 'are'} about somebody whom a row further up is about.
              They become one person; where the rows differ, the lower one counts.
            </Text>
          ) : null}
          {consents > 0 && (
            <Text size="sm">
              It has {counted(consents, 'answer')} about being written to or about their data.
              {bare > 0 && ` ${bare === consents ? 'All' : grouped(bare)} of them rest on nothing but the file.`}
            </Text>
          )}
          {bare > 0 && (
            <Alert color="amber" variant="light" title="Can these consents be shown?">
              Go back and say who collected them, and where, or choose columns that do.
            </Alert>
          )}
          {repeats && (
            <Alert color="gray" variant="light" title="This very file was imported before">
              <Anchor component={Link} to={`/people/imports/${repeats}`} inherit underline="always">
                See what became of it
              </Anchor>
              . Once more it changes nothing but what has changed since.
            </Alert>
          )}
        </Stack>
      </Panel>
      {rehearsal.reasons && rehearsal.reasons.length > 0 && (
        <Panel
          title="Why rows will be refused"
          lead="They come back in an error file, to be corrected and imported by themselves. Where it is a choice of yours, go back and change that."
        >
          <Reasons of={rehearsal} />
        </Panel>
      )}
      <Panel title="What is taken in">
        <ul className={classes.pairs}>
          {columns.map(({ heading }, at) => {
            const choice = draft.choices[at] ?? null;
            return choice ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: headings may be alike, and columns stay in their order
              <li key={at}>
                <Text size="sm" fw={600} component="span">
                  {heading}
                </Text>
                <Text size="sm" c="dimmed">
                  {titleOf(choice)}
                  {choice.to === 'attribute' && ` ${choice.name}`}
                </Text>
              </li>
            ) : null;
          })}
        </ul>
      </Panel>
      {isSending && (
        <div role="status">
          <Text size="sm" mb={6}>
            The file is on its way. Keep this tab open until the import shows.
          </Text>
          <Progress value={100} animated size="sm" aria-hidden />
        </div>
      )}
      <Group justify="space-between">
        <Button variant="default" onClick={onBack} disabled={isSending}>
          Back to the columns
        </Button>
        {taken > 0 && (
          <Button onClick={onImport} loading={isSending}>
            Import {counted(taken, 'row')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function leadOf(rows: number, taken: number, refused: number): string {
  if (taken === 0)
    return 'No row can be taken in as it is. Go back and change what the columns are, or correct the file.';
  if (refused === 0) return rows === 1 ? 'The row is taken in.' : `All ${counted(rows, 'row')} are taken in.`;
  return `${grouped(taken)} of ${counted(rows, 'row')} ${taken === 1 ? 'is' : 'are'} taken in; ${grouped(refused)} ${refused === 1 ? 'is' : 'are'} refused.`;
}

/** "their e-mail or phone". */
function whoOf({ choices }: Draft): string {
  const kinds = choices.flatMap((choice) => (choice?.to === 'identity' ? titleOf(choice).toLowerCase() : []));
  return `their ${listFormat({ type: 'disjunction' }).format(new Set(kinds))}`;
}
