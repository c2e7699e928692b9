import { ActionIcon, Badge, Group, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Creative, Launch } from '@/api/types';
import { useMay } from '@/app/me';
import { Shown } from '@/parts/creative/Shown';
import { ActButton } from '@/parts/page/Act';
import { Panel } from '@/parts/page/Panel';
import { sentence } from '@/parts/states/problems';
import { useUnsaved } from '@/parts/writing/useUnsaved';
import classes from './CreativesPart.module.css';
import { NewCreative, type Writes } from './NewCreative';

interface Props {
  creatives: readonly Creative[];
  /** What joins once brief and budget are complete and its file is approved. */
  waiting?: Launch['waiting_creatives'];
  writes: Writes;
  /** The library's files can be used, and new ones uploaded into it. */
  hasLibrary: boolean;
  advertiser: string | null;
  /** Whose they are: `launch lau_1`. */
  of: string;
  onTakeOut: (which: { id: string; isWaiting: boolean }) => void;
}

export function CreativesPart({ creatives, waiting = [], writes, hasLibrary, advertiser, of, onTakeOut }: Props) {
  const subject = `new creative of ${of}`;
  const [begun] = useUnsaved(subject);
  const mayWrite = useMay('creative:write');
  const [isWriting, setWriting] = useState(begun !== null);
  const isEmpty = creatives.length + waiting.length === 0;
  return (
    <Panel
      title="Creatives"
      lead={isEmpty && 'What people see: at least one. They are held against every exchange that is bought on.'}
    >
      <Stack gap="md">
        {!isEmpty && (
          <ul className={classes.list}>
            {creatives.map((creative) => (
              <li key={creative.id} className={classes.one}>
                <div className={classes.shown}>
                  <Shown creative={creative} findings={[]} />
                </div>
                <Named
                  name={creative.name}
                  detail={
                    creative.width ? `${creative.format}, ${creative.width} × ${creative.height}` : creative.format
                  }
                  onTakeOut={mayWrite ? () => onTakeOut({ id: creative.id, isWaiting: false }) : undefined}
                />
              </li>
            ))}
            {waiting.map((wish) => (
              <li key={wish.id} className={classes.one}>
                <Named
                  name={wish.name}
                  detail={
                    wish.hindrance
                      ? sentence(wish.hindrance)
                      : wish.asset_id
                        ? 'Joins once its file is approved in the library'
                        : 'Joins once brief and budget are complete'
                  }
                  isWaiting
                  onTakeOut={mayWrite ? () => onTakeOut({ id: wish.id, isWaiting: true }) : undefined}
                />
              </li>
            ))}
          </ul>
        )}
        {isWriting ? (
          <NewCreative
            writes={writes}
            hasLibrary={hasLibrary}
            advertiser={advertiser}
            subject={subject}
            onClose={() => setWriting(false)}
          />
        ) : (
          <ActButton
            why={!mayWrite && 'Your roles do not let you change creatives'}
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setWriting(true)}
            style={{ alignSelf: 'flex-start' }}
          >
            Add a creative
          </ActButton>
        )}
      </Stack>
    </Panel>
  );
}

interface NamedProps {
  name: string;
  detail: string;
  isWaiting?: boolean;
  onTakeOut?: () => void;
}

function Named({ name, detail, isWaiting, onTakeOut }: NamedProps) {
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <div className={classes.words}>
        <Text size="sm" fw={600}>
          {name}{' '}
          {isWaiting && (
            <Badge size="sm" color="amber" variant="light" tt="none">
              Waiting
            </Badge>
          )}
        </Text>
        <Text size="xs" c="dimmed">
          {detail}
        </Text>
      </div>
      {onTakeOut && (
        <ActionIcon variant="subtle" color="gray" aria-label={`Take ${name} out`} onClick={onTakeOut}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}
