import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';

export function Back() {
  return (
    <Anchor component={Link} to="/journeys" size="sm">
      Journeys
    </Anchor>
  );
}
