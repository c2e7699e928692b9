import { IconMail, IconRoute, IconSpeakerphone } from '@tabler/icons-react';
import { Panel } from '@/parts/page/Panel';
import { When } from '@/parts/time/When';
import { Line, Lines, LinesToCome, NoLines } from './Lines';
import type { Digest } from './queries';
import { KINDS } from './words';

const ICONS = { campaign: IconSpeakerphone, broadcast: IconMail, journey: IconRoute };

/** What begins in the next 24 hours, and how much of it. */
export function GoingOut({ entries }: { entries: Digest['going_out'] | undefined }) {
  return (
    <Panel title="In the next 24 hours">
      {!entries ? (
        <LinesToCome />
      ) : entries.length === 0 ? (
        <NoLines>Nothing starts, and no message waits to go.</NoLines>
      ) : (
        <Lines>
          {entries.map(({ kind, id, name, at, size }) => {
            const Icon = ICONS[kind];
            return (
              <Line
                key={`${kind}/${id}/${at}/${size}`}
                path={KINDS[kind].path}
                id={id}
                title={name}
                aside={<When at={at} />}
                icon={<Icon size={18} stroke={1.6} aria-hidden />}
              >
                {KINDS[kind].title}: {size}
              </Line>
            );
          })}
        </Lines>
      )}
    </Panel>
  );
}
