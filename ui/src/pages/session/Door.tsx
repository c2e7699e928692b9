import { Anchor, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { Mark } from '@/app/Mark';
import classes from './Door.module.css';

interface Props {
  title: string;
  /** One line below the title. */
  about?: string;
  isBackShown?: boolean;
  children: ReactNode;
}

/** What the pages before signing in look like. */
export function Door({ title, about, isBackShown = true, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Campaign Express`;
  }, [title]);
  return (
    <main className={classes.door}>
      <div className={classes.sheet}>
        <div className={classes.brand}>
          <Mark size={40} />
          <span>Campaign Express</span>
        </div>
        <Paper className={classes.paper}>
          <Stack gap="lg">
            <div>
              <Title order={1}>{title}</Title>
              {about && (
                <Text c="dimmed" mt={4}>
                  {about}
                </Text>
              )}
            </div>
            {children}
          </Stack>
        </Paper>
        {isBackShown && (
          <Anchor component={Link} to="/sign-in" size="sm">
            Back to signing in
          </Anchor>
        )}
      </div>
    </main>
  );
}
