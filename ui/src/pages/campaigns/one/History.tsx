import { Anchor } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { Campaign, Review, Schemas, Transition } from '@/api/types';
import { shownMoney } from '@/parts/money/money';
import { History as Shown } from '@/parts/page/History';
import { useNames } from '@/parts/persons/colleagues';
import { askedWords } from '@/parts/review/said';
import { listed, READING_ORDER, SECTIONS } from '@/parts/review/words';
import { ACTIONS } from '../words';
import { useExecution, useRevisions } from './queries';

type Revisions = Schemas['RevisionList'];
type Decided = Review['decisions'][number] & { key: string; revision: number };

const DECIDED: Record<Decided['verdict'], string> = {
  approve: 'approved revision',
  reject: 'rejected revision',
  request_changes: 'asked for changes to revision',
};

interface Props {
  campaign: Campaign;
  history: readonly Transition[];
  /** Its reviews, the newest first. */
  rounds: readonly Review[];
  nameOf: (id: string) => string;
}

/** Everything that happened to it, the newest first. */
export function History({ campaign, history, rounds, nameOf }: Props) {
  const { data } = useExecution(campaign.id, history.length > 0);
  const { data: written } = useRevisions(campaign.id, campaign.updated_at, history.length > 0);
  const edits = editsOf(written, history);
  const decisions = decisionsOf(rounds);
  const otherOf = useNames([
    ...edits.map(({ author_id }) => author_id),
    ...decisions.map(({ approver_id }) => approver_id),
  ]);
  const decidedBy = new Map(history.map((one) => [one.sequence, decisionOf(one, decisions)]));
  const actions = history.map((one) => {
    const decision = decidedBy.get(one.sequence);
    return {
      key: String(one.sequence),
      who: nameOf(one.actor_id),
      did: decision ? didWords(decision) : ACTIONS[one.action].did,
      comment: decision ? wordsOf({ ...decision, comment: one.comment }) : one.comment,
      at: one.at,
    };
  });
  const told = new Set(decidedBy.values());
  const approvals = decisions
    .filter((one) => !told.has(one))
    .map((one) => ({
      key: one.key,
      who: otherOf(one.approver_id),
      did: didWords(one),
      comment: wordsOf(one),
      at: one.at,
    }));
  const changes = edits.map(({ number, author_id, did, comment, at }) => ({
    key: `revision ${number}`,
    who: otherOf(author_id),
    did,
    comment,
    at,
  }));
  return (
    <Shown
      happened={[...actions, ...approvals, ...changes].sort((one, other) => Date.parse(other.at) - Date.parse(one.at))}
      began={{ who: nameOf(campaign.created_by), at: campaign.created_at }}
      atFirst={6}
      zone={campaign.time_zone}
      aside={
        data?.url && (
          <Anchor href={data.url} target="_blank" rel="noreferrer noopener" size="sm" c="inherit" underline="always">
            Its workflow <IconExternalLink size={13} aria-label="in the Temporal Web UI, in a new tab" />
          </Anchor>
        )
      }
    />
  );
}

/** What was written since it was submitted first: until then it is written all the time. */
function editsOf(written: Revisions | undefined, history: readonly Transition[]) {
  const first = history.find(({ action }) => action === 'submit');
  if (!written || !first) return [];
  return written.items.flatMap(({ changed, ...one }, at) => {
    if (Date.parse(one.at) <= Date.parse(first.at)) return [];
    const where = READING_ORDER.filter((section) => changed.includes(section));
    const before = written.items[at + 1];
    const was = before && shownMoney(before.budget, before.currency);
    const is = shownMoney(one.budget, one.currency);
    return {
      ...one,
      did: `changed ${listed(where.map((section) => `the ${SECTIONS[section].title.toLowerCase()}`))}`,
      comment: was !== undefined && was !== is ? `From ${was} to ${is}` : undefined,
    };
  });
}

/** Everything that was said in a review, whether or not it was the last word. */
function decisionsOf(rounds: readonly Review[]): Decided[] {
  return rounds.flatMap(({ round, revision, decisions }) =>
    decisions.map((one) => ({ ...one, revision, key: `round ${round} ${one.approver_id}` })),
  );
}

/** The decision that an action was: the actor's last one by then. */
function decisionOf({ action, actor_id, at }: Transition, decisions: readonly Decided[]): Decided | undefined {
  return decisions.find((one) => one.verdict === action && one.approver_id === actor_id && one.at <= at);
}

function didWords({ verdict, revision }: Decided): string {
  return `${DECIDED[verdict]} ${revision}`;
}

/** What was said with a decision, and what was asked for section by section. */
function wordsOf(decision: Pick<Decided, 'comment' | 'remarks'>): string {
  return askedWords(decision)
    .map(({ title, words }) => (title ? `${title}: ${words}` : words))
    .join('\n');
}
