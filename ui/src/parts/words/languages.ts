/** "de-AT" as "Austrian German". */
import { nameFormat } from '@/parts/words/formats';

export function languageName(code: string): string {
  return nameFormat({ type: 'language' }).of(code) ?? code;
}
