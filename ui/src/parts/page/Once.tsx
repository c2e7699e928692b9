import { ActionIcon, Alert, CopyButton, Group, Stack, TextInput, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface Props {
  label: string;
  secret: string;
  children: React.ReactNode;
}

/** Something that is shown this once. */
export function Once({ label, secret, children }: Props) {
  return (
    <Stack>
      <Alert color="amber" variant="light" title="Copy it now">
        {children}
      </Alert>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          label={label}
          readOnly
          value={secret}
          flex={1}
          ff="monospace"
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? 'Copied' : 'Copy'}>
              <ActionIcon variant="default" size={36} onClick={copy} aria-label={copied ? 'Copied' : `Copy ${label}`}>
                {copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}
