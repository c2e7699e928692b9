/** What somebody can do; what cannot be done now stays within reach of the keyboard, so that everybody hears why. */
import { Button, type ButtonProps, Menu, Text, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import classes from './Act.module.css';

/** Why it cannot be done now; nothing where it can. */
type Why = string | null | undefined | false;

interface ActButtonProps extends ButtonProps {
  why: Why;
  onClick?: () => void;
}

export function ActButton({ why, onClick, ...rest }: ActButtonProps) {
  return (
    <Reason why={why}>
      <Button {...rest} {...impossible(why)} onClick={() => !why && onClick?.()} />
    </Reason>
  );
}

interface ActLinkProps extends ButtonProps {
  why: Why;
  to: string;
}

export function ActLink({ why, to, ...rest }: ActLinkProps) {
  return (
    <Reason why={why}>
      <Button
        {...rest}
        {...impossible(why)}
        component={Link}
        to={why ? '.' : to}
        onClick={(event: MouseEvent) => why && event.preventDefault()}
      />
    </Reason>
  );
}

interface ActItemProps {
  title: string;
  why: Why;
  icon?: ReactNode;
  onClick: () => void;
}

/** One of a menu. */
export function ActItem({ title, why, icon, onClick }: ActItemProps) {
  return (
    <Menu.Item
      leftSection={icon}
      closeMenuOnClick={!why}
      aria-disabled={why ? true : undefined}
      className={why ? classes.impossible : undefined}
      onClick={() => !why && onClick()}
    >
      <Text size="sm">{title}</Text>
      {why && (
        <Text size="xs" c="dimmed">
          {why}
        </Text>
      )}
    </Menu.Item>
  );
}

function Reason({ why, children }: { why: Why; children: ReactNode }) {
  return (
    <Tooltip label={why} disabled={!why} multiline maw={320}>
      {children}
    </Tooltip>
  );
}

function impossible(why: Why) {
  return why ? { 'data-disabled': true, 'aria-disabled': true, 'aria-description': why } : {};
}
