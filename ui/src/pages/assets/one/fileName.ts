import { type Asset, mediaName } from '../words';

const ENDINGS: Record<string, string> = {
  JPEG: 'jpg',
  QuickTime: 'mov',
  Text: 'txt',
  Word: 'docx',
  Excel: 'xlsx',
  PowerPoint: 'pptx',
};

/** What an asset's file is saved as. */
export function fileName({ name, file }: Pick<Asset, 'name' | 'file'>): string {
  const media = mediaName(file.media_type);
  const ending = ENDINGS[media] ?? media.toLowerCase();
  const bare = name.replaceAll(/[\\/:*?"<>|]/g, '_');
  return bare.toLowerCase().endsWith(`.${ending}`) ? bare : `${bare}.${ending}`;
}
