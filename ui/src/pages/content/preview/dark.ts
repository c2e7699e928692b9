/** How a mail program shows a message to somebody whose screen is dark, or is not. */

export type Scheme = 'light' | 'dark';

const ASKS_DARK = /\(\s*prefers-color-scheme\s*:\s*dark\s*\)/gi;
const ASKS_LIGHT = /\(\s*prefers-color-scheme\s*:\s*light\s*\)/gi;
const HOLDS = '(min-width: 0px)';
const NEVER = '(max-width: 0px)';
const INVERTED =
  '<style>html{filter:invert(0.92) hue-rotate(180deg);background:#fff}img,video,[background],[style*="background-image"]{filter:invert(1) hue-rotate(180deg)}</style>';

/** Whether it has styles of its own for dark screens. */
export function hasDarkStyles(html: string): boolean {
  return html.search(ASKS_DARK) >= 0;
}

/** With its dark styles where it has some, else with its colours turned over, as some programs do. */
export function under(html: string, scheme: Scheme): string {
  if (scheme === 'light') return html.replace(ASKS_DARK, NEVER).replace(ASKS_LIGHT, HOLDS);
  if (hasDarkStyles(html)) return html.replace(ASKS_DARK, HOLDS).replace(ASKS_LIGHT, NEVER);
  return /<\/head>/i.test(html) ? html.replace(/<\/head>/i, `${INVERTED}$&`) : INVERTED + html;
}
