/** "de-AT" as "Austrian German". */
export function languageName(code: string): string {
  return new Intl.DisplayNames(undefined, { type: 'language' }).of(code) ?? code;
}
