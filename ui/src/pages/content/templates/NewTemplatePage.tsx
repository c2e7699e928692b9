import { Anchor, Button, Group, NativeSelect, Paper, Radio, Stack, Text, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { asProblem, byField } from '@/api/problem';
import type { Channel } from '@/api/types';
import { PageHeader } from '@/parts/page/PageHeader';
import { Trouble } from '@/parts/states/Trouble';
import { CHANNELS } from '@/parts/words/channels';
import { languageName } from '@/parts/words/languages';
import { useWritten } from '@/parts/writing/useWritten';
import { useCreate } from '../changes';
import { localeOf } from '../content';
import classes from './NewTemplatePage.module.css';
import { startsOf } from './starts';

const BLANK = { name: '', channel: 'email' as Channel, chosen: 0, language: 'en' };

/** A name, a channel, and what to begin with: the rest is written beside its preview. */
export default function NewTemplatePage() {
  const navigate = useNavigate();
  const create = useCreate();
  const { said, change, undo } = useWritten(BLANK, 'new template');
  const { name, channel, chosen, language } = said;
  const starts = startsOf(channel);
  const start = starts[chosen] ?? starts[0];
  const locale = localeOf(language);
  const problem = create.error && asProblem(create.error);
  const fields = problem ? byField(problem) : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!start || !locale) return;
    const wording = Object.values(start.content.wordings)[0] ?? {};
    const content = { ...start.content, default_locale: locale, wordings: { [locale]: wording } };
    create.mutate(
      { name: name.trim(), channel, content },
      {
        onSuccess: ({ id }) => {
          undo();
          void navigate({ to: `/templates/${id}`, ignoreBlocker: true });
        },
      },
    );
  };
  return (
    <>
      <PageHeader
        title="New message template"
        above={
          <Anchor component={Link} to="/templates" size="sm">
            Templates
          </Anchor>
        }
      >
        Nobody gets it before it is published, and something sends it.
      </PageHeader>
      <Paper component="form" onSubmit={submit} className={classes.form}>
        <Stack>
          <TextInput
            label="Name"
            description="For you and your colleagues; nobody who gets the message sees it"
            placeholder="Welcome to the club"
            required
            maxLength={120}
            value={name}
            onChange={({ currentTarget }) => change({ name: currentTarget.value })}
            error={fields.name}
          />
          <Group grow align="flex-start">
            <NativeSelect
              label="Channel"
              description="It stays with the template"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              data={Object.entries(CHANNELS).map(([value, label]) => ({ value, label }))}
              value={channel}
              onChange={({ currentTarget }) => change({ channel: currentTarget.value as Channel, chosen: 0 })}
            />
            <TextInput
              label="First language"
              description={
                locale ? `${languageName(locale)}; others take from it what they do not say` : 'Such as en or de-AT'
              }
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              placeholder="en, de-AT"
              required
              value={language}
              error={language && !locale ? 'Write it like en or de-AT' : undefined}
              onChange={({ currentTarget }) => change({ language: currentTarget.value })}
            />
          </Group>
          <Radio.Group
            label="Begin with"
            value={String(chosen)}
            onChange={(value) => change({ chosen: Number(value) })}
          >
            <div className={classes.starts}>
              {starts.map(({ title, note }, at) => (
                <Radio.Card key={title} value={String(at)} className={classes.start}>
                  <Group wrap="nowrap" align="flex-start" gap="sm">
                    <Radio.Indicator />
                    <div>
                      <Text fw={600} size="sm">
                        {title}
                      </Text>
                      <Text size="xs" c="dimmed">
                        {note}
                      </Text>
                    </div>
                  </Group>
                </Radio.Card>
              ))}
            </div>
          </Radio.Group>
          {problem && !fields.name && <Trouble error={problem} />}
          <Group justify="flex-end">
            <Button variant="default" component={Link} to="/templates">
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending} disabled={!name.trim() || !locale}>
              Write it
            </Button>
          </Group>
        </Stack>
      </Paper>
    </>
  );
}
