import { Text } from '@mantine/core';
import { eventWords } from '@/parts/predicates/sentences';
import { When } from '@/parts/time/When';
import { channelOf } from '@/parts/words/channels';
import { counted } from '@/parts/words/counted';
import type { Moment } from '../queries';
import { reasonWords } from '../words';
import classes from './Clock.module.css';

type Message = NonNullable<Moment['message']>;

/** A message as its reader would see it, or why they do not. Markup runs in a frame that can reach nothing of ours. */
export function Letter({ message }: { message: Message }) {
  const { channel, status, address, subject, html, text, title, body, missing, verdicts, note } = message;
  const last = verdicts.at(-1);
  return (
    <div className={classes.letter}>
      <Text size="xs" c="dimmed" component="div" mb={4}>
        {channelOf(channel)}
        {address && ` to ${address}`}
        {message.segments > 1 && `, ${counted(message.segments, 'segment')}`}
      </Text>
      {status !== 'sent' && (
        <Text size="sm" component="div">
          {reasonWords(last?.reason || note || message.reason)}
          {last?.until && (
            <>
              {' '}
              until <When at={last.until} />
            </>
          )}
        </Text>
      )}
      {(subject || title) && (
        <Text fw={650} size="sm">
          {subject || title}
        </Text>
      )}
      {html ? (
        <iframe
          title={subject || 'What they see'}
          srcDoc={html}
          sandbox=""
          referrerPolicy="no-referrer"
          className={classes.frame}
        />
      ) : (
        (body || text) && <Text className={classes.text}>{body || text}</Text>
      )}
      {missing.length > 0 && (
        <Text size="xs" c="var(--mantine-color-error)" mt={4}>
          Nobody had a value for {missing.map(eventWords).join(', ')}.
        </Text>
      )}
    </div>
  );
}
