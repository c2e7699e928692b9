import { Button, Group, NativeSelect, Stack, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { asProblem, byField } from '@/api/problem';
import type { Channel } from '@/api/types';
import { showDone } from '@/parts/states/problems';
import { CHANNELS } from '@/parts/words/channels';
import { Refused } from '../Refused';
import { FromBefore, useKeptForm } from '../useKeptForm';
import { type Sender, useAddSender, useChangeSender } from './queries';
import { ADDRESSES, WRITTEN_AS } from './words';

interface Props {
  /** Left out, somebody new. */
  sender?: Sender;
  onDone: (senderId?: string) => void;
}

/** Who is written as; of e-mail also where they are, and under which keys letters are signed. */
export function SenderForm({ sender, onDone }: Props) {
  const add = useAddSender();
  const change = useChangeSender(sender?.id ?? '');
  const { form, forget, ...before } = useKeptForm(`sender ${sender?.id ?? ''}`, {
    channel: (sender?.channel ?? 'email') as Channel,
    name: sender?.name ?? '',
    address: sender?.address ?? '',
    reply_to: sender?.reply_to ?? '',
    postal_address: sender?.postal_address ?? '',
    dkim_selectors: sender?.dkim_selectors ?? [],
    is_default: sender?.is_default ?? true,
  });
  const { channel } = form.values;
  const isMail = channel === 'email';
  const about = ADDRESSES[channel];
  const onError = (error: Error) => form.setErrors(byField(asProblem(error)));
  const leave = (id?: string) => {
    forget();
    onDone(id);
  };
  const submit = form.onSubmit(({ channel: on, reply_to, postal_address, dkim_selectors, ...rest }) => {
    const mail = isMail ? { reply_to: reply_to || null, postal_address, dkim_selectors } : {};
    if (sender) {
      const onSuccess = () => {
        showDone(`${rest.name} is changed.`);
        leave(sender.id);
      };
      change.mutate({ ...rest, ...mail }, { onSuccess, onError });
    } else {
      const onSuccess = (made: Sender) => {
        showDone(`Messages may come from ${made.name} now.`);
        leave(made.id);
      };
      add.mutate({ channel: on, ...rest, ...mail }, { onSuccess, onError });
    }
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <FromBefore {...before} />
        {!sender && (
          <NativeSelect
            label="Channel"
            data={WRITTEN_AS.map((value) => ({ value, label: CHANNELS[value] }))}
            data-autofocus
            {...form.getInputProps('channel')}
          />
        )}
        <TextInput
          label="Name"
          description="What readers see first"
          required
          maxLength={120}
          {...form.getInputProps('name')}
        />
        <TextInput
          label={about?.title}
          description={about?.hint}
          placeholder={about?.placeholder}
          required
          maxLength={254}
          inputMode={isMail ? 'email' : undefined}
          {...form.getInputProps('address')}
        />
        {isMail && (
          <>
            <TextInput
              label="Answers go to"
              description={
                sender?.reply_to ? 'Another address may take its place' : 'Left out, to the address letters come from'
              }
              inputMode="email"
              required={Boolean(sender?.reply_to)}
              {...form.getInputProps('reply_to')}
            />
            <Textarea
              label="Postal address"
              description="Marketing must show it: who you are, and where"
              placeholder="Shop Ltd, 1 High Street, London"
              required
              autosize
              minRows={2}
              maxLength={500}
              {...form.getInputProps('postal_address')}
            />
            <TagsInput
              label="DKIM selectors"
              description="Under which keys your vendor signs, such as s1 and s2; a domain check looks for them. Enter after each."
              maxTags={10}
              acceptValueOnBlur
              {...form.getInputProps('dkim_selectors')}
            />
          </>
        )}
        <Switch
          label="The one messages come from"
          description={`Whenever a message on ${CHANNELS[channel]} names nobody else`}
          {...form.getInputProps('is_default', { type: 'checkbox' })}
        />
        <Refused error={add.error ?? change.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => leave(sender?.id)}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending || change.isPending}>
            {sender ? 'Save' : 'Add'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
