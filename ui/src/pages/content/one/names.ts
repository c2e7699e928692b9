/** Names that Liquid can read: of lookups, fetches, blocks, catalogues and their fields. */
export const NAME_RULE = 'Small letters, digits and _';
const NAME = /^[a-z][a-z0-9_]{0,39}$/;

export function isName(said: string): boolean {
  return NAME.test(said);
}

/** What is wrong with a name; nothing while it is empty. */
export function nameError(said: string): string | undefined {
  return said && !isName(said) ? 'Begin with a small letter; then small letters, digits and _, at most 40' : undefined;
}
