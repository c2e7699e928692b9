import { Button, Checkbox, Group, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { asProblem, byField } from '@/api/problem';
import { showDone } from '@/parts/states/problems';
import { Refused } from '../Refused';
import { FromBefore, useKeptForm } from '../useKeptForm';
import { type Rates, usePutRates } from './queries';
import { readRates, writtenRates } from './words';

/** A whole table: what is not in it has no rate any more. */
export function RatesForm({ current, onDone }: { current: Rates; onDone: () => void }) {
  const put = usePutRates();
  const { form, forget, ...before } = useKeptForm('rates', {
    day: new Date().toISOString().slice(0, 10),
    source: current.revision === 0 ? '' : current.source,
    rates: writtenRates(current.per_usd),
    confirmed: false,
  });
  const { per_usd, wrong } = readRates(form.values.rates);
  const gone = Object.keys(current.per_usd).filter((currency) => !(currency in per_usd));
  const leave = () => {
    forget();
    onDone();
  };
  const submit = form.onSubmit(({ day, source, confirmed }) => {
    if (wrong.length > 0) return form.setFieldError('rates', `Cannot be read: ${wrong.slice(0, 3).join(', ')}`);
    put.mutate(
      { day, source, confirmed, per_usd },
      {
        onSuccess: () => {
          showDone('Bidders convert by the new rates within a second.');
          leave();
        },
        onError: (error) => form.setErrors(byField(asProblem(error))),
      },
    );
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <FromBefore {...before} />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput type="date" label="Of the day" required {...form.getInputProps('day')} />
          <TextInput
            label="By whose word"
            placeholder="European Central Bank"
            required
            maxLength={200}
            data-autofocus
            {...form.getInputProps('source')}
          />
        </SimpleGrid>
        <Textarea
          label="What one US dollar buys"
          description="A currency and a rate a line, such as EUR 0.92"
          required
          autosize
          minRows={6}
          maxRows={14}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          {...form.getInputProps('rates')}
          error={form.errors.rates ?? form.errors.per_usd}
        />
        <Text size="sm" role="status">
          {Object.keys(per_usd).length} currencies.
          {gone.length > 0 &&
            ` Without a rate then: ${gone.join(', ')}. Campaigns in them bid only where they are asked for.`}
        </Text>
        {put.error && (
          <Checkbox
            label="A rate that doubled or halved is right"
            description="Such a rate is mostly a slip, and refused unless somebody says so"
            {...form.getInputProps('confirmed', { type: 'checkbox' })}
          />
        )}
        <Refused error={put.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={leave}>
            Cancel
          </Button>
          <Button type="submit" loading={put.isPending}>
            Bring into force
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
