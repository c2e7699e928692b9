import { Anchor } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { PageHeader } from '@/parts/page/PageHeader';
import type { Definition } from '@/parts/predicates/known';
import { showDone } from '@/parts/states/problems';
import { Builder } from './Builder';

const EMPTY: Definition = {
  name: '',
  description: '',
  type: 'custom',
  refresh_minutes: 60,
  for_bidding: false,
  members: { kind: 'rule', where: { kind: 'all', of: [{ kind: 'attribute', attribute: '', is: 'is', value: '' }] } },
};

export default function NewSegmentPage() {
  const navigate = useNavigate();
  const above = (
    <Anchor component={Link} to="/segments" size="sm">
      Segments
    </Anchor>
  );
  return (
    <Builder
      definition={EMPTY}
      header={(save) => (
        <PageHeader title="New segment" above={above} actions={save}>
          Say who belongs together; how many that are is counted as you write.
        </PageHeader>
      )}
      onSaved={(segment) => {
        showDone('It is kept. Everybody is looked at within the minute.');
        void navigate({ to: `/segments/${segment.id}`, ignoreBlocker: true });
      }}
    />
  );
}
