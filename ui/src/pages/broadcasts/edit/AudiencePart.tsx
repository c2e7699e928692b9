import { Radio, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { Panel } from '@/parts/page/Panel';
import { GroupEditor } from '@/parts/predicates/GroupEditor';
import { newGroup, newRule, predicateOf, treeOf } from '@/parts/predicates/tree';
import { WholeInput } from '@/parts/writing/WholeInput';
import type { Audience } from '../definition';
import { useSegments } from '../queries';
import classes from './Form.module.css';
import { errorAt, type PartProps } from './part';

const KINDS: Record<Audience['kind'], string> = {
  segment: 'Whoever is in a segment',
  rule: 'Whoever fits conditions of its own',
  everybody: 'Everybody',
};

/** To whom it goes. It is settled when the broadcast begins; whoever joins later does not get it. */
export function AudiencePart({ said, say, errors }: PartProps) {
  const { audience, holdout_percent } = said;
  const { data: segments } = useSegments();
  const [tree, setTree] = useState(() =>
    audience.kind === 'rule' ? treeOf(audience.where) : newGroup('all', [newRule('attribute')]),
  );
  const choose = (kind: Audience['kind']) =>
    say({
      audience:
        kind === 'segment'
          ? { kind, segment: '' }
          : kind === 'rule'
            ? { kind, where: predicateOf(tree) }
            : { kind: 'everybody' },
    });
  return (
    <Panel title="To whom" lead="Settled when it begins: whoever joins later does not get it.">
      <Stack gap="md">
        <Radio.Group
          aria-label="Who is meant"
          value={audience.kind}
          onChange={(kind) => choose(kind as Audience['kind'])}
        >
          <Stack gap={8}>
            {Object.entries(KINDS).map(([kind, label]) => (
              <Radio key={kind} value={kind} label={label} />
            ))}
          </Stack>
        </Radio.Group>
        {audience.kind === 'segment' && (
          <Select
            label="Segment"
            placeholder="Which one"
            required
            searchable
            nothingFoundMessage="No segment is called that"
            data={segments?.map(({ id, definition }) => ({ value: id, label: String(definition.name) })) ?? []}
            value={audience.segment || null}
            error={errorAt(errors, 'audience')}
            onChange={(segment) => say({ audience: { kind: 'segment', segment: segment ?? '' } })}
          />
        )}
        {audience.kind === 'rule' && (
          <GroupEditor
            group={tree}
            onChange={(next) => {
              setTree(next);
              say({ audience: { kind: 'rule', where: predicateOf(next) } });
            }}
          />
        )}
        <div className={classes.pair}>
          <WholeInput
            label="Held out"
            description="So many of a hundred get nothing, so that what it brings can be measured"
            min={0}
            max={50}
            unit="%"
            value={holdout_percent}
            error={errorAt(errors, 'holdout_percent')}
            onChange={(holdout_percent) => say({ holdout_percent })}
          />
        </div>
      </Stack>
    </Panel>
  );
}
