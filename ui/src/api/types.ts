/** The names that pages use for what the API sends; what it sends is in `schema.d.ts`, which is made. */
import type { components } from './schema';

export type Schemas = components['schemas'];

export type Permission = Schemas['Permission'];
export type Role = Schemas['domain__identity__values__Role'];
export type Me = Schemas['CallerView'];
export type ChangeKind = Schemas['ChangeKind'];
export type Stage = Schemas['domain__campaigns__values__Stage'];
export type Channel = Schemas['Channel'];
export type CampaignAction = Schemas['Action-Output'];
export type Campaign = Schemas['CampaignView'];
export type CampaignSort = Schemas['domain__campaigns__repository__Sort'];
export type SavedView = Schemas['SavedViewView'];
export type BulkAnswer = Schemas['BulkView'];
export type Notification = Schemas['NotificationView'];
export type Tenant = Schemas['TenantView'];
export type Section = Schemas['Section'];
export type Transition = Schemas['api__routes__workflows__TransitionView'];
export type Review = Omit<Schemas['ReviewView'], 'forecast'>;
export type Preflight = Schemas['PreflightView'];
export type Budget = Schemas['BudgetView'];
export type Explanation = Schemas['ExplanationView'];
export type Creative = Schemas['CreativeView'];
export type BrandReport = Schemas['Validation'];
export type BrandFinding = Schemas['Finding'];
export type Launch = Schemas['LaunchView'];
