/** What somebody has looked at that is no creative yet. */
export interface Written {
  /** By the name of the part. */
  texts: Record<string, string>;
  html: string;
  images: readonly File[];
}

export const TEXTS: Record<string, string> = { title: 'Title', body: 'Text', 'native.cta': 'What its button says' };

/** As JSON carries a file. */
export async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(binary);
}
