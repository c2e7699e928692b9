import { Button, Group, Input, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Facts } from '@/parts/page/Facts';
import { sentence, showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { plain, told } from '@/parts/words/values';
import { PairsInput } from '../write/Lists';
import { fieldNameOf } from './file';
import { type Item, usePutItems } from './queries';

interface Props {
  catalogue: string;
  /** Null of a new one. */
  item: Item | null;
  isReadOnly: boolean;
  /** What items of this catalogue have. */
  columns: readonly string[];
  onClose: () => void;
}

/** One item with its fields. Numbers stay numbers; what is typed anew is a text. */
export function ItemForm({ catalogue, item, isReadOnly, columns, onClose }: Props) {
  const [id, setId] = useState(item?.id ?? '');
  const [fields, setFields] = useState<Record<string, unknown>>(() =>
    item ? written(item.fields) : Object.fromEntries((columns.length ? columns : ['name']).map((one) => [one, ''])),
  );
  const put = usePutItems(catalogue);
  if (isReadOnly && item) {
    return (
      <Modal opened onClose={onClose} title={item.id}>
        <Facts facts={Object.entries(item.fields).map(([name, value]) => [sentence(plain(name)), told(value)])} />
      </Modal>
    );
  }
  const wrong = Object.keys(fields).find((name) => name !== '' && fieldNameOf(name) !== name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const said = Object.entries(fields).filter(([name, value]) => name !== '' && value !== '');
    const kept = said.map(([name, value]) => [name, asBefore(item?.fields[name], value)] as const);
    put.mutate([{ id: id.trim(), fields: Object.fromEntries(kept) }], {
      onSuccess: () => {
        showDone(item ? 'It is changed.' : 'It is in.');
        onClose();
      },
    });
  };
  return (
    <Modal opened onClose={onClose} title={item ? item.id : 'Add an item'} size="lg">
      <form onSubmit={submit}>
        <Stack>
          {!item && (
            <TextInput
              label="Number"
              description="What templates look it up by; an item with that number is replaced"
              placeholder="A1"
              required
              maxLength={100}
              data-autofocus
              value={id}
              error={id.includes(',') ? 'A number has no comma' : undefined}
              onChange={({ currentTarget }) => setId(currentTarget.value)}
            />
          )}
          <PairsInput label="Fields" value={fields} isReadOnly={false} onChange={(to) => setFields({ ...to })} />
          {wrong && (
            <Input.Error>
              “{wrong}” cannot be read by templates: write {fieldNameOf(wrong) || 'another name'}.
            </Input.Error>
          )}
          {put.error && <Trouble error={put.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={put.isPending} disabled={!id.trim() || id.includes(',') || Boolean(wrong)}>
              {item ? 'Save' : 'Add'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function written(fields: Record<string, unknown>): Record<string, unknown> {
  const words = (value: unknown) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value);
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, words(value)]));
}

/** What was a number, or yes or no, and still reads like one, stays one. */
function asBefore(before: unknown, said: unknown): unknown {
  if (typeof said !== 'string') return said;
  if (typeof before === 'number' && said.trim() !== '' && Number.isFinite(Number(said))) return Number(said);
  if (typeof before === 'boolean' && (said === 'true' || said === 'false')) return said === 'true';
  return said;
}
