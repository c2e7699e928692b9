import { Tooltip } from '@mantine/core';
import classes from './Swatches.module.css';

interface Props {
  colours: readonly { name: string; hex: string }[];
  isSmall?: boolean;
}

/** Colours beside each other; what each is called is one hover away, and read out. */
export function Swatches({ colours, isSmall = false }: Props) {
  return (
    <span className={classes.swatches}>
      {colours.map(({ name, hex }) => (
        <Tooltip key={name} label={`${name}, ${hex}`}>
          <span
            role="img"
            aria-label={`${name}, ${hex}`}
            className={classes.swatch}
            data-small={isSmall || undefined}
            style={{ background: hex }}
          />
        </Tooltip>
      ))}
    </span>
  );
}
