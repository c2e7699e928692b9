import '@xyflow/react/dist/base.css';
import { ActionIcon, Kbd, Text, Tooltip, useComputedColorScheme } from '@mantine/core';
import { IconFocusCentered, IconMinus, IconPlus } from '@tabler/icons-react';
import { Background, Panel, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react';
import classes from './Canvas.module.css';
import { beside, type CardNode, DOOR, type LineEdge, type Shape } from './graph';
import { HEIGHT, WIDTH } from './layout';
import { cardId, StepCard } from './StepCard';
import { StepLine } from './StepLine';
import { CanvasTools, type Tools } from './tools';

interface Props {
  label: string;
  shape: Shape;
  nodes: CardNode[];
  edges: LineEdge[];
  selected: string | null;
  /** Says whether it is chosen now. */
  onSelect: (name: string | null) => boolean;
  trail?: Tools['trail'];
  add?: Tools['add'];
  /** What else a key does at a card. Says whether it did. */
  onKey?: (event: KeyboardEvent, name: string) => boolean;
  /** At the top, over the canvas. */
  children?: ReactNode;
  /** Brought into sight when it changes: where a rehearsal stands. */
  watched?: string | null;
}

const NODE_KINDS = { card: StepCard };
const LINE_KINDS = { line: StepLine };
const LEAST_READABLE = 0.75;
/** The tools stand over the top. */
const MARGIN = 66;

/** The steps of a journey. Arrow keys walk along its lines; what is not one's own to change can be looked at all the same. */
export function Canvas(props: Props) {
  return (
    <ReactFlowProvider>
      <Inner {...props} />
    </ReactFlowProvider>
  );
}

function Inner({
  label,
  shape,
  nodes,
  edges,
  selected,
  onSelect,
  trail = null,
  add = null,
  onKey,
  children,
  watched,
}: Props) {
  const flow = useReactFlow();
  const frame = useRef<HTMLElement>(null);
  const scheme = useComputedColorScheme('light');
  const shown = useMemo(
    () => nodes.map((node) => (node.id === selected ? { ...node, selected: true } : node)),
    [nodes, selected],
  );
  const tools = useMemo(() => ({ trail, add }), [trail, add]);
  const bring = useCallback(
    (name: string) => {
      const place = shape.nodes.get(name);
      const room = frame.current?.getBoundingClientRect();
      if (!place || !room) return;
      const spot = flow.flowToScreenPosition({ x: place.x + WIDTH / 2, y: place.y + HEIGHT / 2 });
      const isIn =
        spot.x > room.left + 130 && spot.x < room.right - 130 && spot.y > room.top + 60 && spot.y < room.bottom - 60;
      if (!isIn)
        void flow.setCenter(place.x + WIDTH / 2, place.y + HEIGHT / 2, { zoom: Math.max(0.6, flow.getZoom()) });
    },
    [flow, shape],
  );
  useEffect(() => {
    if (watched) bring(watched);
  }, [watched, bring]);
  const walk = (name: string) => {
    if (!onSelect(name)) return;
    bring(name);
    requestAnimationFrame(() => document.getElementById(cardId(name))?.focus({ preventScroll: true }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const name = (event.target as HTMLElement).id.replace(/^step-/, '');
    if (!shape.nodes.has(name)) return;
    const next = event.altKey || event.ctrlKey || event.metaKey ? undefined : beside(shape, name, event.key);
    if (next) walk(next);
    else if (!onKey?.(event, name)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onNodeClick = (_: MouseEvent, { id }: CardNode) => {
    if (!onSelect(id)) return;
    document.getElementById(cardId(id))?.focus({ preventScroll: true });
  };
  return (
    <CanvasTools value={tools}>
      <section ref={frame} className={classes.canvas} aria-label={label} onKeyDown={onKeyDown}>
        <ReactFlow<CardNode, LineEdge>
          nodes={shown}
          edges={edges}
          nodeTypes={NODE_KINDS}
          edgeTypes={LINE_KINDS}
          colorMode={scheme}
          onNodeClick={onNodeClick}
          onPaneClick={() => onSelect(null)}
          onInit={() => void begin(flow, shape, frame.current?.getBoundingClientRect())}
          minZoom={0.03}
          maxZoom={1.6}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          disableKeyboardA11y
          panOnScroll
          proOptions={{ hideAttribution: true }}
        >
          <Background gap={22} size={1} />
          {children && <Panel position="top-left">{children}</Panel>}
          <Panel position="bottom-right">
            <div className={classes.tools}>
              <Tool label="Nearer" onClick={() => void flow.zoomIn()} icon={<IconPlus size={16} aria-hidden />} />
              <Tool label="Farther" onClick={() => void flow.zoomOut()} icon={<IconMinus size={16} aria-hidden />} />
              <Tool
                label="Show the whole journey"
                onClick={() => void flow.fitView({ padding: 0.08, maxZoom: 1 })}
                icon={<IconFocusCentered size={16} aria-hidden />}
              />
            </div>
          </Panel>
          <Panel position="bottom-left">
            <Text size="xs" c="dimmed" visibleFrom="sm">
              <Kbd size="xs">←</Kbd> <Kbd size="xs">↑</Kbd> <Kbd size="xs">→</Kbd> <Kbd size="xs">↓</Kbd> walk from step
              to step
            </Text>
          </Panel>
        </ReactFlow>
      </section>
    </CanvasTools>
  );
}

function Tool({ label, onClick, icon }: { label: string; onClick: () => void; icon: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

/** Shown whole where that can be read; else from its beginning. */
function begin(flow: ReturnType<typeof useReactFlow>, shape: Shape, room: DOMRect | undefined) {
  const places = [...shape.nodes.values()];
  const height = Math.max(...places.map(({ y }) => y)) + HEIGHT + 2 * MARGIN;
  const width = Math.max(...places.map(({ x }) => x)) - Math.min(...places.map(({ x }) => x)) + WIDTH + MARGIN;
  if (!room || Math.min(room.height / height, room.width / width) >= LEAST_READABLE) {
    return flow.fitView({ padding: { x: '20px', y: `${MARGIN}px` }, maxZoom: 1 });
  }
  const zoom = Math.max(LEAST_READABLE, Math.min(0.9, room.width / width));
  const door = shape.nodes.get(DOOR) ?? { x: 0, y: 0 };
  return flow.setViewport({ x: room.width / 2 - (door.x + WIDTH / 2) * zoom, y: MARGIN, zoom });
}
