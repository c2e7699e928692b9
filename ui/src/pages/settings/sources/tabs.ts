export type EventsTab = 'sources' | 'schemas' | 'attributes' | 'aside';

export const TABS: Record<EventsTab, { title: string; about: string }> = {
  sources: { title: 'Sources', about: 'Where what people do comes in by.' },
  schemas: {
    title: 'What events say',
    about: 'What you expect of events, and whether those that do not fit are refused.',
  },
  attributes: { title: 'What is known of people', about: 'Attributes that are held to a type.' },
  aside: { title: 'Set aside', about: 'What came in and could not be taken in, kept until it is put right.' },
};

export function tabOf(value: unknown): EventsTab | undefined {
  return typeof value === 'string' && value in TABS ? (value as EventsTab) : undefined;
}
