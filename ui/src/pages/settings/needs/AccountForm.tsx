/** An account as it is filled in: what it is called, what it is there, and what proves it. */
import { Button, Group, Stack, Switch, TextInput } from '@mantine/core';
import type { GetInputPropsReturnType } from '@mantine/form';
import type { FormEventHandler, ReactNode } from 'react';
import { asProblem, byField } from '@/api/problem';
import { Refused } from '../Refused';
import { FromBefore, useKeptForm } from '../useKeptForm';
import { type Asked, blanksOf, NeedsFields } from './NeedsFields';

interface Known {
  name: string;
  parameters?: Record<string, string>;
}

/** `more` is what only accounts of this kind have. Nothing secret outlives the dialogue. */
export function useAccountForm<More extends object>(subject: string, asked: Asked, known: Known, more: More) {
  const blanks = blanksOf(asked);
  const { form, ...kept } = useKeptForm(
    subject,
    {
      name: known.name,
      isAnew: false,
      parameters: { ...blanks.parameters, ...known.parameters },
      credentials: blanks.credentials,
      ...more,
    },
    ['credentials'],
  );
  const refuse = (error: unknown) => {
    const errors = byField(asProblem(error));
    if (errors.credentials) form.setValues((values) => ({ ...values, isAnew: true }));
    form.setErrors(errors);
  };
  return { asked, form, refuse, ...kept };
}

interface Props {
  filled: {
    asked: Asked;
    form: {
      values: { isAnew: boolean };
      getInputProps: (path: string, options?: { type: 'checkbox' }) => GetInputPropsReturnType;
    };
    isFromBefore: boolean;
    startOver: () => void;
  };
  /** Connected already, so that credentials stay unless they are entered anew. */
  isKnown?: boolean;
  lead?: ReactNode;
  nameHint?: string;
  /** Fields that only accounts of this kind have. */
  children?: ReactNode;
  saving: { error: unknown; isPending: boolean };
  /** What the two buttons say. */
  save: string;
  back: string;
  onSubmit: FormEventHandler<HTMLFormElement>;
  onBack: () => void;
}

export function AccountForm({
  filled: { asked, form, isFromBefore, startOver },
  isKnown = false,
  lead,
  nameHint,
  children,
  saving,
  save,
  back,
  onSubmit,
  onBack,
}: Props) {
  return (
    <form onSubmit={onSubmit}>
      <Stack>
        {lead}
        <FromBefore isFromBefore={isFromBefore} startOver={startOver} />
        <TextInput
          label="Name"
          description={nameHint}
          required
          maxLength={120}
          data-autofocus
          {...form.getInputProps('name')}
        />
        {isKnown && (
          <Switch
            label="Enter credentials anew"
            description="Otherwise those that are sealed stay"
            {...form.getInputProps('isAnew', { type: 'checkbox' })}
          />
        )}
        <NeedsFields asked={asked} inputProps={form.getInputProps} withCredentials={!isKnown || form.values.isAnew} />
        {children}
        <Refused error={saving.error} />
        <Group justify={isKnown ? 'flex-end' : 'space-between'}>
          <Button variant="default" onClick={onBack}>
            {back}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
