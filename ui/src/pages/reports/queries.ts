/** What reports ask the API for; it is looked at again now and then. */
import { useQuery } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';

export type Row = Schemas['CampaignRow'];
export type MessageFigures = Schemas['FiguresView'];
export type Market = Schemas['ShadingMarket'];

const LOOK_EVERY_MS = 60_000;

export interface Period {
  from: string;
  to: string;
}

export function useCampaignRows(period: Period) {
  return useQuery({
    queryKey: ['reports', 'campaigns', period],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/reports/campaigns', { params: { query: { ...period } }, signal })).then(
        ({ items }) => items,
      ),
    placeholderData: (before) => before,
  });
}

export function useShading(period: Period) {
  return useQuery({
    queryKey: ['reports', 'shading', period],
    queryFn: ({ signal }) => body(api.GET('/api/v1/reports/shading', { params: { query: { ...period } }, signal })),
    placeholderData: (before) => before,
  });
}

/** Why campaigns did not bid, all of them together: traces are kept for seven days. */
export function useRefusals() {
  return useQuery({
    queryKey: ['reports', 'refusals'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/reports/refusals', { signal })),
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function useMessageFigures() {
  return useQuery({
    queryKey: ['reports', 'messages'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/messages/analytics', { signal })),
    refetchInterval: LOOK_EVERY_MS,
  });
}

/** How far reports are behind what happens. */
export function useProgress() {
  return useQuery({
    queryKey: ['reports', 'progress'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/reports/progress', { signal })),
    refetchInterval: LOOK_EVERY_MS,
    retry: false,
  });
}
