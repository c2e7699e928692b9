/** A block as if it were all of a message, so that it can be looked at by itself. */
import type { Content, Wording } from '../content';
import type { BlockContent, Variant } from './queries';

const SECTIONS = /^\s*(<!--[\s\S]*?-->\s*)*<mj-(section|wrapper|hero|raw)\b/;
const COLUMNS = /^\s*(<!--[\s\S]*?-->\s*)*<mj-(column|group)\b/;

export function alone({ markup = 'html', default_locale }: BlockContent, { wordings }: Variant): Content {
  const worded = Object.entries(wordings).map(([locale, said]): [string, Wording] => [
    locale,
    markup === 'text' ? { body: said || ' ' } : { html: markup === 'mjml' ? wrapped(said) : said || ' ' },
  ]);
  return { markup: markup === 'mjml' ? 'mjml' : 'html', default_locale, wordings: Object.fromEntries(worded) };
}

function wrapped(said: string): string {
  const column = COLUMNS.test(said) ? said : `<mj-column>${said}</mj-column>`;
  const section = SECTIONS.test(said) ? said : `<mj-section>${column}</mj-section>`;
  return `<mjml><mj-body>${section}</mj-body></mjml>`;
}
