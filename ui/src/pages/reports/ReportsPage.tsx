import { Tabs, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useHeld } from '@/app/me';
import { SpanChoice } from '@/parts/courses/CoursePanel';
import { PageHeader } from '@/parts/page/PageHeader';
import { grouped } from '@/parts/words/formats';
import { Auctions } from './Auctions';
import { type Look, SIDES, type Side } from './address';
import { Media } from './Media';
import { Messages } from './Messages';
import { useProgress } from './queries';

/** What came of it all, each number beside the one before. */
export default function ReportsPage() {
  const look: Look = useSearch({ strict: false });
  const navigate = useNavigate();
  const held = useHeld();
  const sides = (Object.keys(SIDES) as Side[]).filter((one) => held.has(SIDES[one].needs));
  const side = look.side && sides.includes(look.side) ? look.side : (sides[0] ?? 'media');
  const { span = 'week' } = look;
  const change = (changed: Partial<Look>) =>
    void navigate({ to: '/reports', search: { ...look, ...changed }, replace: true } as never);
  return (
    <>
      <PageHeader
        title="Reports"
        actions={side !== 'messages' && <SpanChoice span={span} onChange={(next) => change({ span: next })} />}
      >
        What came of it all, each number beside the one before.
      </PageHeader>
      <Tabs value={side} keepMounted={false} onChange={(next) => change({ side: next as Side })}>
        <Tabs.List mb="md" aria-label="Reports">
          {sides.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {SIDES[one].title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="media">
          <Media look={look} span={span} onChange={change} />
        </Tabs.Panel>
        <Tabs.Panel value="messages">
          <Messages channel={look.channel} onChannel={(channel) => change({ channel })} />
        </Tabs.Panel>
        <Tabs.Panel value="auctions">
          <Auctions span={span} />
        </Tabs.Panel>
      </Tabs>
      {held.has('analytics:read') && side !== 'messages' && <Progress />}
    </>
  );
}

function Progress() {
  const { data } = useProgress();
  if (!data) return null;
  const waiting = data.last_sequence - data.done_sequence;
  return (
    <Text size="xs" c="dimmed" py="md">
      {data.drained || waiting <= 0
        ? 'Everything that has happened so far is counted.'
        : `${grouped(waiting)} events that have happened are not counted yet; they will be in a moment.`}
    </Text>
  );
}
