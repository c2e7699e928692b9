import { Checkbox, Group, MultiSelect, SimpleGrid, Stack, TagsInput, Text } from '@mantine/core';
import type { Schemas } from '@/api/types';
import { Panel } from '@/parts/page/Panel';
import { audienceLines } from '@/parts/review/audience';
import { COUNTRIES, countryName } from '@/parts/words/countries';
import { languageName } from '@/parts/words/languages';
import { WholeInput } from '@/parts/writing/WholeInput';
import type { PartProps } from './parts';
import { SegmentPicker } from './SegmentPicker';
import { errorAt } from './said';

type Audience = Schemas['Audience'];
type Caps = Schemas['Caps'];

const DEVICES: [number, string][] = [
  [4, 'Phones'],
  [5, 'Tablets'],
  [2, 'Computers'],
  [3, 'Connected TVs'],
  [6, 'Connected devices'],
  [7, 'Set-top boxes'],
];
const INVENTORY: [NonNullable<Audience['inventory']>[number], string][] = [
  ['site', 'Websites'],
  ['app', 'Apps'],
  ['dooh', 'Screens out of home'],
];
const LANGUAGES =
  'ar bg bn ca cs da de el en es et fi fr he hi hr hu id it ja ko lt lv ms nb nl pl pt ro ru sk sl sr sv th tr uk vi zh'.split(
    ' ',
  );
const COUNTRY_CHOICES = COUNTRIES.map((value) => ({ value, label: countryName(value) }));
const LANGUAGE_CHOICES = LANGUAGES.map((value) => ({ value, label: languageName(value) }));
const CAPS: [keyof Caps, string][] = [
  ['per_day', 'a day'],
  ['per_week', 'a week'],
  ['lifetime', 'in all'],
];
const MOST = 1_000_000;
const HERE: readonly (keyof Audience)[] = [
  'countries',
  'languages',
  'device_types',
  'inventory',
  'domains',
  'blocked_domains',
  'segments_any',
  'segments_none',
];

export function AudiencePart({ said, change, errors }: PartProps<'audience'>) {
  const targeting: Audience = said.targeting ?? {};
  const caps: Caps = said.caps ?? {};
  const aim = (more: Partial<Audience>) => change({ targeting: { ...targeting, ...more } });
  const rest = Object.fromEntries(Object.entries(targeting).filter(([name]) => !HERE.includes(name as keyof Audience)));
  const others = audienceLines(rest as never);
  return (
    <Panel
      title="Audience"
      lead={errors.audience ? <span role="alert">{errors.audience}</span> : 'What is left out restricts nobody.'}
    >
      <Stack gap="md">
        <SegmentPicker targeting={targeting} onChange={aim} errors={errors} />
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <MultiSelect
            label="Countries"
            placeholder={targeting.countries?.length ? undefined : 'Everywhere'}
            data={COUNTRY_CHOICES}
            searchable
            limit={40}
            value={[...(targeting.countries ?? [])]}
            error={errorAt(errors, 'audience.targeting.countries')}
            onChange={(countries) => aim({ countries })}
          />
          <MultiSelect
            label="Languages"
            placeholder={targeting.languages?.length ? undefined : 'Any'}
            data={LANGUAGE_CHOICES}
            searchable
            value={[...(targeting.languages ?? [])]}
            error={errorAt(errors, 'audience.targeting.languages')}
            onChange={(languages) => aim({ languages })}
          />
          <TagsInput
            label="Only on these sites and apps"
            placeholder={targeting.domains?.length ? undefined : 'Any'}
            value={[...(targeting.domains ?? [])]}
            error={errorAt(errors, 'audience.targeting.domains')}
            onChange={(domains) => aim({ domains })}
          />
          <TagsInput
            label="Never on these"
            placeholder={targeting.blocked_domains?.length ? undefined : 'None'}
            value={[...(targeting.blocked_domains ?? [])]}
            error={errorAt(errors, 'audience.targeting.blocked_domains')}
            onChange={(blocked_domains) => aim({ blocked_domains })}
          />
        </SimpleGrid>
        <Checkbox.Group
          label="Devices"
          value={(targeting.device_types ?? []).map(String)}
          onChange={(values) => aim({ device_types: values.map(Number).sort((one, other) => one - other) })}
        >
          <Group mt={6}>
            {DEVICES.map(([value, label]) => (
              <Checkbox key={value} value={String(value)} label={label} />
            ))}
          </Group>
        </Checkbox.Group>
        <Checkbox.Group
          label="Where it is shown"
          value={[...(targeting.inventory ?? [])]}
          onChange={(inventory) => aim({ inventory: inventory as Audience['inventory'] })}
        >
          <Group mt={6}>
            {INVENTORY.map(([value, label]) => (
              <Checkbox key={value} value={value} label={label} />
            ))}
          </Group>
        </Checkbox.Group>
        <fieldset style={{ margin: 0, padding: 0, border: 0 }}>
          <Text component="legend" size="sm" fw={500} mb={6}>
            One person sees it at most
          </Text>
          <SimpleGrid cols={3} spacing="md">
            {CAPS.map(([name, span]) => (
              <Cap
                key={name}
                span={span}
                most={caps[name] || null}
                error={errorAt(errors, `audience.caps.${name}`)}
                onChange={(most) => change({ caps: { ...caps, [name]: most ?? 0 } })}
              />
            ))}
          </SimpleGrid>
          {errors['audience.caps'] && (
            <Text size="xs" c="var(--mantine-color-error)" role="alert">
              {errors['audience.caps']}
            </Text>
          )}
        </fieldset>
        {others.length > 0 && (
          <Text size="sm" c="dimmed">
            Besides: {others.map(({ label, text }) => `${label.toLowerCase()}: ${text}`).join('; ')}. That stays as it
            is.
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

interface CapProps {
  span: string;
  most: number | null;
  error: string | undefined;
  onChange: (most: number | null) => void;
}

/** How often one person sees it at most. */
function Cap({ span, most, error, onChange }: CapProps) {
  return (
    <WholeInput
      aria-label={`At most ${span}`}
      description={span}
      inputWrapperOrder={['input', 'description', 'error']}
      placeholder="No limit"
      min={1}
      max={MOST}
      isOptional
      value={most}
      error={error}
      onChange={onChange}
    />
  );
}
