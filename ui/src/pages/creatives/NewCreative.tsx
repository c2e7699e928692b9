import { Button, Group, SegmentedControl, Select, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem, byField } from '@/api/problem';
import { FORMATS } from '@/parts/creative/words';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { Fields } from './Fields';
import { useCampaignChoice, useMake } from './queries';
import { BLANK, contentOf, type Written } from './written';

/** A creative joins one campaign, for good. */
export function NewCreative({ campaignId, onClose }: { campaignId?: string; onClose: () => void }) {
  const navigate = useNavigate();
  const make = useMake();
  const [campaign, setCampaign] = useState<string | null>(campaignId ?? null);
  const [words, setWords] = useState('');
  const [settled] = useDebouncedValue(words, 250);
  const { data: campaigns = [] } = useCampaignChoice(settled);
  const [said, setSaid] = useState<Written>(BLANK);
  const [isMarkup, setMarkup] = useState(false);
  const change = (more: Partial<Written>) => setSaid((before) => ({ ...before, ...more }));
  const choose = (id: string | null) => {
    setCampaign(id);
    const advertiser = campaigns.find((one) => one.id === id)?.advertiser_domain;
    if (advertiser && !said.landing_url) change({ landing_url: `https://${advertiser}/` });
  };
  const errors = make.error ? byField(asProblem(make.error)) : {};
  const hasOwn = said.format === 'banner';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!campaign) return;
        make.mutate(
          { ...contentOf({ ...said, html: isMarkup && hasOwn ? said.html : '' }), campaign_id: campaign },
          {
            onSuccess: ({ id, needs_review }) => {
              showDone(needs_review ? 'It is added, and runs once a review has approved it.' : 'It is added.');
              void navigate({ to: `/creatives/${id}` });
            },
          },
        );
      }}
    >
      <Stack>
        <Select
          label="Campaign"
          required
          searchable
          filter={({ options }) => options}
          nothingFoundMessage="None is called that"
          data={campaigns.map(({ id, name }) => ({ value: id, label: name }))}
          value={campaign}
          onChange={choose}
          onSearchChange={setWords}
          error={errors.campaign_id}
        />
        <Group>
          <SegmentedControl
            aria-label="Format"
            data={Object.entries(FORMATS).map(([value, label]) => ({ value, label }))}
            value={said.format}
            onChange={(format) => change({ format: format as Written['format'] })}
          />
          {hasOwn && (
            <SegmentedControl
              aria-label="What it is made of"
              data={[
                { value: 'file', label: 'A file' },
                { value: 'markup', label: 'Own markup' },
              ]}
              value={isMarkup ? 'markup' : 'file'}
              onChange={(value) => setMarkup(value === 'markup')}
            />
          )}
        </Group>
        <Fields said={said} change={change} errors={errors} isMarkup={isMarkup && hasOwn} isPreviewed />
        {make.error && <Trouble error={make.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!campaign} loading={make.isPending}>
            Add it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
