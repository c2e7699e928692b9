import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { shortcutKey } from '@/parts/words/keys';
import { EmptyState } from './EmptyState';

export function NotFound() {
  return (
    <EmptyState
      isPage
      icon={IconMapOff}
      title="There is no such page"
      action={
        <Button component={Link} to="/" variant="light">
          Back to the beginning
        </Button>
      }
    >
      The address may be misspelt, or what it led to may be gone. {shortcutKey()}-K finds pages, campaigns and much
      else.
    </EmptyState>
  );
}
