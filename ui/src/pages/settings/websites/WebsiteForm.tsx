import { Button, Group, Radio, Stack, TagsInput, TextInput } from '@mantine/core';
import { asProblem, byField } from '@/api/problem';
import { sentence, showDone } from '@/parts/states/problems';
import { Refused } from '../Refused';
import { FromBefore, useKeptForm } from '../useKeptForm';
import { type Consent, useAddWebsite, useChangeWebsite, type Website } from './queries';
import { CONSENTS, originOf } from './words';

interface Props {
  /** Left out, another one. */
  website?: Website;
  onDone: (websiteId?: string) => void;
}

export function WebsiteForm({ website, onDone }: Props) {
  const add = useAddWebsite();
  const change = useChangeWebsite(website?.id ?? '');
  const { form, forget, ...before } = useKeptForm(`website ${website?.id ?? ''}`, {
    name: website?.name ?? '',
    origins: website?.origins ?? [],
    consent: (website?.consent ?? 'required') as Consent,
  });
  const leave = (id?: string) => {
    forget();
    onDone(id);
  };
  const submit = form.onSubmit(({ origins, ...rest }) => {
    const said = { ...rest, origins: [...new Set(origins.map(originOf))], enabled: website?.enabled ?? true };
    const options = {
      onSuccess: (made: Website) => {
        showDone(website ? `${made.name} is changed.` : `${made.name} is added. Put its tag into the pages.`);
        leave(made.id);
      },
      onError: (error: Error) => form.setErrors(byField(asProblem(error))),
    };
    if (website) change.mutate(said, options);
    else add.mutate(said, options);
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <FromBefore {...before} />
        <TextInput label="Name" required maxLength={120} data-autofocus {...form.getInputProps('name')} />
        <TagsInput
          label="Where its pages are"
          description="Left out, events may come from anywhere. Enter after each."
          placeholder="https://www.shop.example"
          acceptValueOnBlur
          {...form.getInputProps('origins')}
        />
        <Radio.Group label="Consent" {...form.getInputProps('consent')}>
          <Stack gap={8} mt={6}>
            {(Object.keys(CONSENTS) as Consent[]).map((value) => (
              <Radio
                key={value}
                value={value}
                label={CONSENTS[value].title}
                description={sentence(CONSENTS[value].does)}
              />
            ))}
          </Stack>
        </Radio.Group>
        <Refused error={add.error ?? change.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => leave(website?.id)}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending || change.isPending}>
            {website ? 'Save' : 'Add'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
