import { Stack, Text } from '@mantine/core';
import classes from './content.module.css';
import type { Template } from './queries';

type Stands = Pick<Template, 'live_version' | 'has_draft'>;

/** Whether anybody gets it, and whether a draft says something else. */
export function StandingMark({ template, isInline = false }: { template: Stands; isInline?: boolean }) {
  const { live_version, has_draft } = template;
  const beside = live_version === 0 ? 'Never published' : has_draft ? 'and a draft' : 'as published';
  const stands = live_version === 0 ? 'draft' : has_draft ? 'changed' : 'live';
  const title = live_version === 0 ? 'Draft' : `Version ${live_version}`;
  if (isInline) {
    return (
      <span className={classes.standing} data-standing={stands}>
        {live_version === 0 ? 'Draft, never published' : `${title} ${beside}`}
      </span>
    );
  }
  return (
    <Stack gap={0}>
      <span className={classes.standing} data-standing={stands}>
        {title}
      </span>
      <Text span truncate size="xs" c="dimmed">
        {beside}
      </Text>
    </Stack>
  );
}
