/**
 * A message's HTML, to be looked at by somebody it was not sent to: as its reader sees it, without being counted as read.
 *
 * It is shown in a frame where nothing runs. Pictures that count openings are left out, and links lead nowhere, since both
 * would be told of a person who did neither.
 */
const COUNTING = '/r/';
/** Fonts that lie elsewhere, which our policy does not let in. */
const IMPORTS = /@import[^;]*;/gi;

export function harmless(html: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const one of page.querySelectorAll('script, base, meta[http-equiv], link')) one.remove();
  for (const styles of page.querySelectorAll('style')) styles.textContent = styles.textContent.replace(IMPORTS, '');
  for (const picture of page.querySelectorAll('img')) {
    if (pathOf(picture.getAttribute('src')).startsWith(COUNTING)) picture.remove();
  }
  for (const link of page.querySelectorAll('a[href], area[href]')) {
    link.setAttribute('target', '_blank'); // a frame that may open nothing opens nothing
    link.setAttribute('tabindex', '-1');
  }
  return `<!doctype html>${page.documentElement.outerHTML}`;
}

function pathOf(address: string | null): string {
  try {
    return new URL(address ?? '', 'https://nowhere.invalid').pathname;
  } catch {
    return '';
  }
}
