import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { asProblem } from '@/api/problem';

/** Says what went wrong and what to do, where no form does. */
export function showProblem(error: unknown): void {
  const problem = asProblem(error);
  notifications.show({
    title: sentence(problem.message),
    message: problem.remedy,
    color: 'red',
    icon: <IconAlertTriangle size={18} aria-hidden />,
    autoClose: 10_000,
    role: 'alert',
  });
}

export function showDone(message: string): void {
  notifications.show({ message, color: 'pine', role: 'status' });
}

/** The API speaks in lower case; a title begins with a capital. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
