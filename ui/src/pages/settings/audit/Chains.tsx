import { Alert, Button, CopyButton, Group, Progress, Stack, Text, Textarea } from '@mantine/core';
import { IconLink, IconLinkOff, IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { numberFormat } from '@/parts/words/formats';
import { useHeads } from './queries';
import { useWalk, type Walk } from './walk';

const count = (number: number) => numberFormat({}).format(number);

/** Whether every entry still says what was written, and where the chains end: noted elsewhere, that shows later what was taken. */
export function Chains() {
  const { data: heads = [] } = useHeads();
  const [noted, setNoted] = useState('');
  const [isComparing, setComparing] = useState(false);
  const { walk, start, stop } = useWalk(heads);
  if (heads.length === 0) return null;
  const isWalking = walk !== null && !walk.isOver;
  return (
    <Stack gap="xs" mb="md">
      <Group gap="sm">
        <IconLink size={18} stroke={1.6} aria-hidden />
        <Text size="sm" flex="1 1 300px">
          {count(heads.reduce((all, { sequence }) => all + sequence, 0))} entries, each bound to the one before it.
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          onClick={isWalking ? stop : () => start(noted.split(/\s+/).filter(Boolean))}
        >
          {isWalking ? 'Stop' : 'Check every entry'}
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          aria-expanded={isComparing}
          onClick={() => setComparing((was) => !was)}
        >
          Compare with what was noted
        </Button>
        <CopyButton value={heads.map((head) => head.noted).join('\n')}>
          {({ copied, copy }) => (
            <Button variant="subtle" size="compact-sm" onClick={copy}>
              {copied ? 'Copied' : 'Copy where they end'}
            </Button>
          )}
        </CopyButton>
      </Group>
      {isComparing && (
        <Textarea
          label="Where the chains ended when somebody noted it"
          description="As it was copied here earlier, a line for each chain. Whoever can write to the database could also take away the last entries; only this shows it."
          value={noted}
          onChange={({ currentTarget }) => setNoted(currentTarget.value)}
          autosize
          minRows={2}
        />
      )}
      {walk && <Outcome walk={walk} isCompared={noted.trim() !== ''} />}
    </Stack>
  );
}

function Outcome({ walk, isCompared }: { walk: Walk; isCompared: boolean }) {
  if (walk.broken)
    return (
      <Alert
        color="red"
        icon={<IconLinkOff />}
        title={`Entry ${count(walk.broken.sequence)} does not hold`}
        role="alert"
      >
        {walk.broken.reason[0]?.toUpperCase() + walk.broken.reason.slice(1)}. It is in the log of{' '}
        {walk.broken.chain === 'main' ? 'campaigns, people and rules' : 'journeys, content and messages'}; the{' '}
        {count(walk.broken.sequence - 1)} entries before it hold. Somebody has written to the database past the product:
        keep a copy of it, and ask who may.
      </Alert>
    );
  if (walk.isOver)
    return (
      <Alert color="teal" icon={<IconShieldCheck />} title={`All ${count(walk.entries)} entries hold`} role="status">
        None was edited, removed or put in another’s place
        {isCompared ? ', and what was noted is still there.' : ' since the last one that was noted elsewhere.'}
      </Alert>
    );
  return (
    <Progress.Root size="lg" aria-label="Entries checked">
      <Progress.Section value={(100 * walk.entries) / Math.max(1, walk.of)} aria-label="Entries checked" />
    </Progress.Root>
  );
}
