import { Stack, Text } from '@mantine/core';
import classes from './content.module.css';
import type { Template } from './queries';

type Stands = Pick<Template, 'live_version' | 'has_draft'>;

/** Whether anybody gets it, and whether a draft says something else. */
export function StandingMark({ template }: { template: Stands }) {
  const { live_version, has_draft } = template;
  return (
    <Stack gap={0}>
      <span className={classes.standing} data-standing={live_version === 0 ? 'draft' : has_draft ? 'changed' : 'live'}>
        {live_version === 0 ? 'Draft' : `Version ${live_version}`}
      </span>
      <Text span truncate size="xs" c="dimmed">
        {live_version === 0 ? 'Never published' : has_draft ? 'and a draft' : 'as published'}
      </Text>
    </Stack>
  );
}
