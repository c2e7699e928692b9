/** Where steps stand on a canvas: in layers from top to bottom, so that lines cross seldom and run straight. Pure. */

export interface Place {
  x: number;
  y: number;
}
interface Line {
  from: string;
  to: string;
  /** How wide what it is called is, where the line stands apart from steps. */
  room?: number;
}
interface Node {
  id: string;
  layer: number;
  x: number;
  /** Steps are wide; a place that only a line passes through is narrow. */
  width: number;
  above: Node[];
  below: Node[];
}

export interface Laid {
  places: Map<string, Place>;
  /** Where a line that passes layers goes through, by its number; left out for those that pass none, and for ways back. */
  through: Map<number, Place[]>;
  /** Lines that lead back up, by their numbers. */
  back: ReadonlySet<number>;
}

export const WIDTH = 232;
export const HEIGHT = 78;
const GAP_X = 44;
const GAP_Y = 62;
const LINE_WIDTH = 28;
/** Where a line that passes layers begins to: what it is called stands there. */
const LABEL_WIDTH = 100;
/** A layer through which lines only pass needs no room for steps. */
const PASSAGE = 24;
const SWEEPS = 6;

/** `names` in the order in which they should stand where nothing else decides; the first is on top. */
export function layOut(names: readonly string[], lines: readonly Line[]): Laid {
  const onward = new Map<string, Way[]>(names.map((name) => [name, []]));
  lines.forEach(({ from, to }, line) => {
    const ways = onward.get(from);
    if (!ways || !onward.has(to)) return;
    const others = ways.filter((way) => way.to === to);
    for (const way of others) way.isTwin = true;
    ways.push({ to, line, isTwin: others.length > 0 });
  });
  const { order, back } = walked(names, onward);
  const layerOf = layered(order, onward, back);
  const nodes = new Map<string, Node>();
  const layers: Node[][] = [];
  const put = (id: string, layer: number, width: number): Node => {
    const node = { id, layer, x: 0, width, above: [], below: [] };
    layers[layer] = [...(layers[layer] ?? []), node];
    return node;
  };
  for (const name of order) nodes.set(name, put(name, layerOf.get(name) ?? 0, WIDTH));
  const passing = new Map<number, Node[]>();
  for (const name of order) {
    for (const { to, line } of onward.get(name) ?? []) {
      const [top, bottom] = [nodes.get(name), nodes.get(to)];
      if (!top || !bottom || back.has(line)) continue;
      let last = top;
      const passed: Node[] = [];
      for (let layer = top.layer + 1; layer < bottom.layer; layer += 1) {
        const between = put(`${line}@${layer}`, layer, last === top ? labelWidth(lines[line]) : LINE_WIDTH);
        join(last, between);
        passed.push(between);
        last = between;
      }
      join(last, bottom);
      if (passed.length > 0) passing.set(line, passed);
    }
  }
  untangle(layers);
  straighten(layers);
  const steps = new Set(nodes.values());
  const tops: number[] = [];
  let bottom = 0;
  const heights = layers.map((layer, at) => {
    const height = layer.some((node) => steps.has(node)) ? HEIGHT : PASSAGE;
    tops[at] = bottom;
    bottom += height + GAP_Y;
    return height;
  });
  const placed = ({ x, layer, width }: Node): Place => ({ x: Math.round(x - width / 2), y: tops[layer] ?? 0 });
  return {
    places: new Map([...nodes].map(([name, node]) => [name, placed(node)])),
    through: new Map(
      [...passing].map(([line, passed]) => [
        line,
        passed.flatMap(({ x, layer }) =>
          [0, heights[layer] ?? 0].map((y) => ({ x: Math.round(x), y: (tops[layer] ?? 0) + y })),
        ),
      ]),
    ),
    back,
  };
}

function labelWidth(line: Line | undefined): number {
  return Math.max(LABEL_WIDTH, line?.room ?? 0);
}

function join(top: Node, bottom: Node): void {
  top.below.push(bottom);
  bottom.above.push(top);
}

interface Way {
  to: string;
  line: number;
  /** Another way leads from the same step to the same one: each needs a place of its own to pass. */
  isTwin: boolean;
}
type Onward = ReadonlyMap<string, readonly Way[]>;

/** Depth first, so that branches keep together; a line to a step that is still open leads back. */
function walked(names: readonly string[], onward: Onward): { order: string[]; back: Set<number> } {
  const order: string[] = [];
  const back = new Set<number>();
  const state = new Map<string, 'open' | 'done'>();
  for (const first of names) {
    if (state.has(first)) continue;
    const stack = [{ name: first, at: 0 }];
    state.set(first, 'open');
    order.push(first);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const way = onward.get(top.name)?.[top.at];
      top.at += 1;
      if (!way) {
        state.set(top.name, 'done');
        stack.pop();
      } else if (state.get(way.to) === 'open') back.add(way.line);
      else if (!state.has(way.to)) {
        state.set(way.to, 'open');
        order.push(way.to);
        stack.push({ name: way.to, at: 0 });
      }
    }
  }
  return { order, back };
}

