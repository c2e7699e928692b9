import { Badge, Button, Group, Textarea, Title } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { SECTIONS, type Section } from '@/parts/review/words';
import classes from './SectionCard.module.css';

interface Props {
  section: Section;
  /** Somebody has to read it: nobody has approved what it says. */
  isUnread: boolean;
  /** What differs from what was approved last, side by side. */
  differences?: ReactNode;
  /** What is to be changed here; left out for whoever cannot decide. */
  remark?: { value: string; onChange: (text: string) => void };
  comments?: ReactNode;
  children: ReactNode;
}

/** One section of what is decided on: what it says, what changed, what is said of it, and what is asked to be changed. */
export function SectionCard({ section, isUnread, differences, remark, comments, children }: Props) {
  const [isAsking, setAsking] = useState(false);
  const { title } = SECTIONS[section];
  return (
    <section className={classes.card} aria-labelledby={`section-${section}`}>
      <Group justify="space-between" gap="xs" mb="sm">
        <Title order={2} id={`section-${section}`} className={classes.title}>
          {title}
        </Title>
        <Badge variant="light" color={isUnread ? 'amber' : 'gray'} tt="none">
          {isUnread ? 'To be read' : 'As approved before'}
        </Badge>
      </Group>
      {children}
      {differences && <div className={classes.differences}>{differences}</div>}
      <div className={classes.foot}>
        {comments}
        {remark &&
          (isAsking || remark.value ? (
            <Textarea
              label={`To be changed: ${title.toLowerCase()}`}
              className={classes.remark}
              description="Goes back with your decision to request changes"
              autosize
              minRows={2}
              maxLength={2000}
              autoFocus={isAsking}
              value={remark.value}
              onChange={(event) => remark.onChange(event.currentTarget.value)}
              onBlur={() => setAsking(false)}
            />
          ) : (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              leftSection={<IconPencil size={15} aria-hidden />}
              onClick={() => setAsking(true)}
              aria-label={`Ask for a change: ${title.toLowerCase()}`}
            >
              Ask for a change
            </Button>
          ))}
      </div>
    </section>
  );
}
