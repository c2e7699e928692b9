/** What channels are called. */
import type { Channel } from '@/api/types';

export const CHANNELS: Record<Channel, string> = {
  paid_media: 'Paid media',
  email: 'E-mail',
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  push: 'Push',
  web_push: 'Web push',
  in_app: 'In-app',
  content_card: 'Content card',
  webhook: 'Webhook',
  in_store: 'In store',
  web: 'Website',
};

/** Also of what the API sends as plain words, `any` among them. */
export function channelOf(name: string): string {
  return CHANNELS[name as Channel] ?? (name === 'any' || name === '' ? 'Every channel' : name);
}
