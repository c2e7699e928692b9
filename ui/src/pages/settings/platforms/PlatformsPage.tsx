import { Button, Group, Modal, Stack, Title } from '@mantine/core';
import { IconBuildingBroadcastTower, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { asProblem } from '@/api/problem';
import { useMay } from '@/app/me';
import { PageHeader } from '@/parts/page/PageHeader';
import { EmptyState } from '@/parts/states/EmptyState';
import { ErrorState } from '@/parts/states/ErrorState';
import { Health } from '../Health';
import { Lines, LinesLoading } from '../Lines';
import { AccountCard } from './AccountCard';
import { AudienceCard } from './AudienceCard';
import { ConnectPlatform } from './ConnectPlatform';
import { NewAudience } from './NewAudience';
import { useAccounts, useAudiences, usePlatforms, useSegments } from './queries';
import { everyOf, segmentName, standingOf } from './words';

interface Address {
  connect?: boolean;
  open?: string;
  audience?: string;
}

/** Accounts at demand-side platforms, and which segments they have as audiences. */
export default function PlatformsPage() {
  const { connect = false, open, audience }: Address = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayWrite = useMay('dsp:write');
  const platforms = usePlatforms();
  const accounts = useAccounts();
  const audiences = useAudiences();
  const segments = useSegments().data;
  const show = (search: Address) => void navigate({ to: '/settings/platforms', search, replace: true } as never);
  const error = platforms.error ?? accounts.error ?? audiences.error;
  const isThere = platforms.data && accounts.data && audiences.data;
  const labelOf = (key: string) => platforms.data?.find(({ platform }) => platform === key)?.label ?? key;
  const accountName = (id: string) => accounts.data?.find((one) => one.id === id)?.name ?? 'an account that is gone';
  const opened = accounts.data?.find(({ id }) => id === open);
  const shown = audiences.data?.find(({ id }) => id === audience);
  const isOff = error !== null && asProblem(error).isTurnedOff;
  const add = mayWrite && !isOff && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => show({ connect: true })}>
      Connect an account
    </Button>
  );
  return (
    <>
      <PageHeader title="Demand-side platforms" actions={add}>
        Accounts at platforms that bid elsewhere, and the segments they have as audiences.
      </PageHeader>
      {error && !isThere ? (
        <ErrorState
          error={error}
          onRetry={() => void Promise.all([platforms.refetch(), accounts.refetch(), audiences.refetch()])}
        />
      ) : !isThere ? (
        <LinesLoading />
      ) : accounts.data.length === 0 ? (
        <EmptyState icon={IconBuildingBroadcastTower} title="No platform is connected" action={add}>
          A connected platform is kept up to date about campaigns, and can have segments as audiences.
        </EmptyState>
      ) : (
        <Stack gap="lg" pb="xl">
          <Lines
            label="Accounts"
            lines={accounts.data.map((account) => ({
              id: account.id,
              title: account.name,
              note: labelOf(account.platform),
              aside: (
                <Health standing={account.enabled ? 'good' : 'paused'}>
                  {!account.enabled
                    ? 'Paused: nothing is sent to it'
                    : account.bid_url
                      ? 'On; bids are asked of it as well'
                      : 'On; no bids are asked of it'}
                </Health>
              ),
            }))}
            onOpen={(id) => show({ open: id })}
          />
          <Group justify="space-between">
            <Title order={2}>Audiences</Title>
            {mayWrite && (
              <Button variant="default" onClick={() => show({ audience: 'new' })}>
                Send a segment
              </Button>
            )}
          </Group>
          {audiences.data.length === 0 ? (
            'No platform has a segment of yours yet.'
          ) : (
            <Lines
              label="Audiences"
              lines={audiences.data.map((one) => {
                const { standing, words } = standingOf(one);
                return {
                  id: one.id,
                  title: one.name,
                  note: `${segmentName(segments, one.segment)} at ${accountName(one.account_id)}, ${everyOf(one.every_minutes)}`,
                  aside: <Health standing={standing}>{words}</Health>,
                };
              })}
              onOpen={(id) => show({ audience: id })}
            />
          )}
        </Stack>
      )}
      <Modal
        opened={connect && mayWrite && platforms.data !== undefined}
        onClose={() => show({})}
        title="Connect an account"
        size="lg"
        closeOnClickOutside={false}
      >
        <ConnectPlatform platforms={platforms.data ?? []} onDone={(id) => show({ open: id })} />
      </Modal>
      <Modal
        opened={opened !== undefined}
        onClose={() => show({})}
        title={opened?.name}
        size="lg"
        closeOnClickOutside={false}
      >
        {opened && (
          <AccountCard
            key={opened.id}
            account={opened}
            platform={platforms.data?.find(({ platform }) => platform === opened.platform)}
          />
        )}
      </Modal>
      <Modal
        opened={audience === 'new' && mayWrite && accounts.data !== undefined}
        onClose={() => show({})}
        title="Send a segment"
        closeOnClickOutside={false}
      >
        <NewAudience accounts={accounts.data ?? []} onDone={(id) => show({ audience: id })} />
      </Modal>
      <Modal opened={shown !== undefined} onClose={() => show({})} title={shown?.name}>
        {shown && (
          <AudienceCard
            key={shown.id}
            audience={shown}
            segment={segmentName(segments, shown.segment)}
            account={accountName(shown.account_id)}
          />
        )}
      </Modal>
    </>
  );
}
