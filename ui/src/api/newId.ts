/** Names a request, or a thing that is to happen once however often it is asked for. */
export function newId(): string {
  // randomUUID is there over HTTPS and on localhost alone
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
