export type ExchangesTab = 'exchanges' | 'rates';

export const TABS: Record<ExchangesTab, { title: string; about: string }> = {
  exchanges: { title: 'Exchanges', about: 'Who may ask for bids, and whose campaigns answer.' },
  rates: { title: 'Exchange rates', about: 'What every bid and floor in another currency is converted by.' },
};

export function tabOf(value: unknown): ExchangesTab | undefined {
  return typeof value === 'string' && value in TABS ? (value as ExchangesTab) : undefined;
}
