import { Center, Text } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { type CSSProperties, useState } from 'react';
import type { Mark } from './brand';
import classes from './Picture.module.css';

interface Props {
  src: string;
  alt: string;
  width?: number;
  height?: number;
  marks?: readonly Mark[];
}

/** A picture, no larger than it is, with what the brand kit finds in it drawn where it is. */
export function Picture({ src, alt, width = 0, height = 0, marks = [] }: Props) {
  const [size, setSize] = useState({ width, height });
  const [isLost, setLost] = useState(false);
  const frame = { '--width': `${width || 320}px`, aspectRatio: width && height ? `${width} / ${height}` : undefined };
  if (isLost) {
    return (
      <Center className={classes.lost} style={frame as CSSProperties}>
        <IconPhotoOff size={24} stroke={1.5} aria-hidden />
        <Text size="xs" ta="center">
          The picture does not load from {new URL(src, location.origin).hostname}.
        </Text>
      </Center>
    );
  }
  return (
    <div className={classes.picture} style={frame as CSSProperties}>
      <img
        src={src}
        alt={alt}
        referrerPolicy="no-referrer"
        onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
          setSize({ width: naturalWidth || width, height: naturalHeight || height })
        }
        onError={() => setLost(true)}
      />
      {size.width > 0 &&
        marks.map(({ number, severity, box }) => (
          <span
            key={`${number}-${box.x}-${box.y}`}
            className={classes.mark}
            data-severity={severity}
            style={{
              left: `${(100 * box.x) / size.width}%`,
              top: `${(100 * box.y) / size.height}%`,
              width: `${(100 * box.width) / size.width}%`,
              height: `${(100 * box.height) / size.height}%`,
            }}
          >
            <b>
              <span className={classes.hidden}>Finding </span>
              {number}
            </b>
          </span>
        ))}
    </div>
  );
}
