import { Anchor, Button, Group, Paper, Radio, Stack, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { asProblem, byField } from '@/api/problem';
import { PageHeader } from '@/parts/page/PageHeader';
import { Trouble } from '@/parts/states/Trouble';
import { isName, NAME_RULE, nameError } from '../one/names';
import classes from '../templates/NewTemplatePage.module.css';
import { MARKUPS, type Markup, useSaveBlock } from './queries';

const FIRST: Record<Markup, string> = {
  html: '<p>\n  {{ sender.postal_address }}<br />\n  <a href="{{ links.unsubscribe }}">Unsubscribe</a>\n</p>\n',
  mjml: '<mj-section>\n  <mj-column>\n    <mj-text align="center">\n      {{ sender.postal_address }}<br />\n      <a href="{{ links.unsubscribe }}">Unsubscribe</a>\n    </mj-text>\n  </mj-column>\n</mj-section>\n',
  text: '{{ sender.name }}, {{ sender.postal_address }}\n',
};

export default function NewBlockPage() {
  const navigate = useNavigate();
  const save = useSaveBlock();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [markup, setMarkup] = useState<Markup>('html');
  const problem = save.error && asProblem(save.error);
  const fields = problem ? byField(problem) : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const content = { markup, default_locale: 'en', variants: [{ wordings: { en: FIRST[markup] } }] };
    save.mutate(
      { name, description: description.trim(), content, revision: 0 },
      { onSuccess: () => void navigate({ to: `/content-blocks/${name}` }) },
    );
  };
  return (
    <>
      <PageHeader
        title="New content block"
        above={
          <Anchor component={Link} to="/content-blocks" size="sm">
            Content blocks
          </Anchor>
        }
      >
        Templates put it in once it is published.
      </PageHeader>
      <Paper component="form" onSubmit={submit} className={classes.form}>
        <Stack>
          <TextInput
            label="Name"
            description={`${NAME_RULE}. Templates name it, so that it stays`}
            placeholder="footer"
            required
            maxLength={40}
            value={name}
            error={nameError(name) ?? fields.name}
            onChange={({ currentTarget }) => {
              setName(currentTarget.value);
              save.reset();
            }}
          />
          <TextInput
            label="What it is for"
            maxLength={4_000}
            value={description}
            onChange={({ currentTarget }) => setDescription(currentTarget.value)}
          />
          <Radio.Group label="Written in" value={markup} onChange={(value) => setMarkup(value as Markup)}>
            <Stack gap={8} mt={8}>
              {Object.entries(MARKUPS).map(([value, label]) => (
                <Radio key={value} value={value} label={label} />
              ))}
            </Stack>
          </Radio.Group>
          {problem && !fields.name && <Trouble error={problem} />}
          <Group justify="flex-end">
            <Button variant="default" component={Link} to="/content-blocks">
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!isName(name)}>
              Write it
            </Button>
          </Group>
        </Stack>
      </Paper>
    </>
  );
}
