import { Anchor, Text } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { newId } from '@/api/newId';
import { PageHeader } from '@/parts/page/PageHeader';
import { useAttributes } from '@/parts/predicates/known';
import { useLeaving } from '@/parts/writing/useLeaving';
import { type Draft, mappingOf } from './check';
import { type Chosen, type Column, columnsOf, encodingOf, openFile, type Written } from './file';
import { fitting } from './guess';
import { ChooseFile } from './new/ChooseFile';
import { begun, Columns } from './new/Columns';
import { Summary } from './new/Summary';
import { useBegun, useMappings, useRehearse, useTakeIn } from './queries';
import type { Mapping } from './targets';

interface Opened {
  file: Chosen;
  written: Written;
  columns: Column[];
  draft: Draft;
}

const NONE: ReadonlyMap<string, Mapping> = new Map();
const STEPS = ['Choose a file', 'Say what its columns are', 'See what will happen'];

/** From a file to an import: which file, what its columns are, what will happen. */
export default function NewImportPage() {
  const { mapping: wanted = '' }: { mapping?: string } = useSearch({ strict: false });
  const known = useAttributes();
  const { data: saved = NONE, refetch: askForMappings } = useMappings();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [wrong, setWrong] = useState('');
  const rehearse = useRehearse();
  const takeIn = useTakeIn();
  const going = useGoing(takeIn.isPending, takeIn.data?.id);
  useLeaving(
    opened !== null && takeIn.isIdle,
    'Nothing is imported yet: the file, and what you said of its columns, have to be chosen again.',
  );
  const step = !opened ? 0 : rehearse.data ? 2 : 1;
  const steps = useRef<HTMLDivElement>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current !== step) {
      steps.current?.focus();
      window.scrollTo?.({ top: 0 });
    }
    before.current = step;
  }, [step]);

  const choose = async (chosen: File) => {
    setWrong('');
    try {
      const file = await openFile(chosen);
      const mappings = (await askForMappings()).data ?? saved;
      const written: Written = { encoding: encodingOf(file.bytes), delimiter: 'auto' };
      const columns = columnsOf(file.bytes, written);
      const names = fitting(mappings, columns);
      const from = names.includes(wanted) ? wanted : (names[0] ?? '');
      setOpened({ file, written, columns, draft: begun(columns, known, mappings, from, nameOf(chosen)) });
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    }
  };
  const rewrite = (one: Opened, written: Written) => {
    try {
      const columns = columnsOf(one.file.bytes, written);
      const isAlike = columns.length === one.columns.length;
      const anew = begun(columns, known, saved, '', one.draft.name);
      const choices = isAlike ? one.draft.choices : anew.choices;
      setOpened({ ...one, written, columns, draft: { ...one.draft, choices } });
    } catch {
      setOpened({ ...one, written }); // so read it has no rows; the columns stay until it is read otherwise
    }
  };
  const sent = opened && { file: opened.file, name: opened.draft.name };
  const above = (
    <Anchor component={Link} to="/people/imports" size="sm">
      Imports
    </Anchor>
  );
  return (
    <>
      <PageHeader title="Import people" above={above}>
        <div ref={steps} tabIndex={-1} style={{ outline: 'none' }}>
          Step {step + 1} of {STEPS.length}: {STEPS[step]}
          {opened && (
            <Text span inherit>
              {' '}
              · {opened.file.name}
            </Text>
          )}
        </div>
      </PageHeader>
      {!opened || !sent ? (
        <ChooseFile onChoose={(file) => void choose(file)} wrong={wrong} />
      ) : rehearse.data ? (
        <Summary
          rehearsal={rehearse.data}
          columns={opened.columns}
          draft={opened.draft}
          isSending={takeIn.isPending || takeIn.isSuccess}
          onBack={rehearse.reset}
          onImport={() => takeIn.mutate({ ...sent, key: going.begin() })}
        />
      ) : (
        <Columns
          columns={opened.columns}
          known={known}
          saved={saved}
          written={opened.written}
          onWritten={(written) => rewrite(opened, written)}
          draft={opened.draft}
          onDraft={(draft) => setOpened({ ...opened, draft })}
          error={rehearse.error}
          isLooking={rehearse.isPending}
          onBack={() => {
            setOpened(null);
            rehearse.reset();
          }}
          onNext={() => rehearse.mutate({ ...sent, mapping: mappingOf(opened.columns, opened.draft, opened.written) })}
        />
      )}
    </>
  );
}

/** Leads to the import once it is on record, which is before it is done. */
function useGoing(isUnderWay: boolean, doneId: string | undefined) {
  const navigate = useNavigate();
  const [key, setKey] = useState<string | null>(null);
  const { data: begunNow } = useBegun(isUnderWay ? key : null);
  const importId = doneId ?? begunNow?.id;
  useEffect(() => {
    if (importId) void navigate({ to: `/people/imports/${importId}`, replace: true, ignoreBlocker: true });
  }, [importId, navigate]);
  const begin = () => {
    const fresh = newId();
    setKey(fresh);
    return fresh;
  };
  return { begin };
}

function nameOf({ name }: File): string {
  const stem = name
    .replace(/\.\w{1,5}$/, '')
    .replaceAll(/[/\p{Cc}]/gu, ' ')
    .trim();
  return stem.slice(0, 180) || 'People';
}
