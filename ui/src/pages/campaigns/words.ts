/** What stages, channels and actions are called, and what they look like. */
import type { CampaignAction, CampaignSort, Permission, Stage } from '@/api/types';

/** In the order campaigns go through them. */
export const STAGES: Record<Stage, { title: string; color: string }> = {
  draft: { title: 'Draft', color: 'var(--mantine-color-gray-5)' },
  in_review: { title: 'In review', color: 'var(--mantine-color-amber-5)' },
  rejected: { title: 'Rejected', color: 'var(--mantine-color-red-6)' },
  approved: { title: 'Approved', color: 'var(--mantine-color-pine-3)' },
  scheduled: { title: 'Scheduled', color: 'var(--mantine-color-blue-5)' },
  live: { title: 'Live', color: 'var(--mantine-color-pine-5)' },
  paused: { title: 'Paused', color: 'var(--mantine-color-orange-5)' },
  completed: { title: 'Completed', color: 'var(--mantine-color-gray-6)' },
  archived: { title: 'Archived', color: 'var(--mantine-color-gray-3)' },
};

export const SORTS: Record<CampaignSort, string> = {
  '-created_at': 'Newest first',
  created_at: 'Oldest first',
  '-updated_at': 'Last changed first',
  name: 'By name',
  '-budget': 'Largest budget first',
};

interface ActionWords {
  title: string;
  /** "3 campaigns were paused" */
  done: string;
  /** "Milo paused it" */
  did: string;
  needs: Permission;
}

/** In the order people meet them. */
export const ACTIONS: Record<CampaignAction, ActionWords> = {
  submit: { title: 'Submit', done: 'submitted', did: 'submitted it', needs: 'campaign:write' },
  approve: { title: 'Approve', done: 'approved', did: 'approved it', needs: 'campaign:approve' },
  reject: { title: 'Reject', done: 'rejected', did: 'rejected it', needs: 'campaign:approve' },
  request_changes: { title: 'Request changes', done: 'sent back', did: 'asked for changes', needs: 'campaign:approve' },
  schedule: { title: 'Schedule', done: 'scheduled', did: 'scheduled it', needs: 'campaign:write' },
  go_live: { title: 'Go live', done: 'brought live', did: 'brought it live', needs: 'campaign:write' },
  pause: { title: 'Pause', done: 'paused', did: 'paused it', needs: 'campaign:operate' },
  resume: { title: 'Resume', done: 'resumed', did: 'resumed it', needs: 'campaign:operate' },
  complete: { title: 'Complete', done: 'completed', did: 'completed it', needs: 'campaign:operate' },
  archive: { title: 'Archive', done: 'archived', did: 'archived it', needs: 'campaign:operate' },
};

/** What can be done to many at once: whoever decides in a review has read what they decide on, one at a time. */
export const BULK_ACTIONS: readonly CampaignAction[] = [
  'submit',
  'schedule',
  'go_live',
  'pause',
  'resume',
  'complete',
  'archive',
];
