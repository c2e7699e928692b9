import { Button, Group, SegmentedControl, Select, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { asProblem, byField } from '@/api/problem';
import { FORMATS } from '@/parts/creative/words';
import { showDone } from '@/parts/states/problems';
import { Trouble } from '@/parts/states/Trouble';
import { useWritten } from '@/parts/writing/useWritten';
import { Fields } from './Fields';
import { useCampaignChoice, useMake } from './queries';
import { BLANK, contentOf, type Written } from './written';

type Begun = Written & { campaign: string | null; isMarkup: boolean };

/** A creative joins one campaign, for good. */
export function NewCreative({ campaignId, onClose }: { campaignId?: string; onClose: () => void }) {
  const navigate = useNavigate();
  const make = useMake();
  const first: Begun = { ...BLANK, campaign: campaignId ?? null, isMarkup: false };
  const { said, change, undo } = useWritten(first, `new creative of ${campaignId ?? 'any campaign'}`);
  const { campaign, isMarkup, ...written } = said;
  const [words, setWords] = useState('');
  const [settled] = useDebouncedValue(words, 250);
  const { data: campaigns = [] } = useCampaignChoice(settled);
  const choose = (id: string | null) => {
    change({ campaign: id });
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
          { ...contentOf({ ...written, html: isMarkup && hasOwn ? said.html : '' }), campaign_id: campaign },
          {
            onSuccess: ({ id, needs_review }) => {
              showDone(needs_review ? 'It is added, and runs once a review has approved it.' : 'It is added.');
              undo();
              void navigate({ to: `/creatives/${id}`, ignoreBlocker: true });
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
              onChange={(value) => change({ isMarkup: value === 'markup' })}
            />
          )}
        </Group>
        <Fields said={written} change={change} errors={errors} isMarkup={isMarkup && hasOwn} isPreviewed />
        {make.error && <Trouble error={make.error} />}
        <Group justify="flex-end">
          <Button
            variant="default"
            onClick={() => {
              undo();
              onClose();
            }}
          >
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
