/** As programs write names of events and attributes: letters, digits and underscores. */
export function asName(typed: string): string {
  return typed
    .toLowerCase()
    .replace(/\s+/g, '_')
    .replace(/[^a-z0-9_.]/g, '');
}
