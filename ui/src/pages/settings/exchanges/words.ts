import { nameFormat, numberFormat } from '@/parts/words/formats';
import { listed } from '../needs/words';
import type { Exchange } from './queries';

export const OVERLAPS: Record<string, string> = {
  '0': 'End the old one at once',
  '3600': 'Keep the old one for an hour',
  '86400': 'Keep the old one for a day',
  '604800': 'Keep the old one for a week',
};

const count = (value: number) => numberFormat({}).format(value);

/** What it may reach, in a sentence. */
export function exchangeSentence(exchange: Exchange, nameOf: (tenantId: string) => string): string {
  if (exchange.revoked) return 'Turned away for good.';
  const whose =
    exchange.tenants.length > 3 ? `${exchange.tenants.length} tenants` : listed(exchange.tenants.map(nameOf));
  const pace = exchange.qps_limit > 0 ? `at most ${count(exchange.qps_limit)} times a second` : 'as often as it likes';
  const must = exchange.requires_creative_approval ? ' Only creatives it approved are bid with.' : '';
  const open = exchange.open ? ' It needs no secret: for a demo alone.' : '';
  return `It asks for bids of ${whose}, ${pace}, in ${listed(exchange.currencies)}.${must}${open}`;
}

/** Currencies by their names, as a browser knows them. */
export function currencyName(code: string): string {
  return nameFormat({ type: 'currency' }).of(code) ?? code;
}

const RATE = /^[0-9]{1,9}(\.[0-9]{1,9})?$/;

/** "EUR 0.92" a line, as a sheet or a bank gives it; a comma, semicolon, tab or equals sign between will do. */
export function readRates(text: string): { per_usd: Record<string, string>; wrong: string[] } {
  const per_usd: Record<string, string> = {};
  const wrong: string[] = [];
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const [code = '', rate = ''] = line.split(/[\s,;=]+/);
    const currency = code.toUpperCase();
    if (/^[A-Z]{3}$/.test(currency) && RATE.test(rate)) per_usd[currency] = rate;
    else wrong.push(line);
  }
  return { per_usd, wrong };
}

export function writtenRates(per_usd: Record<string, string>): string {
  return Object.entries(per_usd)
    .map(([currency, rate]) => `${currency} ${rate}`)
    .join('\n');
}
