import { ActionIcon, CopyButton, Group, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './Copied.module.css';

interface Props {
  /** What it is: "Redirect address". */
  label: string;
  value: string;
  /** Of several lines: a snippet. */
  isLong?: boolean;
}

/** Something to be pasted elsewhere, exactly as it stands. */
export function Copied({ label, value, isLong = false }: Props) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={2}>
        {label}
      </Text>
      <Group gap="xs" wrap="nowrap" align={isLong ? 'flex-start' : 'center'}>
        <code className={classes.value}>{value}</code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? 'Copied' : 'Copy'}>
              <ActionIcon variant="default" size={34} onClick={copy} aria-label={copied ? 'Copied' : `Copy ${label}`}>
                {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </Group>
    </div>
  );
}
