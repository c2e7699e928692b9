import { Anchor, Group, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import type { BrandFinding, Creative } from '@/api/types';
import { marksIn, outlinesOf } from './brand';
import { Picture } from './Picture';
import classes from './Shown.module.css';

interface Props {
  creative: Creative;
  /** As they are listed beside it. */
  findings: readonly BrandFinding[];
}

/** A creative as its reader would see it, with what the brand kit finds drawn where it is. */
export function Shown({ creative, findings }: Props) {
  const { format, media_url, html, vast_url, companion, width, height, name } = creative;
  if (format === 'native') return <Native creative={creative} findings={findings} />;
  if (html) return <Markup html={html} title={name} width={width} height={height} findings={findings} />;
  if (format === 'banner') {
    const marks = marksIn(findings, 'media_url');
    return <Picture src={media_url ?? ''} alt={name} width={width} height={height} marks={marks} />;
  }
  return (
    <div className={classes.stack}>
      {vast_url && (
        <Text size="sm">
          Another ad server plays it:{' '}
          <Anchor href={vast_url} target="_blank" rel="noreferrer noopener">
            {new URL(vast_url).hostname}
          </Anchor>
        </Text>
      )}
      {media_url && format === 'video' && (
        // biome-ignore lint/a11y/useMediaCaption: adverts bring none
        <video src={media_url} controls preload="metadata" width={width} className={classes.video} aria-label={name} />
      )}
      {media_url && format === 'audio' && (
        // biome-ignore lint/a11y/useMediaCaption: adverts bring none
        <audio src={media_url} controls preload="metadata" className={classes.video} aria-label={name} />
      )}
      {companion && (
        <Picture
          src={companion.url}
          alt={`Beside ${name}`}
          width={companion.width}
          height={companion.height}
          marks={marksIn(findings, 'companion')}
        />
      )}
    </div>
  );
}

interface MarkupProps {
  html: string;
  title: string;
  width?: number;
  height?: number;
  findings?: readonly BrandFinding[];
}

/** Markup as it is shown, in a frame that can reach nothing of ours and runs no scripts; what is wrong with it is outlined. */
export function Markup({ html, title, width = 300, height = 250, findings = [] }: MarkupProps) {
  const { ref, width: room } = useElementSize();
  const scale = room > 0 ? Math.min(1, room / width) : 1;
  const style = `<style>body{margin:0}${outlinesOf(findings)}</style>`;
  const page = `<!doctype html><meta charset="utf-8">${style}${html.replaceAll(CLICK, '#')}`;
  return (
    <div ref={ref} className={classes.room} style={{ height: height * scale }}>
      <iframe
        title={title}
        srcDoc={page}
        sandbox=""
        referrerPolicy="no-referrer"
        width={width}
        height={height}
        tabIndex={-1}
        className={classes.markup}
        style={{ transform: `scale(${scale})` }}
      />
    </div>
  );
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: exchanges replace it
const CLICK = '${CLICK_URL}';

function Native({ creative, findings }: Props) {
  const { title = '', body = '', media_url, native, name, width, height } = creative;
  return (
    <div className={classes.native}>
      {media_url && (
        <Picture src={media_url} alt={name} width={width} height={height} marks={marksIn(findings, 'media_url')} />
      )}
      <div className={classes.words}>
        <Group gap={8} wrap="nowrap">
          {native?.icon && (
            <Picture
              src={native.icon.url}
              alt=""
              width={Math.min(native.icon.width, 40)}
              height={Math.min(native.icon.height, 40)}
            />
          )}
          <Text size="xs" c="dimmed">
            Sponsored{native?.sponsored && ` by ${native.sponsored}`}
          </Text>
        </Group>
        <Text fw={650}>{title}</Text>
        {body && <Text size="sm">{body}</Text>}
        {native?.body_2 && <Text size="sm">{native.body_2}</Text>}
        {(native?.price || native?.sale_price) && (
          <Text size="sm">
            {native.sale_price ? <b>{native.sale_price}</b> : native.price}{' '}
            {native.sale_price && native.price && <s>{native.price}</s>}
          </Text>
        )}
        {native?.cta && <span className={classes.cta}>{native.cta}</span>}
      </div>
    </div>
  );
}
