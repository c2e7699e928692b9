/** Files that take a token to fetch, saved as a browser saves them. */
import { showDone } from '@/parts/states/problems';

/** `await save(body(api.GET('...', { parseAs: 'blob' })), 'audit.csv')` */
export async function save(file: Promise<unknown>, name: string): Promise<void> {
  const address = URL.createObjectURL((await file) as Blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  showDone(`${name} is saved.`);
}
