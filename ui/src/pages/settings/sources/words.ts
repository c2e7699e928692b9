import { plain, told } from '@/parts/words/values';
import type { AttributeType, EventSchema, Property, SetAside, Source } from './queries';

export const SOURCES: Record<Source, { title: string; what: string }> = {
  web: { title: 'Websites', what: 'By the tag and the pixel of each website' },
  mobile_app: { title: 'Mobile apps', what: 'By the API, from your apps' },
  pos: { title: 'Tills', what: 'Purchases and returns in shops' },
  kiosk: { title: 'Kiosks', what: 'Terminals in shops' },
  call_center: { title: 'Call centres', what: 'What people say and ask on the phone' },
  partner_api: { title: 'Partners', what: 'Other systems that know your people' },
  iot: { title: 'Devices', what: 'Machines and beacons' },
};

export const TYPES: Record<Property['type'], string> = {
  text: 'Text',
  number: 'Number',
  integer: 'Whole number',
  boolean: 'Yes or no',
  instant: 'Date and time',
  list: 'List',
  object: 'Several fields',
};

export const ATTRIBUTE_TYPES: Record<AttributeType, string> = {
  text: 'Text',
  number: 'Number',
  boolean: 'Yes or no',
  date: 'Date',
  instant: 'Date and time',
  list: 'List',
  object: 'Several fields',
};

/** "Two properties are a must; others are let through. What does not fit is refused." */
export function schemaSentence({ properties = {}, others = true, enforced = true }: Omit<EventSchema, 'name'>): string {
  const all = Object.values(properties);
  const must = all.filter(({ required }) => required).length;
  const named =
    all.length === 0
      ? 'No property is named'
      : `${all.length === 1 ? 'One property is' : `${all.length} properties are`} named, ${must === 0 ? 'none' : must} of them a must`;
  const rest = others ? 'others are let through' : 'others are not let through';
  return `${named}; ${rest}. ${enforced ? 'What does not fit is refused.' : 'Nothing is refused for it.'}`;
}

/** The source of what was set aside, and whose it was as far as its sender said. */
export function cameBy({ subject }: Pick<SetAside, 'subject'>): string {
  const known = (Object.keys(SOURCES) as Source[]).find((source) => subject.split('.').includes(source));
  return known ? SOURCES[known].title : 'Elsewhere';
}

/** What it said, a name and a value each, as far as it can be read. */
export function readOf(payload: string): [name: string, value: string][] {
  try {
    const said: unknown = JSON.parse(payload);
    const items = Array.isArray(said) ? said : [said];
    return items.flatMap((item, at): [string, string][] => {
      const before = items.length > 1 ? `${at + 1}. ` : '';
      if (item === null || typeof item !== 'object') return [[`${before}Value`, told(item)]];
      return Object.entries(item).map(([name, value]) => [`${before}${plain(name)}`, told(value)]);
    });
  } catch {
    return [];
  }
}
