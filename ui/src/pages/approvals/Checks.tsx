import { Group, Skeleton, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { counted, told } from '@/parts/review/findings';
import { listed } from '@/parts/review/words';
import { ErrorState } from '@/parts/states/ErrorState';
import classes from './Checks.module.css';
import { type Preflight, usePreflight } from './queries';
import card from './SectionCard.module.css';

type Finding = Preflight['findings'][number];

const APPROVAL = 'approval.';

interface Props {
  campaignId: string;
  /** The creatives', by id. */
  names: ReadonlyMap<string, string>;
}

/** What the gate would hold against it now, but that nobody has approved it yet: that is what the page is for. */
export function Checks({ campaignId, names }: Props) {
  const { data, error, isPending, refetch } = usePreflight(campaignId);
  return (
    <section className={card.card} aria-labelledby="checks">
      <Title order={2} id="checks" className={card.title} mb="sm">
        Checks
      </Title>
      {isPending && <Skeleton height={16} width="60%" />}
      {error && !data && <ErrorState error={error} onRetry={refetch} />}
      {data && <Found findings={data.findings.filter(({ code }) => !code.startsWith(APPROVAL))} names={names} />}
    </section>
  );
}

function Found({ findings, names }: { findings: readonly Finding[]; names: Props['names'] }) {
  const blocking = findings.filter(({ severity, override_id }) => severity === 'blocker' && !override_id);
  const { blockers } = counted(findings);
  if (findings.length === 0) {
    return (
      <Group gap={8} wrap="nowrap">
        <IconCircleCheck size={18} color="var(--ce-accent)" aria-hidden />
        <Text size="sm">Nothing is held against it: once approved it may go live.</Text>
      </Group>
    );
  }
  const rest = findings.filter((one) => !blocking.includes(one));
  return (
    <>
      <Text size="sm" mb="sm">
        {blocking.length > 0
          ? `${blockers === 1 ? 'One thing keeps' : `${blockers} things keep`} it from going live even when it is approved.`
          : 'Nothing keeps it from going live once it is approved.'}
      </Text>
      <ul className={classes.findings}>
        {told([...blocking, ...rest], names).map(({ name, what, remedy, severity, override_id, whose }) => (
          <li key={name}>
            {severity === 'blocker' && !override_id ? (
              <IconCircleX size={18} color="var(--mantine-color-error)" aria-label="Blocks" />
            ) : (
              <IconAlertTriangle size={18} color="var(--mantine-color-amber-6)" aria-label="Worth knowing" />
            )}
            <div>
              <Text size="sm">{what}</Text>
              {whose.length > 1 && <Text size="xs">{listed(whose)}</Text>}
              <Text size="xs" c="dimmed">
                {override_id ? 'Somebody has taken it upon themselves.' : remedy}
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
