/** What the page of senders asks the API for. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from '@/api/client';
import type { Schemas } from '@/api/types';
import { useMutation } from '@/api/useMutation';

export type Sender = Schemas['SenderView'];
export type NewSender = Schemas['NewSender'];
export type SenderChange = Schemas['SenderChange'];
export type RecordCheck = Schemas['RecordView'];

const KEY = ['senders'];

export function useSenders() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => body(api.GET('/api/v1/senders', { signal })) });
}

export function useAddSender() {
  return useChange((sender: NewSender) => body(api.POST('/api/v1/senders', { body: sender })));
}

export function useChangeSender(senderId: string) {
  return useChange((change: SenderChange) =>
    body(api.PATCH('/api/v1/senders/{sender_id}', { params: { path: { sender_id: senderId } }, body: change })),
  );
}

export function useRemoveSender(senderId: string) {
  return useChange((_: undefined) =>
    body(api.DELETE('/api/v1/senders/{sender_id}', { params: { path: { sender_id: senderId } } })),
  );
}

/** Looks the records of its domain up, as receivers of its mail do. */
export function useCheckDomain(senderId: string) {
  return useChange((_: undefined) =>
    body(api.POST('/api/v1/senders/{sender_id}/check', { params: { path: { sender_id: senderId } } })),
  );
}

function useChange<Said, Answer>(mutationFn: (said: Said) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
    meta: { isShown: true },
  });
}
