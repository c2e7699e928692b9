import { NativeSelect, SimpleGrid, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { Channel } from '@/api/types';
import { Panel } from '@/parts/page/Panel';
import { CHANNELS } from '@/parts/words/channels';
import type { PartProps } from './parts';
import { errorAt } from './said';

interface Props extends PartProps<'brief'> {
  /** Whether the objective has been read and can be shown. */
  hasObjective: boolean;
  /** Why the objective stays as it is; empty where it may be changed. */
  whyKept?: string;
}

export function BriefPart({ said, change, errors, hasObjective, whyKept = '' }: Props) {
  return (
    <Panel title="Brief" lead={errors.brief && <span role="alert">{errors.brief}</span>}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <TextInput
          label="Name"
          withAsterisk
          maxLength={200}
          value={said.name ?? ''}
          error={errorAt(errors, 'brief.name')}
          onChange={({ currentTarget: { value } }) => change({ name: value.trimStart() || null })}
          onBlur={() => change({ name: said.name?.trim() || null })}
        />
        <TextInput
          label="Advertiser"
          description="Its domain: creatives lead there"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder="shop.example.com"
          withAsterisk
          value={said.advertiser_domain ?? ''}
          error={errorAt(errors, 'brief.advertiser_domain')}
          onChange={({ currentTarget: { value } }) => change({ advertiser_domain: value.trim() || null })}
        />
        <NativeSelect
          label="Channel"
          data={Object.entries(CHANNELS).map(([value, label]) => ({ value, label }))}
          value={said.channel}
          error={errorAt(errors, 'brief.channel')}
          onChange={({ currentTarget: { value } }) => change({ channel: value as Channel })}
        />
        <TagsInput
          label="Categories"
          description="IAB categories like IAB8-5, or topics like alcohol; approval rules look at them"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={said.categories}
          maxTags={20}
          error={errorAt(errors, 'brief.categories')}
          onChange={(categories) => change({ categories })}
        />
      </SimpleGrid>
      {hasObjective && (
        <Textarea
          mt="md"
          label="What it is for"
          description={whyKept || 'In words, for those who read it'}
          readOnly={whyKept !== ''}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autosize
          minRows={2}
          maxLength={4000}
          value={said.objective}
          error={errorAt(errors, 'brief.objective')}
          onChange={({ currentTarget: { value } }) => change({ objective: value })}
        />
      )}
    </Panel>
  );
}
