import { Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import type { Channel } from '@/api/types';
import { harmless } from '@/parts/harmless';
import { Facts } from '@/parts/page/Facts';
import { plain, told } from '@/parts/words/values';
import type { Preview } from '../queries';
import { type Scheme, under } from './dark';
import classes from './Preview.module.css';

export type Device = 'desktop' | 'phone';
const DESKTOP_PX = 700;
const TALL_PX = 620;

interface Props {
  preview: Preview;
  channel: Channel;
  device: Device;
  scheme: Scheme;
}

/** A message as its reader sees it: where it is a page, in a frame where nothing runs and nothing reaches out. */
export function Shown({ preview, channel, device, scheme }: Props) {
  const { subject, html, text, title, body, data, media_urls } = preview;
  const { image_url, buttons, url, ...more } = data as Record<string, unknown>;
  const words = [body, text].find(Boolean) ?? '';
  const isCard = Boolean(title || body || image_url || buttons);
  const rest = Object.entries(more);
  return (
    <div className={classes.stage} data-scheme={scheme} data-device={device}>
      {channel === 'email' && (
        <div className={classes.inbox}>
          <Text component="div" size="sm" fw={600} className={classes.line}>
            {subject || 'Without a subject'}
          </Text>
        </div>
      )}
      {html && <Page html={html} title={subject || title || 'The message'} device={device} scheme={scheme} />}
      {!html && channel === 'email' && <div className={classes.plain}>{text}</div>}
      {!html && channel !== 'email' && !isCard && words && <div className={classes.bubble}>{words}</div>}
      {isCard && (
        <div className={classes.card}>
          {typeof image_url === 'string' && image_url && <img src={image_url} alt="" className={classes.picture} />}
          {title && (
            <Text component="div" fw={600} className={classes.line}>
              {title}
            </Text>
          )}
          {words && <div className={classes.words}>{words}</div>}
          {Array.isArray(buttons) && buttons.length > 0 && (
            <div className={classes.buttons}>
              {(buttons as { label?: string }[]).map(({ label }, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two may say the same
                <span key={at} className={classes.button}>
                  {label || 'Without words'}
                </span>
              ))}
            </div>
          )}
        </div>
      )}
      {media_urls.map((address) => (
        <img key={address} src={address} alt="" className={classes.picture} />
      ))}
      {rest.length > 0 && (
        <div className={classes.plain}>
          <Facts facts={rest.map(([name, value]) => [plain(name), told(value)])} />
        </div>
      )}
      {typeof url === 'string' && url && (
        <Text size="xs" className={classes.opens}>
          A tap opens {url}
        </Text>
      )}
    </div>
  );
}

/** At the width of its device, however wide it is shown here. */
function Page({ html, title, device, scheme }: { html: string; title: string; device: Device; scheme: Scheme }) {
  const { ref, width } = useElementSize();
  const shown = useMemo(() => under(harmless(html), scheme), [html, scheme]);
  const scale = device === 'desktop' && width > 0 ? Math.min(1, width / DESKTOP_PX) : 1;
  const style =
    device === 'desktop'
      ? { width: scale < 1 ? DESKTOP_PX : '100%', height: TALL_PX / scale, transform: `scale(${scale})` }
      : { width: '100%', height: TALL_PX };
  return (
    <div ref={ref} className={classes.window} style={{ height: TALL_PX }}>
      <iframe className={classes.frame} sandbox="" srcDoc={shown} title={title} style={style} />
    </div>
  );
}
