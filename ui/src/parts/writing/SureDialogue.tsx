import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Trouble } from '@/parts/states/Trouble';

interface Props {
  title: string;
  /** What comes of it, and what stays. */
  children: ReactNode;
  /** What is pressed by whoever is sure: "Take it out". */
  yes: string;
  /** Nothing is lost by it. */
  isHarmless?: boolean;
  /** It cannot be done now: `children` say why. */
  isImpossible?: boolean;
  isPending: boolean;
  /** Why it was not done. */
  error?: unknown;
  onSure: () => void;
  onClose: () => void;
}

/** Asks once more before something is lost, with what comes of it. */
export function SureDialogue({
  title,
  children,
  yes,
  isHarmless = false,
  isImpossible = false,
  isPending,
  error,
  onSure,
  onClose,
}: Props) {
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack>
        <Text size="sm">{children}</Text>
        {Boolean(error) && <Trouble error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button color={isHarmless ? undefined : 'red'} disabled={isImpossible} loading={isPending} onClick={onSure}>
            {yes}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
