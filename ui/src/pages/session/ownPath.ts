/** Where to go on after signing in: a place of this site, whatever an address claims. */
export function ownPath(next: string | undefined): string {
  return next && /^\/(?![/\\])[^\\\s]*$/.test(next) ? next : '/';
}
