import { Skeleton, Stack } from '@mantine/core';
import { PageHeader } from '@/parts/page/PageHeader';
import { ErrorState } from '@/parts/states/ErrorState';
import classes from './AccountPage.module.css';
import { Devices } from './Devices';
import { Password } from './Password';
import { useWayIn } from './queries';
import { SecondFactor } from './SecondFactor';
import { WhoYouAre } from './WhoYouAre';

/** How somebody comes in, where they are signed in, and what they may do. */
export default function AccountPage() {
  const { data, error, refetch } = useWayIn();
  return (
    <>
      <PageHeader title="Your account">How you come in, where you are signed in, and what you can do.</PageHeader>
      <div className={classes.columns}>
        <Stack gap="lg">
          {error && !data && <ErrorState error={error} onRetry={refetch} />}
          {!data && !error && <Skeleton height={280} radius="lg" role="status" aria-label="Loading" />}
          {data && <Password wayIn={data} />}
          {data && !data.only_by && <SecondFactor isOn={data.has_second_factor} hasPassword={data.has_password} />}
        </Stack>
        <Stack gap="lg">
          <WhoYouAre />
          <Devices />
        </Stack>
      </div>
    </>
  );
}
