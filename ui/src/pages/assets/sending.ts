/** A file on its way to the library, with how far it is: what `fetch` does not tell. */
import { newId } from '@/api/newId';
import { Problem, problemOf, unreachable } from '@/api/problem';
import { session } from '@/api/session';
import { mediaTypeOf } from './kinds';
import { type AssetFile, sizeOf } from './words';

const MOST_BYTES = 256 * 2 ** 20;

/** `onSent` hears of the part that is sent; from 1 on the file is being looked at. */
export async function sendFile(file: File, onSent: (share: number) => void, signal?: AbortSignal): Promise<AssetFile> {
  if (file.size === 0) throw refused('the file is empty', 'Save it again, then send it.');
  if (file.size > MOST_BYTES) {
    throw refused(`the file has ${sizeOf(file.size)}; the library takes ${sizeOf(MOST_BYTES)}`, 'Send a smaller one.');
  }
  const token = await session.token();
  const answer = await new Promise<Response>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/brand/assets/files');
    request.setRequestHeader('Content-Type', mediaTypeOf(file));
    request.setRequestHeader('X-Request-ID', newId());
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    request.upload.onload = () => onSent(1);
    request.onload = () => resolve(answerOf(request));
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(refused('it was stopped', null));
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
  if (!answer.ok) throw await problemOf(answer);
  return (await answer.json()) as AssetFile;
}

function answerOf(request: XMLHttpRequest): Response {
  const headers = { 'X-Request-ID': request.getResponseHeader('X-Request-ID') ?? '' };
  return new Response(request.responseText, { status: request.status, headers });
}

function refused(message: string, remedy: string | null): Problem {
  return new Problem(422, { code: 'invalid', message, remedy });
}
