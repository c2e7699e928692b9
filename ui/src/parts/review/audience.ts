/** Whom a campaign is for, line by line, as people say it. */

import type { Campaign } from '@/api/types';
import { countryName } from '@/parts/words/countries';
import { grouped } from '@/parts/words/formats';
import { languageName } from '@/parts/words/languages';

export interface Line {
  label: string;
  text: string;
}

type Audience = Campaign['targeting'];

const DEVICES = ['Phones and tablets', 'Computers', 'Connected TVs', 'Phones', 'Tablets', 'Connected devices'];
const MORE_DEVICES = ['Set-top boxes', 'Screens out of home'];
const CONNECTIONS = ['Ethernet', 'Wi-Fi', 'Mobile', '2G', '3G', '4G', '5G'];
const INVENTORY = { site: 'Websites', app: 'Apps', dooh: 'Screens out of home' };
const MOST_NAMED = 12;

/** What the audience is narrowed to; nothing where it is everybody. */
export function audienceLines(audience: Audience): Line[] {
  const segments = (numbers: readonly number[] = []) =>
    numbers.length === 0 ? [] : [numbers.length === 1 ? '1 segment' : `any of ${numbers.length} segments`];
  return [
    line('Countries', audience.countries?.map(countryName)),
    line('Regions', audience.regions),
    line('Metro areas', audience.metros),
    line('Cities', audience.cities?.map(afterSlash)),
    line('Postal codes', audience.postal_codes?.map(afterSlash)),
    line(
      'Places',
      audience.circles?.map(({ metres }) => `within ${grouped(metres / 1_000)} km of a point`),
    ),
    line(
      'Devices',
      audience.device_types?.map((one) => [...DEVICES, ...MORE_DEVICES][one - 1] ?? 'Others'),
    ),
    line('Systems', audience.operating_systems),
    line(
      'Oldest versions',
      Object.entries(audience.os_versions ?? {}).map(([system, version]) => `${system} ${version}`),
    ),
    line('Makers', audience.device_makes),
    line('Models', audience.device_models),
    line('Carriers', audience.carriers),
    line(
      'Connections',
      audience.connection_types?.map((one) => CONNECTIONS[one - 1] ?? 'Others'),
    ),
    line('Languages', audience.languages?.map(languageName)),
    line(
      'Inventory',
      audience.inventory?.map((one) => INVENTORY[one]),
    ),
    line('Exchanges', audience.exchanges),
    line('Deals', audience.deals),
    line('Only on', audience.domains),
    line('Never on', audience.blocked_domains),
    line('Page topics', audience.page_categories),
    line('Never beside', audience.blocked_page_categories),
    line('People in', segments(audience.segments_any)),
    line('People not in', segments(audience.segments_none)),
    line('People', audience.segments ? ['as a rule over segments says'] : []),
    line('Viewer’s hours', hours(audience.hours_viewer)),
    line('Campaign’s hours', hours(audience.hours_zone)),
    line('Hours in UTC', hours(audience.hours_utc)),
  ].flat();
}

const CAPS: Record<keyof Required<Campaign['caps']>, string> = {
  per_hour: 'an hour',
  per_day: 'a day',
  per_week: 'a week',
  lifetime: 'in all',
  tenant_per_hour: 'an hour over all campaigns',
  tenant_per_day: 'a day over all campaigns',
  tenant_per_week: 'a week over all campaigns',
};

/** "3 a day, 10 in all"; empty where nobody is spared. */
export function capsText(caps: Campaign['caps']): string {
  const named = Object.entries(CAPS) as [keyof typeof CAPS, string][];
  return named.flatMap(([cap, span]) => (caps[cap] ? [`${caps[cap]} ${span}`] : [])).join(', ');
}

function line(label: string, names: readonly string[] | undefined): Line[] {
  if (!names?.length) return [];
  const rest = names.length - MOST_NAMED;
  const shown = names.slice(0, MOST_NAMED).join(', ');
  return [{ label, text: rest > 0 ? `${shown} and ${rest} more` : shown }];
}

function hours(numbers: readonly number[] | undefined): string[] {
  return numbers?.length ? [`${numbers.length} of the week’s 168`] : [];
}

/** "DEU/Berlin" as "Berlin, Germany". */
function afterSlash(place: string): string {
  const [around = '', own = ''] = place.split('/');
  return `${own}, ${countryName(around)}`;
}
