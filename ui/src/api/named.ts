/** The API's names of fields, as pages call them: nobody who fills in a form has ever read one. */

/** What forms call a field, by the end of its path. A field that says its own name in words is not here. */
export const LABELS: Readonly<Record<string, string>> = {
  advertiser_domain: 'Advertiser',
  objective: 'What it is for',
  budget: 'Total',
  daily_budget: 'At most a day',
  daily: 'At most a day',
  'budget.total': 'Total',
  'budget.time_zone': 'Its clock',
  base_cpm: 'Usual price of a thousand',
  max_cpm: 'Highest price of a thousand',
  starts_at: 'Start',
  ends_at: 'End',
  domains: 'Only on these sites and apps',
  blocked_domains: 'Never on these',
  segments_any: 'People in any of these segments',
  segments_none: 'But in none of these',
  landing_url: 'Leads to',
  media_url: 'Where its file is',
  mime: 'Where its file is',
  duration_s: 'Seconds',
  html: 'Markup',
  'native.sponsored': 'Sponsored by',
  'native.cta': 'What its button says',
  folder_id: 'Folder',
  'rights.holder': 'Whose it is',
  usable_from: 'May be used from',
  usable_until: 'May be used until',
  least_width_px: 'At least so wide',
  least_height_px: 'At least so high',
  clear_space: 'Free room around',
  background_tolerance: 'How far it may be from these',
  image_share_outside: 'Other colours in images',
  'tone.approved': 'Words you like',
  approved_at_least: 'At least so many of them in a creative',
  holdout_percent: 'Held out',
  per_minute: 'Messages a minute',
  'guard.percent': 'From so much on',
  'test.percent': 'Who gets them first',
  'test.event': 'What they do',
  path_prefix: 'Only below this path',
  postal_address: 'Postal address',
  reply_to: 'Answers go to',
  dkim_selectors: 'DKIM selectors',
  email_domains: 'Domains of addresses',
  client_id: 'Client ID',
  entity_id: 'Entity id',
  sso_url: 'Address of its single sign-on',
  'saml.certificates': 'Certificates it signs with',
  default_role: 'Role of those who join',
  session_hours: 'Hours until they sign on again',
  bid_url: 'Address of its bidder',
  per_usd: 'What one US dollar buys',
  qps_limit: 'Requests a second, at most',
  network_margin_ms: 'Milliseconds left to the network',
  sync_url: 'User syncs go on to',
  price_encryption: 'Prices in its notices',
  required_role: 'Who approves',
  min_approvals: 'How many of them',
  auto_approve_below: 'Not below a budget of',
  origins: 'Where its pages are',
};

/** A name that holds an underscore and stands by itself: neither quoted, nor within an address or an id. */
const RAW = /(?<![\w.'"/@:%-])[a-z][a-z0-9]*(?:[._][a-z0-9]+)*(?![\w'"/@%-]|\.\w)/g;
/** How what is said of a field begins, where the field itself is not said. */
const PREDICATE =
  /^(is|has|begins|contains|carries|names|says|shows|loads|never|lies|holds|means|links|ends|does|was|would|cannot) /;

/** What a page calls a field of the API, where nothing around it says so. */
export function named(path: string): string {
  const parts = path.split('.').filter((part) => !/^\d+$/.test(part));
  for (let at = 0; at < parts.length; at += 1) {
    const label = LABELS[parts.slice(at).join('.')];
    if (label) return `“${label}”`;
  }
  const words = (parts.at(-1) ?? path).replace(/_(micros|ms|px|ids?)$/, '').replaceAll('_', ' ');
  const number = path.split('.').findLast((part) => /^\d+$/.test(part));
  return number === undefined ? words : `${words} (number ${Number(number) + 1})`;
}

/** What is said of a field, in a page's words: for where the field is not to be seen. */
export function inPagesWords(said: string, field?: string | null): string {
  if (!field) return withoutNames(said);
  const about = predicateOf(said, field);
  if (about === null) return withoutNames(said);
  const subject = named(field);
  return PREDICATE.test(about) ? `${subject} ${withoutNames(about)}` : `${subject}: ${withoutNames(about)}`;
}

/** The same below the field's own label, which need not be said again. */
export function belowItsLabel(said: string, field: string): string {
  const about = predicateOf(said, field);
  if (about === null) return withoutNames(said);
  return PREDICATE.test(about) ? `It ${withoutNames(about)}` : withoutNames(about);
}

/** What is said after the field's name, or without any; null where it speaks of something else. */
function predicateOf(said: string, field: string): string | null {
  if (said.startsWith(`${field} `)) return said.slice(field.length + 1);
  if (said.startsWith(`${field}: `)) return said.slice(field.length + 2);
  return PREDICATE.test(said) ? said : null;
}

function withoutNames(said: string): string {
  return said.replace(RAW, (name) => (name.includes('_') && !name.startsWith('utm_') ? named(name) : name));
}
