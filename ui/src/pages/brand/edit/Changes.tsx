import { Text } from '@mantine/core';
import { Panel } from '@/parts/page/Panel';
import { type Difference, differences, whole } from '../content';
import { type Content, type Kit, useKitVersions } from '../queries';
import classes from './KitPage.module.css';

/** The draft beside what is published: what publishing would change. */
export function Changes({ kit, content }: { kit: Kit; content: Content }) {
  const { data: versions } = useKitVersions(kit.id);
  if (!kit.live_version) {
    return (
      <Panel title="Beside what is published">
        <Text size="sm">It was never published: nothing is held against it yet.</Text>
      </Panel>
    );
  }
  const live = versions?.find(({ version }) => version === kit.live_version);
  if (!live) return null;
  const parts = differences(whole(live.content), content);
  const count = parts.reduce((sum, { changes }) => sum + changes.length, 0);
  return (
    <Panel
      title="Beside what is published"
      lead={
        count === 0
          ? `It says what version ${kit.live_version} says.`
          : `${count === 1 ? 'One thing differs' : `${count} things differ`} from version ${kit.live_version}.`
      }
    >
      {parts.map(({ part, changes }) => (
        <section key={part} aria-label={part}>
          <Text size="sm" fw={600} mt="xs">
            {part}
          </Text>
          {changes.map((change) => (
            <Change key={change.what} change={change} />
          ))}
        </section>
      ))}
    </Panel>
  );
}

function Change({ change: { what, before, now, isColour } }: { change: Difference }) {
  return (
    <div className={classes.change}>
      <span className={classes.what}>{what}</span>
      <Value said={before ?? 'Not there'} isColour={isColour && before !== null} isGone />
      <Value said={now ?? 'Taken out'} isColour={isColour && now !== null} />
    </div>
  );
}

function Value({ said, isColour, isGone }: { said: string; isColour?: boolean; isGone?: boolean }) {
  return (
    <Text span inherit className={classes.value} c={isGone ? 'dimmed' : undefined} fw={isGone ? undefined : 600}>
      {isColour && <span className={classes.dot} style={{ background: said }} />}
      {said}
    </Text>
  );
}
