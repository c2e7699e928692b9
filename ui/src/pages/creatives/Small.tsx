import { IconAd2, IconCode, IconMovie, IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import type { Creative } from '@/api/types';
import classes from './Small.module.css';

const ICONS = { banner: IconAd2, native: IconAd2, video: IconMovie, audio: IconVolume };

/** A creative at a glance: its picture, or what kind of thing it is. */
export function Small({ creative: { format, media_url, html } }: { creative: Creative }) {
  const [isLost, setLost] = useState(false);
  const isSeen = (format === 'banner' || format === 'native') && media_url && !html && !isLost;
  const Kind = html ? IconCode : ICONS[format];
  return (
    <span className={classes.small}>
      {isSeen ? (
        <img src={media_url} alt="" referrerPolicy="no-referrer" loading="lazy" onError={() => setLost(true)} />
      ) : (
        <Kind size={18} stroke={1.5} aria-hidden />
      )}
    </span>
  );
}
