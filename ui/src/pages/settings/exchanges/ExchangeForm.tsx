import {
  Button,
  Group,
  MultiSelect,
  NativeSelect,
  SimpleGrid,
  Stack,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { asProblem, byField } from '@/api/problem';
import { useTenants } from '@/app/me';
import { showDone } from '@/parts/states/problems';
import { WholeInput } from '@/parts/writing/WholeInput';
import { Refused } from '../Refused';
import { FromBefore, useKeptForm } from '../useKeptForm';
import { type Exchange, type Issued, useAddExchange, useChangeExchange } from './queries';

interface Props {
  /** Left out, another one. */
  exchange?: Exchange;
  onDone: () => void;
  onIssued: (issued: Issued) => void;
}

/** Who asks, and what it may reach. */
export function ExchangeForm({ exchange, onDone, onIssued }: Props) {
  const tenants = useTenants(true).data?.items ?? [];
  const add = useAddExchange();
  const change = useChangeExchange(exchange?.id ?? '');
  const { form, forget, ...before } = useKeptForm(`exchange ${exchange?.id ?? ''}`, {
    name: exchange?.name ?? '',
    tenants: exchange?.tenants ?? [],
    seats: exchange?.seats ?? [],
    currencies: exchange?.currencies ?? ['USD'],
    qps_limit: exchange?.qps_limit || null,
    network_margin_ms: exchange?.network_margin_ms ?? null,
    requires_creative_approval: exchange?.requires_creative_approval ?? false,
    require_schain: exchange?.require_schain ?? false,
    match_users: exchange?.match_users ?? false,
    sync_url: exchange?.sync_url ?? '',
    price_encryption: exchange?.price_encryption ?? ('' as const),
    gzip_responses: exchange?.gzip_responses ?? false,
    no_bid_body: exchange?.no_bid_body ?? false,
  });
  const leave = () => {
    forget();
    onDone();
  };
  const onError = (error: Error) => form.setErrors(byField(asProblem(error)));
  const submit = form.onSubmit(({ name, qps_limit, network_margin_ms, currencies, ...rest }) => {
    const said = {
      ...rest,
      currencies: currencies.map((one) => one.trim().toUpperCase()),
      qps_limit: qps_limit ?? 0,
      network_margin_ms,
    };
    if (exchange) {
      const onSuccess = () => {
        showDone(`${exchange.name} is changed.`);
        leave();
      };
      change.mutate(said, { onSuccess, onError });
    } else {
      const onSuccess = (issued: Issued) => {
        forget();
        onIssued(issued);
      };
      add.mutate({ name, ...said }, { onSuccess, onError });
    }
  });
  return (
    <form key={String(before.isFromBefore)} onSubmit={submit}>
      <Stack>
        <FromBefore {...before} />
        {!exchange && (
          <TextInput label="Name" required maxLength={200} data-autofocus {...form.getInputProps('name')} />
        )}
        <MultiSelect
          label="Whose campaigns may answer"
          data={tenants.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          required
          {...form.getInputProps('tenants')}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TagsInput
            label="Settles in"
            description="Three letters each, the usual one first"
            required
            acceptValueOnBlur
            {...form.getInputProps('currencies')}
          />
          <TagsInput
            label="Seats"
            description="Ours at the exchange, if it has any"
            acceptValueOnBlur
            {...form.getInputProps('seats')}
          />
          <WholeInput
            label="Requests a second, at most"
            description="Left out, as many as it sends"
            isOptional
            min={0}
            max={1_000_000}
            value={form.values.qps_limit}
            error={form.errors.qps_limit}
            onChange={(limit) => form.setFieldValue('qps_limit', limit)}
          />
          <WholeInput
            label="Milliseconds left to the network"
            description="Left out, the bidders measure it"
            isOptional
            min={0}
            max={1_000}
            value={form.values.network_margin_ms}
            error={form.errors.network_margin_ms}
            onChange={(margin) => form.setFieldValue('network_margin_ms', margin)}
          />
          <TextInput
            label="User syncs go on to"
            description="With ${USER_ID} for our id; left out, they end here"
            inputMode="url"
            {...form.getInputProps('sync_url')}
          />
          <NativeSelect
            label="Prices in its notices"
            description="The keys are a setting of the bidders"
            data={[
              { value: '', label: 'Are plain' },
              { value: 'google', label: 'Are encrypted as Google does' },
            ]}
            {...form.getInputProps('price_encryption')}
          />
        </SimpleGrid>
        {SWITCHES.map(({ name, label, description }) => (
          <Switch
            key={name}
            label={label}
            description={description}
            {...form.getInputProps(name, { type: 'checkbox' })}
          />
        ))}
        <Refused error={add.error ?? change.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={leave}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending || change.isPending}>
            {exchange ? 'Save' : 'Add'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

const SWITCHES = [
  {
    name: 'requires_creative_approval',
    label: 'Only creatives that it approved',
    description: 'Otherwise every one that it has not rejected',
  },
  {
    name: 'require_schain',
    label: 'Only where the supply chain is complete',
    description: 'Other requests get no bid',
  },
  {
    name: 'match_users',
    label: 'It has ids of its own for people',
    description: 'Looked up in what user syncs filled, and never taken for ours',
  },
  { name: 'gzip_responses', label: 'Compress bids', description: 'For requests that take that' },
  { name: 'no_bid_body', label: 'Say why there is no bid', description: 'Otherwise the answer is empty' },
];
