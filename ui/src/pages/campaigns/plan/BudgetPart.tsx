import { Autocomplete, NativeSelect, SegmentedControl, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '@/api/types';
import { AmountInput } from '@/parts/money/AmountInput';
import { Panel } from '@/parts/page/Panel';
import { GOALS, PACINGS } from '@/parts/review/words';
import type { PartProps } from './parts';
import { errorAt, isHalf, type Pricing } from './said';

const CURRENCIES = ['USD', 'EUR', 'GBP', 'JPY', 'CHF', 'CAD', 'AUD', 'SEK', 'NOK', 'DKK', 'PLN', 'BRL', 'INR', 'MXN'];
const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
const GOAL_OF: Record<Schemas['Goal'], string> = {
  reach: 'Usual price of a thousand',
  clicks: 'Worth of one click',
  conversions: 'Worth of one conversion',
};

export function BudgetPart({ said, change, errors }: PartProps<'budget'>) {
  const currency = said.currency ?? 'USD';
  return (
    <Panel title="Budget" lead={errors.budget && <span role="alert">{errors.budget}</span>}>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="md">
        <AmountInput
          label="Total"
          required
          currency={currency}
          value={said.total}
          error={errorAt(errors, 'budget.total')}
          onChange={(total) => change({ total })}
        />
        <AmountInput
          label="At most a day"
          description="Left out, no day has a limit of its own"
          currency={currency}
          value={said.daily}
          error={errorAt(errors, 'budget.daily')}
          onChange={(daily) => change({ daily })}
        />
        <Autocomplete
          label="Currency"
          data={CURRENCIES}
          maxLength={3}
          value={said.currency ?? ''}
          error={errorAt(errors, 'budget.currency')}
          onChange={(value) => change({ currency: value.toUpperCase() || null })}
        />
        <NativeSelect
          label="Spread"
          data={Object.entries(PACINGS).map(([value, label]) => ({ value, label }))}
          value={said.pacing}
          onChange={({ currentTarget: { value } }) => change({ pacing: value as Schemas['Pacing'] })}
        />
        <Select
          label="Its clock"
          description="When its days begin"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={ZONES.includes(said.time_zone) ? ZONES : [said.time_zone, ...ZONES]}
          searchable
          limit={50}
          allowDeselect={false}
          nothingFoundMessage="No such time zone"
          value={said.time_zone}
          error={errorAt(errors, 'budget.time_zone')}
          onChange={(zone) => zone && change({ time_zone: zone })}
        />
      </SimpleGrid>
      <Terms pricing={said.pricing} currency={currency} errors={errors} onChange={(pricing) => change({ pricing })} />
    </Panel>
  );
}

interface TermsProps {
  pricing: Pricing | null;
  currency: string;
  errors: PartProps<'budget'>['errors'];
  onChange: (pricing: Pricing | null) => void;
}

interface Spoken {
  goal: Schemas['Goal'];
  price: string | null;
  highest: string | null;
}

/** How it bids. Half said it is nothing yet: what there was stays until both prices are there, and that is said. */
function Terms({ pricing, currency, errors, onChange }: TermsProps) {
  const [goal, setGoal] = useState<Schemas['Goal']>('reach'); // there is none where there are no prices
  const terms: Spoken = pricing ? spokenOf(pricing) : { goal, price: null, highest: null };
  const lacks = isHalf(pricing) && (terms.price ? 'highest' : 'price');
  const say = (change: Partial<Spoken>) => {
    const now = { ...terms, ...change };
    setGoal(now.goal);
    if (now.price || now.highest) onChange(pricingOf(now));
    else if (pricing) onChange(null);
  };
  const missing = (which: string) => `Not saved: ${which} is missing`;
  return (
    <Stack gap="xs" mt="md">
      <Text size="sm" fw={500} id="goal">
        Buys
      </Text>
      <SegmentedControl
        aria-labelledby="goal"
        data={Object.entries(GOALS).map(([value, label]) => ({ value, label }))}
        value={terms.goal}
        onChange={(goal) => say({ goal: goal as Schemas['Goal'] })}
        style={{ alignSelf: 'flex-start' }}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <AmountInput
          label={GOAL_OF[terms.goal]}
          required
          currency={currency}
          value={terms.price}
          error={
            lacks === 'price'
              ? missing(`the ${GOAL_OF[terms.goal].toLowerCase()}`)
              : (errorAt(errors, 'budget.pricing.base_cpm') ?? errorAt(errors, 'budget.pricing.goal_value'))
          }
          onChange={(price) => say({ price })}
        />
        <AmountInput
          label="Highest price of a thousand"
          description="No bid is above it"
          required
          currency={currency}
          value={terms.highest}
          error={
            lacks === 'highest'
              ? missing('the highest price')
              : (errors['budget.pricing'] ?? errorAt(errors, 'budget.pricing.max_cpm'))
          }
          onChange={(highest) => say({ highest })}
        />
      </SimpleGrid>
    </Stack>
  );
}

function spokenOf({ goal, base_cpm, goal_value, max_cpm }: Pricing): Spoken {
  return { goal, price: goal === 'reach' ? base_cpm : goal_value, highest: max_cpm };
}

function pricingOf({ goal, price, highest }: Spoken): Pricing {
  const isReach = goal === 'reach';
  return { goal, base_cpm: isReach ? price : '0.00', goal_value: isReach ? '0.00' : price, max_cpm: highest };
}
