/** The sides of a campaign that its page shows one at a time; which one is kept in the address. */
export const TABS = {
  overview: 'Overview',
  checks: 'Checks and approval',
  content: 'What it says',
  results: 'Results and auctions',
};

export type Tab = keyof typeof TABS;

/** Of an address's query. */
export function tabOf(query: Record<string, unknown>): { tab?: Tab } {
  return typeof query.tab === 'string' && query.tab in TABS ? { tab: query.tab as Tab } : {};
}
