import { Button, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { When } from '@/parts/time/When';
import classes from './History.module.css';
import { Panel } from './Panel';

interface Happened {
  key: string;
  who: string;
  /** As it goes on after a name: "paused it". */
  did: string;
  comment?: string;
  at: string;
}

interface Props {
  /** The newest first. */
  happened: readonly Happened[];
  began: Pick<Happened, 'who' | 'at'>;
  /** How many are shown until somebody asks for all. */
  atFirst?: number;
  /** Of what it is about. */
  zone?: string;
  /** To the right of the title. */
  aside?: ReactNode;
}

/** Everything that happened to something and who did it. */
export function History({ happened, began, atFirst = Number.POSITIVE_INFINITY, zone, aside }: Props) {
  const [isAsked, setAsked] = useState(false);
  const isWhole = isAsked || happened.length <= atFirst;
  const shown: readonly Happened[] = isWhole
    ? [...happened, { key: 'began', did: 'began it', ...began }]
    : happened.slice(0, atFirst);
  return (
    <Panel title="History" aside={aside}>
      <ol className={classes.list}>
        {shown.map(({ key, who, did, comment, at }) => (
          <li key={key}>
            <Text size="sm">
              <b>{who}</b> {did}
            </Text>
            {comment && (
              <Text size="sm" className={classes.comment}>
                {comment}
              </Text>
            )}
            <Text size="xs" c="dimmed" component="div">
              <When at={at} zone={zone} />
            </Text>
          </li>
        ))}
      </ol>
      {!isWhole && (
        <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => setAsked(true)}>
          Show all {happened.length + 1}
        </Button>
      )}
    </Panel>
  );
}
