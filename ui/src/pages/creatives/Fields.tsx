import { Group, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { Markup } from '@/parts/creative/Shown';
import { WholeInput } from '@/parts/writing/WholeInput';
import classes from './Fields.module.css';
import type { Written } from './written';

interface Props {
  said: Written;
  change: (more: Partial<Written>) => void;
  errors: Record<string, string>;
  /** Its own markup in place of a file. */
  isMarkup: boolean;
  /** What its markup comes to is shown below it. */
  isPreviewed: boolean;
}

/** What is written of a creative, as far as its format goes. */
export function Fields({ said, change, errors, isMarkup, isPreviewed }: Props) {
  const { format } = said;
  const isSized = format !== 'audio';
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label="Name"
          className={classes.wide}
          required
          maxLength={200}
          value={said.name}
          error={errors.name}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        <TextInput
          label="Leads to"
          className={classes.wide}
          required
          type="url"
          placeholder="https://"
          value={said.landing_url}
          error={errors.landing_url}
          onChange={({ currentTarget }) => change({ landing_url: currentTarget.value })}
        />
        {!isMarkup && (
          <TextInput
            label={format === 'native' ? 'Picture' : 'Where its file is'}
            className={classes.wide}
            required={format !== 'native'}
            type="url"
            placeholder="https://"
            value={said.media_url}
            error={errors.media_url ?? errors.mime}
            onChange={({ currentTarget }) => change({ media_url: currentTarget.value })}
          />
        )}
        <TextInput
          label="Language"
          description="Such as en or de-AT; left out, any"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxLength={20}
          value={said.language}
          error={errors.language}
          onChange={({ currentTarget }) => change({ language: currentTarget.value })}
        />
        {isSized && (
          <Group gap="xs" grow align="flex-start">
            <WholeInput
              label="Width"
              unit="px"
              min={0}
              max={10_000}
              value={said.width}
              error={errors.width}
              onChange={(width) => change({ width })}
            />
            <WholeInput
              label="Height"
              unit="px"
              min={0}
              max={10_000}
              value={said.height}
              error={errors.height}
              onChange={(height) => change({ height })}
            />
          </Group>
        )}
        {(format === 'video' || format === 'audio') && (
          <WholeInput
            label="Seconds"
            min={1}
            max={600}
            value={said.duration_s}
            error={errors.duration_s}
            onChange={(duration_s) => change({ duration_s })}
          />
        )}
      </SimpleGrid>
      {isMarkup && (
        <>
          <Textarea
            label="Markup"
            description="Its links lead to ${CLICK_URL}, so that clicks are counted"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            required
            autosize
            minRows={6}
            maxRows={18}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
            value={said.html}
            error={errors.html}
            onChange={({ currentTarget }) => change({ html: currentTarget.value })}
          />
          {isPreviewed && said.html && (
            <Markup html={said.html} title="As it is shown" width={said.width} height={said.height} />
          )}
        </>
      )}
      {format === 'native' && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label="Title"
            required
            maxLength={140}
            value={said.title}
            error={errors.title}
            onChange={({ currentTarget }) => change({ title: currentTarget.value })}
          />
          <TextInput
            label="Sponsored by"
            value={said.sponsored}
            error={errors['native.sponsored']}
            onChange={({ currentTarget }) => change({ sponsored: currentTarget.value })}
          />
          <Textarea
            label="Text"
            autosize
            maxLength={2_000}
            value={said.body}
            error={errors.body}
            onChange={({ currentTarget }) => change({ body: currentTarget.value })}
          />
          <TextInput
            label="What its button says"
            maxLength={40}
            value={said.cta}
            error={errors['native.cta']}
            onChange={({ currentTarget }) => change({ cta: currentTarget.value })}
          />
        </SimpleGrid>
      )}
    </Stack>
  );
}
