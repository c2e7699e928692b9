/** Which launch is being filled in: kept in the address, so that it is taken up again after a reload. */
export function launchOf(query: Record<string, unknown>): { launch?: string } {
  return typeof query.launch === 'string' ? { launch: query.launch } : {};
}
