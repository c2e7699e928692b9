import { Button, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { asProblem, byField } from '@/api/problem';
import { useMay } from '@/app/me';
import { Facts } from '@/parts/page/Facts';
import { Panel } from '@/parts/page/Panel';
import { showDone } from '@/parts/states/problems';
import { readerZone, When } from '@/parts/time/When';
import { WhenInput } from '@/parts/time/WhenInput';
import { relativeFormat } from '@/parts/words/formats';
import type { Words } from '@/parts/writing/Contests';
import { Listening, useMarked } from '@/parts/writing/heldBack';
import { SaveBar } from '@/parts/writing/SaveBar';
import { useWritten } from '@/parts/writing/useWritten';
import { useEdit, type WholeAsset } from '../queries';
import { RightsLine } from './RightsLine';

const DAY_MS = 86_400_000;
const WORDS: Words = {
  labels: {
    holder: 'Whose it is',
    licence: 'Licence',
    usable_from: 'May be used from',
    usable_until: 'May be used until',
  },
};

/** Who owns it, and until when it may be used: said, drawn, and to be changed. */
export function Rights({ asset }: { asset: WholeAsset }) {
  const mayWrite = useMay('creative:write');
  const edit = useEdit(asset);
  const { holder, licence, usable_from, usable_until } = asset.rights;
  const form = useWritten({ holder, licence, usable_from, usable_until }, `rights of ${asset.id}`);
  const [isOpen, setOpen] = useState(form.isChanged); // what was left unsaved is there again
  const { said, change } = form;
  const { isOdd, tell } = useMarked();
  const errors = edit.error ? byField(asProblem(edit.error)) : {};
  const change_ = mayWrite && !isOpen && (
    <Button variant="default" size="compact-sm" onClick={() => setOpen(true)}>
      Change
    </Button>
  );
  const save = () => {
    const sent = form.changes;
    edit.mutate(
      { rights: sent },
      {
        onSuccess: () => {
          form.settle(sent);
          showDone('Saved.');
          setOpen(false);
        },
      },
    );
  };
  return (
    <Panel title="Rights" lead={sentenceOf(asset.rights)} aside={change_}>
      <RightsLine from={said.usable_from} until={said.usable_until} />
      {isOpen ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!isOdd) save();
          }}
        >
          <Stack gap="sm" mt="md">
            <TextInput
              label="Whose it is"
              maxLength={500}
              value={said.holder}
              error={errors['rights.holder']}
              onChange={({ currentTarget }) => change({ holder: currentTarget.value })}
            />
            <TextInput
              label="Licence"
              maxLength={500}
              value={said.licence}
              error={errors['rights.licence']}
              onChange={({ currentTarget }) => change({ licence: currentTarget.value })}
            />
            <Listening value={tell}>
              <WhenInput
                label="May be used from"
                zone={readerZone()}
                none="From the beginning"
                value={said.usable_from}
                error={errors['rights.usable_from']}
                onChange={(at) => change({ usable_from: at })}
              />
              <WhenInput
                label="May be used until"
                zone={readerZone()}
                none="Without end"
                value={said.usable_until}
                error={errors['rights.usable_until'] ?? errors.rights}
                onChange={(at) => change({ usable_until: at })}
              />
            </Listening>
            {form.isChanged || edit.error ? (
              <SaveBar
                form={form}
                words={WORDS}
                error={edit.error}
                isSaving={edit.isPending}
                isOdd={isOdd}
                changedAt={asset.updated_at}
                onSave={save}
              />
            ) : (
              <Button variant="default" onClick={() => setOpen(false)}>
                Close
              </Button>
            )}
          </Stack>
        </form>
      ) : (
        <div style={{ marginTop: 12 }}>
          <Facts
            facts={[
              ['Whose it is', holder || 'Nobody has said'],
              ['Licence', licence],
              ['From', usable_from && <When key="from" at={usable_from} />],
              ['Until', usable_until && <When key="until" at={usable_until} />],
            ]}
          />
        </div>
      )}
    </Panel>
  );
}

function sentenceOf({ state, usable_from, usable_until }: WholeAsset['rights']): string {
  switch (state) {
    case 'unlimited':
      return 'It may be used without end.';
    case 'not_yet':
      return `It may be used ${inDays(usable_from)}.`;
    case 'valid':
      return `It may be used; that ends ${inDays(usable_until)}.`;
    case 'expiring':
      return `It may be used, but not for long: that ends ${inDays(usable_until)}.`;
    case 'expired':
      return `The rights to it ended ${inDays(usable_until)}. Once they are extended, enter the new end.`;
  }
}

function inDays(at: string | null): string {
  const days = Math.round((Date.parse(at ?? '') - Date.now()) / DAY_MS);
  return relativeFormat({ numeric: 'auto' }).format(days, 'day');
}
