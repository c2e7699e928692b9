/** What can be put into a message, as the browser of variables and completion show it. */
import type { Variables } from '../queries';
import type { Completion } from './editor';

export const KINDS = { values: 'Values', blocks: 'Blocks', filters: 'Filters', tags: 'Tags' } as const;
export type Kind = keyof typeof KINDS;

export interface Entry {
  name: string;
  note: string;
  type?: string;
  /** Of the person who is looked at; left out where there is none. */
  value?: unknown;
  /** What is put in. */
  text: string;
}

const TAGS: Record<string, [note: string, text: string]> = {
  if: ['Shows something to those whom it is true of', '{% if person.city %}\n\n{% endif %}'],
  unless: ['Shows something to all others', '{% unless person.city %}\n\n{% endunless %}'],
  for: ['Shows something for each of several', '{% for item in items.products %}\n\n{% endfor %}'],
  case: ['One of several, by a value', "{% case person.tier %}{% when 'gold' %}\n\n{% else %}\n\n{% endcase %}"],
  assign: ['Gives a value a name', "{% assign name = person.first_name | default: 'you' %}"],
  comment: ['Is sent to nobody', '{% comment %} {% endcomment %}'],
};

export function entriesOf({ variables, blocks, filters, tags }: Variables): Record<Kind, Entry[]> {
  return {
    values: variables.map(({ path, description, type, value }) => {
      const isLookup = path.includes('<');
      return {
        name: isLookup ? path.replace('<lookup in ', '').replace('>', '') : path,
        note: isLookup ? `${description} Look one up under “Values and links” first.` : description,
        type: type || undefined,
        value: path === 'person.id' ? undefined : (value ?? undefined), // a number of ours says nothing to anybody
        text: path.startsWith('links.') ? `{{ ${path} }}` : isLookup ? '{{ items. }}' : `{{ ${path} }}`,
      };
    }),
    blocks: blocks.map((name) => ({ name, note: 'A content block', text: `{% block '${name}' %}` })),
    filters: Object.entries(filters).map(([name, note]) => ({ name, note, text: ` | ${name}` })),
    tags: tags.map((name) => ({ name, note: TAGS[name]?.[0] ?? '', text: TAGS[name]?.[1] ?? `{% ${name} %}` })),
  };
}

export function completionsOf(known: Variables | undefined): Completion[] {
  if (!known) return [];
  return [
    ...known.variables
      .filter(({ path }) => !path.includes('<'))
      .map(({ path, description }) => ({ label: path, info: description || undefined, type: 'variable' as const })),
    ...Object.entries(known.filters).map(([name, note]) => ({
      label: name,
      info: note || undefined,
      type: 'function' as const,
    })),
    ...known.tags.map((name) => ({ label: name, type: 'keyword' as const })),
  ];
}
