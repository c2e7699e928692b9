import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMay, useMe } from '@/app/me';
import { isPage } from '@/app/pages';
import { PageHeader } from '@/parts/page/PageHeader';
import { ErrorState } from '@/parts/states/ErrorState';
import { Drafts } from './Drafts';
import { GoingOut } from './GoingOut';
import classes from './HomePage.module.css';
import { LiveNow } from './LiveNow';
import { News } from './News';
import { useDigest } from './queries';
import { Troubles } from './Troubles';
import { Waiting } from './Waiting';
import { greeting, summary } from './words';

/** What needs me: decisions first, then what goes wrong, what is on air, and what comes next. */
export default function HomePage() {
  const me = useMe();
  const mayRead = useMay('campaign:read');
  const mayWrite = useMay('campaign:write') && isPage('/campaigns/new');
  const { data, error, refetch } = useDigest();
  const create = mayWrite && (
    <Button component={Link} to={'/campaigns/new' as string} leftSection={<IconPlus size={18} aria-hidden />}>
      New campaign
    </Button>
  );
  return (
    <>
      <PageHeader title={greeting(me.name, new Date().getHours())} actions={create}>
        {data ? summary(data) : 'Looking at what needs you.'}
      </PageHeader>
      {error && !data && <ErrorState error={error} onRetry={refetch} />}
      <div className={classes.columns}>
        <div className={classes.column}>
          {mayRead && <Waiting waiting={data?.waiting} />}
          {mayRead && <Troubles troubles={data?.troubles} />}
          {mayRead && <LiveNow />}
        </div>
        <div className={classes.column}>
          <GoingOut entries={data?.going_out} />
          <News />
          {mayRead && <Drafts />}
        </div>
      </div>
    </>
  );
}