/** Each step one layer below the lowest that leads to it; two below where several ways do from the same step. */
function layered(order: readonly string[], onward: Onward, back: ReadonlySet<number>): Map<string, number> {
  const layer = new Map(order.map((name) => [name, 0]));
  const open = new Map(order.map((name) => [name, 0]));
  const forward = (name: string) => (onward.get(name) ?? []).filter(({ line }) => !back.has(line));
  for (const name of order) for (const { to } of forward(name)) open.set(to, (open.get(to) ?? 0) + 1);
  const ready = order.filter((name) => open.get(name) === 0);
  for (let name = ready.shift(); name !== undefined; name = ready.shift()) {
    for (const { to, isTwin } of forward(name)) {
      layer.set(to, Math.max(layer.get(to) ?? 0, (layer.get(name) ?? 0) + (isTwin ? 2 : 1)));
      open.set(to, (open.get(to) ?? 0) - 1);
      if (open.get(to) === 0) ready.push(to);
    }
  }
  return layer;
}

/** Orders each layer by where its neighbours stand, down and up again, and keeps the order that crosses least. */
function untangle(layers: Node[][]): void {
  let best = layers.map((layer) => [...layer]);
  let fewest = crossings(layers);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    const isDown = sweep % 2 === 0;
    const place = new Map<Node, number>();
    for (const layer of layers) mark(layer, place);
    for (const layer of isDown ? layers.slice(1) : [...layers].reverse().slice(1)) {
      const wanted = new Map(
        layer.map((node) => {
          const beside = isDown ? node.above : node.below;
          const own = place.get(node) ?? 0;
          return [node, beside.length > 0 ? mean(beside.map((one) => place.get(one) ?? 0)) : own];
        }),
      );
      layer.sort((one, other) => (wanted.get(one) ?? 0) - (wanted.get(other) ?? 0));
      mark(layer, place);
    }
    const now = crossings(layers);
    if (now < fewest) {
      fewest = now;
      best = layers.map((layer) => [...layer]);
    }
  }
  best.forEach((layer, at) => {
    layers[at] = layer;
  });
}

function mark(layer: readonly Node[], place: Map<Node, number>): void {
  for (const [at, node] of layer.entries()) place.set(node, at);
}

function crossings(layers: readonly Node[][]): number {
  let count = 0;
  for (let at = 1; at < layers.length; at += 1) {
    const above = new Map((layers[at - 1] ?? []).map((node, place) => [node, place]));
    const ends = (layers[at] ?? []).flatMap((node) =>
      node.above.map((one) => above.get(one) ?? 0).sort((a, b) => a - b),
    );
    for (let right = 1; right < ends.length; right += 1) {
      for (let left = 0; left < right; left += 1) if ((ends[left] ?? 0) > (ends[right] ?? 0)) count += 1;
    }
  }
  return count;
}

/** Moves each layer as near to its neighbours as its order and the room between steps allow. */
function straighten(layers: readonly Node[][]): void {
  for (const layer of layers) settle(layer, () => 0);
  for (let sweep = 0; sweep < 2 * SWEEPS; sweep += 1) {
    const isDown = sweep % 2 === 0;
    for (const layer of isDown ? layers : [...layers].reverse()) {
      settle(layer, (node) => {
        const beside = isDown ? node.above : node.below;
        return beside.length > 0 ? mean(beside.map(({ x }) => x)) : node.x;
      });
    }
  }
  for (const layer of [...layers].reverse()) {
    settle(layer, (node) => {
      const beside = [...node.above, ...node.below];
      return beside.length > 0 ? mean(beside.map(({ x }) => x)) : node.x;
    });
  }
}

/** The places nearest to those wanted, in order and apart: neighbours that want to pass each other share their mean. */
function settle(layer: readonly Node[], wanted: (node: Node) => number): void {
  const blocks: { sum: number; count: number }[] = [];
  const apart: number[] = [];
  layer.forEach((node, at) => {
    const before = layer[at - 1];
    apart[at] = before ? (apart[at - 1] ?? 0) + (before.width + node.width) / 2 + GAP_X : 0;
    let block = { sum: wanted(node) - apart[at], count: 1 };
    for (let last = blocks.at(-1); last && last.sum / last.count > block.sum / block.count; last = blocks.at(-1)) {
      blocks.pop();
      block = { sum: last.sum + block.sum, count: last.count + block.count };
    }
    blocks.push(block);
  });
  const shifts = blocks.flatMap(({ sum, count }) => Array<number>(count).fill(sum / count));
  layer.forEach((node, at) => {
    node.x = (shifts[at] ?? 0) + (apart[at] ?? 0);
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
