import { Skeleton, Stack, Tabs, Text } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Stage } from '@/api/types';
import { useHeld } from '@/app/me';
import { Jump } from '@/parts/page/Jump';
import { PageHeader } from '@/parts/page/PageHeader';
import { Panel } from '@/parts/page/Panel';
import { useNames } from '@/parts/persons/colleagues';
import { Comments } from '@/parts/review/Comments';
import { counted } from '@/parts/review/findings';
import { sentBack, useRounds } from '@/parts/review/rounds';
import { ErrorState } from '@/parts/states/ErrorState';
import { sentence } from '@/parts/states/problems';
import { CHANNELS } from '@/parts/words/channels';
import { StageMark } from '../StageMark';
import { Actions } from './Actions';
import { Approval } from './Approval';
import { Auctions } from './Auctions';
import classes from './CampaignPage.module.css';
import { Course } from './Course';
import { Gate } from './Gate';
import { History } from './History';
import { useCampaign, useHistory, usePreflight } from './queries';
import { Results } from './Results';
import { Ribbon } from './Ribbon';
import { Says } from './Says';
import { SentBack } from './SentBack';
import { Spend } from './Spend';
import { TABS, type Tab } from './tabs';
import { Waiting } from './Waiting';
import { Why } from './Why';

/** Where there is spend to look at over time. */
const HAS_RUN: ReadonlySet<Stage> = new Set(['live', 'paused', 'completed', 'archived']);

export default function CampaignPage() {
  const { campaignId = '' } = useParams({ strict: false });
  const { tab = 'overview' }: { tab?: Tab } = useSearch({ strict: false });
  const navigate = useNavigate();
  const held = useHeld();
  const { data: campaign, error, refetch } = useCampaign(campaignId);
  const history = useHistory(campaignId, campaign?.updated_at).data?.items ?? [];
  const isOver = campaign?.stage === 'completed' || campaign?.stage === 'archived';
  const { data: preflight } = usePreflight(campaignId, campaign !== undefined && !isOver);
  const rounds = useRounds(campaignId, campaign?.updated_at);
  const asked = isOver ? null : sentBack(rounds);
  const nameOf = useNames([campaign?.created_by ?? '', ...history.map(({ actor_id }) => actor_id)]);
  if (error && !campaign) return <ErrorState error={error} onRetry={refetch} />;
  if (!campaign) return <Skeleton height={360} radius="lg" role="status" aria-label="Loading" />;
  const { blockers } = counted(preflight?.findings ?? []);
  const mayAnalyse = held.has('analytics:read');
  const wasSubmitted = history.some(({ action }) => action === 'submit');
  const tabs = (Object.keys(TABS) as Tab[]).filter((one) => one !== 'results' || mayAnalyse);
  const chosen = tabs.includes(tab) ? tab : 'overview';
  return (
    <>
      <PageHeader
        title={campaign.name}
        above={
          <Text size="sm" c="dimmed">
            <Jump to="/campaigns">Campaigns</Jump>
          </Text>
        }
        actions={<Actions campaign={campaign} preflight={preflight} wasSubmitted={wasSubmitted} />}
      >
        <span className={classes.standing}>
          <StageMark stage={campaign.stage} />
          <span>
            {CHANNELS[campaign.channel]} for {campaign.advertiser_domain}
          </span>
          {campaign.note && !asked && <span>“{sentence(campaign.note)}”</span>}
        </span>
      </PageHeader>
      <Ribbon campaign={campaign} history={history} nameOf={nameOf} />
      <div className={classes.columns}>
        <Tabs
          value={chosen}
          keepMounted={false}
          onChange={(next) =>
            void navigate({
              to: `/campaigns/${campaignId}`,
              search: next === 'overview' ? {} : { tab: next },
              replace: true,
            })
          }
        >
          <Tabs.List mb="md" aria-label={campaign.name}>
            {tabs.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {TABS[one]}
                {one === 'checks' && blockers > 0 && ` (${blockers})`}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="overview">
            <Stack>
              {!isOver && <Waiting campaign={campaign} />}
              {asked && <SentBack campaign={campaign} review={asked} />}
              <Spend campaign={campaign} />
              {mayAnalyse && HAS_RUN.has(campaign.stage) && <Course campaign={campaign} />}
              {!isOver && <Why campaignId={campaignId} />}
            </Stack>
          </Tabs.Panel>
          <Tabs.Panel value="checks">
            <Stack>
              {!isOver && <Gate campaignId={campaignId} zone={campaign.time_zone} />}
              <Approval campaign={campaign} wasSubmitted={wasSubmitted} />
            </Stack>
          </Tabs.Panel>
          <Tabs.Panel value="content">
            <Says campaign={campaign} />
          </Tabs.Panel>
          {mayAnalyse && (
            <Tabs.Panel value="results">
              <Stack>
                <Results campaign={campaign} />
                <Auctions campaign={campaign} />
              </Stack>
            </Tabs.Panel>
          )}
        </Tabs>
        <Stack>
          <Panel title="Comments">
            <Comments campaignId={campaignId} spot={{ place: 'campaign' }} about="the campaign" />
          </Panel>
          <History campaign={campaign} history={history} rounds={rounds} nameOf={nameOf} />
        </Stack>
      </div>
    </>
  );
}
