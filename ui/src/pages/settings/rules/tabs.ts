export type RulesTab = 'approval' | 'gate' | 'delivery';

export const RULES: Record<RulesTab, { title: string; about: string }> = {
  approval: { title: 'Who approves', about: 'Who has to agree before a campaign runs.' },
  gate: {
    title: 'Checks before going live',
    about: 'What keeps a campaign from going live, and what is only worth knowing.',
  },
  delivery: { title: 'How often, and when', about: 'How much anybody is sent at most, and when nobody is disturbed.' },
};

export function tabOf(value: unknown): RulesTab | undefined {
  return typeof value === 'string' && value in RULES ? (value as RulesTab) : undefined;
}
