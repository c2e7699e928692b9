import type { ChangeKind } from '@/api/types';

/** An answer that goes on, and what is said in it. */
export function following() {
  let say: (kinds: ChangeKind[]) => void = () => {};
  let end: () => void = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      say = (kinds) => controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify({ kinds })}\n\n`));
      end = () => controller.close();
    },
  });
  say([]);
  return { answer: new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } }), say, end };
}
