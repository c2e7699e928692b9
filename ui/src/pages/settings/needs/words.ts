/** What vendors and platforms ask for, as somebody reads it who has their console open beside. */
import { listFormat } from '@/parts/words/formats';

export interface Need {
  title: string;
  hint?: string;
  placeholder?: string;
  /** What there is to choose; '' leaves it to the vendor. */
  options?: Record<string, string>;
  /** Several lines: keys and the like. */
  isLong?: boolean;
}

const NEEDS: Record<string, Need> = {
  'webhook.url': {
    title: 'Address',
    hint: 'Every message is posted there, signed',
    placeholder: 'https://hooks.example.com/messages',
  },
  'webhook.secret': {
    title: 'Signing secret',
    hint: 'The receiver checks by it that a call is ours',
  },
  'webhook.former_secret': {
    title: 'Signing secret before',
    hint: 'Signed with as well, while the receiver changes over',
  },
  account_sid: { title: 'Account SID', hint: 'AC and 32 characters', placeholder: 'AC…' },
  messaging_service_sid: {
    title: 'Messaging service SID',
    hint: 'MG and 32 characters, if you send through one',
    placeholder: 'MG…',
  },
  prices: {
    title: 'Prices',
    hint: 'What a segment costs by the beginning of the number; * is everywhere else',
    placeholder: 'USD +1=0.0083 +49=0.085 *=0.1',
  },
  help_text: { title: 'Answer to HELP', hint: 'Sent to whoever asks who is writing' },
  auth_token: { title: 'Auth token', hint: 'Beside the account SID in the console' },
  team_id: { title: 'Team ID', hint: 'Ten characters, under Membership', placeholder: 'A1B2C3D4E5' },
  key_id: { title: 'Key ID', hint: 'Ten characters, of the key below', placeholder: 'A1B2C3D4E5' },
  topic: { title: 'App', hint: 'Its bundle id', placeholder: 'com.example.shop' },
  environment: { title: 'Environment', options: { '': 'Production', development: 'Development' } },
  private_key: {
    title: 'Key',
    hint: 'The whole of the .p8 file',
    placeholder: '-----BEGIN PRIVATE KEY-----',
    isLong: true,
  },
  service_account: {
    title: 'Service account key',
    hint: 'The whole of the JSON file',
    placeholder: '{ "type": …',
    isLong: true,
  },
  region: { title: 'Region', options: { '': 'Global', eu: 'European Union' } },
  replay_window_s: {
    title: 'Seconds an event stays believable',
    hint: 'Older ones are taken for replays; 600 if left out',
  },
  event_public_key: {
    title: 'Verification key of its events',
    hint: 'From the Event Webhook; proves that events are its own',
  },
  tracking: { title: 'Links', options: { '': 'Counted here', vendor: 'Rewritten and counted by the vendor' } },
  api_key: { title: 'API key' },
  host: { title: 'Server', placeholder: 'smtp.example.com' },
  port: { title: 'Port', placeholder: '465' },
  security: {
    title: 'Encryption',
    options: { tls: 'TLS from the first byte', starttls: 'STARTTLS', none: 'None: on a network of your own only' },
  },
  'smtp.username': { title: 'User name' },
  password: { title: 'Password' },
  subject: { title: 'Contact', hint: 'Whom push services turn to', placeholder: 'mailto:ops@example.com' },
  vapid_private_key: { title: 'VAPID private key', isLong: true },
  advertiser_id: { title: 'Advertiser ID' },
  ad_account_id: { title: 'Ad account ID', hint: 'The number, without act_' },
  profile_id: { title: 'Profile ID' },
  member_id: { title: 'Member ID' },
  country: { title: 'Country of its data', hint: 'Two letters', placeholder: 'DE' },
  data_url: { title: 'Data centre', hint: 'The address it was given', placeholder: 'https://…' },
  report_schedule_id: { title: 'Report schedule ID', hint: 'Of a daily report set up there' },
  client_id: { title: 'Client ID' },
  client_secret: { title: 'Client secret' },
  refresh_token: { title: 'Refresh token' },
  access_token: { title: 'Access token' },
  username: { title: 'User name' },
  api_token: { title: 'API token' },
  data_secret: { title: 'Data secret' },
};

export function needOf(vendor: string, name: string): Need {
  const words = name.replaceAll('_', ' ');
  return NEEDS[`${vendor}.${name}`] ?? NEEDS[name] ?? { title: words.charAt(0).toUpperCase() + words.slice(1) };
}

/** "an API key and a server": for a sentence that says what to have at hand. */
export function listed(words: readonly string[]): string {
  return listFormat({ type: 'conjunction' }).format(words);
}
