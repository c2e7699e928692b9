import { ActionIcon, Button, Group, Loader, NativeSelect, Text, UnstyledButton } from '@mantine/core';
import { IconArrowLeft, IconMailOpened } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { Ago } from '@/parts/time/When';
import { CHANNELS, channelOf } from '@/parts/words/channels';
import { LetterView } from './LetterView';
import classes from './OutboxPage.module.css';
import { type Filters, type Summary, useLetters } from './queries';

interface Search extends Filters {
  message?: string;
}

/** Everything that was delivered on this machine, as its readers see it. */
export default function OutboxPage() {
  const { message, ...filters }: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useLetters(filters);
  const letters = useMemo(() => data?.pages.flatMap((page) => page.messages) ?? [], [data]);
  const show = (search: Search) => void navigate({ to: '/outbox', search, replace: true } as never);
  const chosen = message ?? letters[0]?.message_id;
  const isFiltered = Boolean(filters.channel || filters.person);
  return (
    <>
      <PageHeader title="Outbox">
        Messages that stayed here instead of going out, as their readers would see them.
      </PageHeader>
      <Group gap="sm" mb="md" data-chosen={message ? true : undefined} className={classes.filters}>
        <NativeSelect
          aria-label="Channel"
          data={[
            { value: '', label: 'Any channel' },
            ...Object.entries(CHANNELS).map(([value, label]) => ({ value, label })),
          ]}
          value={filters.channel ?? ''}
          onChange={({ currentTarget }) =>
            show({ ...filters, channel: (currentTarget.value || undefined) as Filters['channel'] })
          }
        />
        {filters.person && (
          <Button variant="default" onClick={() => show({ channel: filters.channel })}>
            Of everybody, not one person
          </Button>
        )}
      </Group>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : isPending ? (
        <Loader type="dots" aria-label="Loading" />
      ) : letters.length === 0 && !message ? (
        <EmptyState icon={IconMailOpened} title={isFiltered ? 'No message is like that' : 'Nothing was sent yet'}>
          Without a vendor’s account messages are kept here instead of going out, so that you can try everything safely.
          Publish a journey, schedule a broadcast or send yourself a test of a template, and read it here.
        </EmptyState>
      ) : (
        <div className={classes.both} data-chosen={message ? true : undefined}>
          <div className={classes.list}>
            <ul className={classes.letters} aria-label="Messages">
              {letters.map((letter) => (
                <li key={letter.message_id}>
                  <Row
                    letter={letter}
                    isChosen={letter.message_id === chosen}
                    onChoose={() => show({ ...filters, message: letter.message_id })}
                  />
                </li>
              ))}
            </ul>
            {hasNextPage && (
              <Button variant="subtle" fullWidth loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                Show earlier ones
              </Button>
            )}
          </div>
          <section className={classes.letter} aria-label="The message">
            <ActionIcon
              variant="default"
              size="lg"
              mb="sm"
              hiddenFrom="sm"
              aria-label="Back to all messages"
              onClick={() => show(filters)}
            >
              <IconArrowLeft size={18} aria-hidden />
            </ActionIcon>
            {chosen && <LetterView key={chosen} messageId={chosen} />}
          </section>
        </div>
      )}
    </>
  );
}

interface RowProps {
  letter: Summary;
  isChosen: boolean;
  onChoose: () => void;
}

function Row({ letter, isChosen, onChoose }: RowProps) {
  return (
    <UnstyledButton className={classes.row} aria-current={isChosen || undefined} onClick={onChoose}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" fw={600} truncate>
          {letter.address}
        </Text>
        <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          <Ago at={letter.at} />
        </Text>
      </Group>
      <Text size="sm" truncate>
        {letter.subject || 'Without words'}
      </Text>
      <Text size="xs" c="dimmed" truncate>
        {channelOf(letter.channel)} from {letter.sender_name || letter.sender || 'nobody in particular'}
      </Text>
    </UnstyledButton>
  );
}
