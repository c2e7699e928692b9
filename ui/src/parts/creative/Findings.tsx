import { Badge, Group, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import type { BrandFinding } from '@/api/types';
import { sentence } from '@/parts/states/problems';
import { plain, SEVERITIES } from './brand';
import classes from './Findings.module.css';

interface Props {
  /** In the order that numbers in the picture have. */
  findings: readonly BrandFinding[];
  /** The rule of the kit behind each is said as well. */
  withWhy?: boolean;
}

/** What a brand kit finds, by the numbers that are drawn on the creative. */
export function Findings({ findings, withWhy = false }: Props) {
  if (findings.length === 0) {
    return (
      <Group gap={6} wrap="nowrap">
        <IconCircleCheck size={17} color="var(--ce-accent)" aria-hidden />
        <Text size="sm">As the brand kit asks</Text>
      </Group>
    );
  }
  return (
    <ol className={classes.findings} aria-label="What the brand kit finds">
      {findings.map(({ rule, severity, message, why, remedy, times = 1, places }, at) => {
        const excerpt = places?.find((place) => place.excerpt && !place.box)?.excerpt;
        return (
          <li key={`${rule}-${message}`} className={classes.finding}>
            <Badge size="sm" variant="light" color={SEVERITIES[severity].color} tt="none" className={classes.badge}>
              {at + 1} {SEVERITIES[severity].title}
            </Badge>
            <div>
              <Text size="sm">
                {sentence(plain(message))}
                {times > 1 && `, in ${times} places`}
              </Text>
              {excerpt && (
                <Text size="xs" className={classes.excerpt}>
                  “{excerpt}”
                </Text>
              )}
              {withWhy && (
                <Text size="xs" c="dimmed">
                  The kit: {plain(why)}
                </Text>
              )}
              <Text size="xs" c="dimmed">
                {plain(remedy)}
              </Text>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
