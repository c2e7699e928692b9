import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { asProblem } from '@/api/problem';
import { session } from '@/api/session';
import { useMutation } from '@/api/useMutation';
import { Door } from './Door';
import { Refusal } from './Refusal';

/**
 * For whoever was invited, or forgot their password. A letter's link carries the voucher behind `#`, which browsers send to
 * nobody; somebody who was told it types it in.
 */
export default function ChoosePassword() {
  const navigate = useNavigate();
  const told = window.location.hash.slice(1);
  const form = useForm({
    initialValues: { voucher: told, password: '', again: '' },
    validate: { again: (again, { password }) => (again === password ? null : 'This is not the same password') },
  });
  const choose = useMutation({
    mutationFn: ({ voucher, password }: typeof form.values) => session.choosePassword(voucher.trim(), password),
    onSuccess: (isIn) => navigate({ to: isIn ? '/' : '/sign-in', replace: true }),
    meta: { isShown: true },
  });
  return (
    <Door title="Choose a password" about="A few words that belong together make a good one. Your other sessions end.">
      <Refusal problem={choose.error ? asProblem(choose.error) : null} />
      <form onSubmit={form.onSubmit((values) => choose.mutate(values))}>
        <Stack>
          {!told && (
            <TextInput
              label="Voucher"
              description="From your invitation or the letter; it begins with cev_"
              required
              autoComplete="off"
              spellCheck={false}
              {...form.getInputProps('voucher')}
            />
          )}
          <PasswordInput
            label="New password"
            required
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <PasswordInput label="The same again" required autoComplete="new-password" {...form.getInputProps('again')} />
          <Button type="submit" size="md" loading={choose.isPending} fullWidth mt={4}>
            Keep it and sign in
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
