/** How the code of a page arrives, which is asked for when somebody goes there. */
import { unreachable } from '@/api/problem';

const LAST_RELOAD = 'campaign-express:loaded-anew';
/** A document that was loaded anew so short a time ago is the newest there is. */
const NEWEST_FOR_MS = 30_000;

/**
 * What `load` imports. A part of an earlier build is gone once a newer one is served: then the document is loaded anew, since
 * the newer one has everything. Throws a `Problem` where nothing answers: what is on the screen stays.
 */
export async function bringing<T>(load: () => Promise<T>, reload = () => window.location.reload()): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!(await isAnswered())) throw unreachable();
    if (Date.now() - Number(sessionStorage.getItem(LAST_RELOAD)) < NEWEST_FOR_MS) throw error;
    sessionStorage.setItem(LAST_RELOAD, String(Date.now()));
    reload();
    return new Promise(() => {});
  }
}

async function isAnswered(): Promise<boolean> {
  try {
    return (await fetch('/live', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
