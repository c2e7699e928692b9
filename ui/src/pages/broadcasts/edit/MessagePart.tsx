import { ActionIcon, Button, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Jump } from '@/parts/page/Jump';
import { Panel } from '@/parts/page/Panel';
import { useRowKeys } from '@/parts/writing/useRowKeys';
import { WholeInput } from '@/parts/writing/WholeInput';
import { freeName, MOST_VARIANTS, type Variant } from '../definition';
import { useTemplates } from '../queries';
import { shareOf } from '../words';
import classes from './Form.module.css';
import { errorAt, type PartProps } from './part';
import { TestPart } from './TestPart';

/** What is sent: one message, or several that are held against each other. */
export function MessagePart({ said, say, errors }: PartProps) {
  const { variants, test } = said;
  const { data: templates } = useTemplates(said.channel);
  const choices = templates?.map(({ id, name, live_version }) => ({
    value: id,
    label: live_version > 0 ? name : `${name} (never published)`,
  }));
  const rows = useRowKeys(variants.length);
  const put = (at: number, change: Partial<Variant>) =>
    say({ variants: variants.map((one, index) => (index === at ? { ...one, ...change } : one)) });
  const add = () => {
    rows.add();
    say({ variants: [...variants, { name: freeName(variants), template: '', template_version: 0, share: 1 }] });
  };
  const remove = (at: number) => {
    rows.drop(at);
    const left = variants.filter((_, index) => index !== at);
    say({ variants: left, ...(left.length < 2 && { test: null }) });
  };
  const isOne = variants.length === 1;
  return (
    <Panel
      title="The message"
      lead={variants.length > 1 && 'Chance decides who gets which, always the same for one person.'}
    >
      <Stack gap="md">
        {variants.map((one, at) => {
          const template = (
            <Select
              label={isOne ? 'Template' : `Template of ${one.name || 'this variant'}`}
              placeholder="Which one"
              required
              searchable
              nothingFoundMessage="No template of this channel is called that"
              data={choices ?? []}
              value={one.template || null}
              error={errorAt(errors, `variants.${at}.template`)}
              onChange={(id) => put(at, { template: id ?? '', template_version: 0 })}
            />
          );
          if (isOne) return <div key="one">{template}</div>;
          return (
            <div key={rows.keyAt(at)} className={classes.variant}>
              <TextInput
                label="Variant"
                maxLength={20}
                value={one.name}
                error={errorAt(errors, `variants.${at}.name`)}
                onChange={({ currentTarget }) => put(at, { name: asName(currentTarget.value) })}
              />
              {template}
              <WholeInput
                label={`Share, ${Math.round(100 * shareOf(one, variants))}%`}
                min={1}
                max={100}
                value={one.share}
                onChange={(share) => put(at, { share })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                className={classes.remove}
                aria-label={`Remove variant ${one.name}`}
                onClick={() => remove(at)}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </div>
          );
        })}
        {templates?.length === 0 && (
          <Text size="sm" c="dimmed">
            There is no template of this channel yet. <Jump to="/templates">Write one</Jump>, publish it, and come back:
            what you wrote here is kept.
          </Text>
        )}
        {variants.length < MOST_VARIANTS && (
          <Button
            variant="default"
            size="compact-sm"
            w="fit-content"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={add}
          >
            Another variant
          </Button>
        )}
        {(variants.length > 1 || test) && <TestPart said={said} say={say} errors={errors} />}
      </Stack>
    </Panel>
  );
}

/** As the API has names of variants: small letters, digits, - and _. */
function asName(typed: string): string {
  return typed
    .toLowerCase()
    .replace(/\s+/g, '-')
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
}
