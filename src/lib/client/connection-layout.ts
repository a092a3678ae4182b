/** Positions of pups, the internet and the home network in the drawing of connections. Pure. */
import type { ConnectionEdge, ConnectionNode, Connections } from '../contract/wiring.ts';

/** Height of a row, pixels. */
export const ROW = 84;
/** Most columns of pups; further pups are added to the last. */
const MOST_COLUMNS = 4;
/** Pixels between parallel lines of the same two nodes, and from a line to its name. */
const TWIN_LINE = 18;
const TWIN_NAME = 8;
/**
 * Least distance of lines from the middle of other boxes, and from the edge of the drawing, in
 * pixels.
 */
const BOX_ROOM = 26;
const LINE_ROOM = 6;

/** Horizontal position in per cent of the drawing's width, vertical position in pixels. */
export interface Point {
	x: number;
	y: number;
}

export interface PlacedNode extends Point {
	node: ConnectionNode;
}

export interface PlacedEdge {
	edge: ConnectionEdge;
	key: string;
	/** Path of an SVG whose view box is 100 wide. */
	path: string;
	/** Position of its name. */
	name: Point;
}

export interface Drawing {
	/** Pixels. */
	height: number;
	columns: number;
	nodes: PlacedNode[];
	edges: PlacedEdge[];
	/** Pups without any connection. */
	alone: ConnectionNode[];
}

/** Returns the key of an edge in URLs and lists. */
export const edgeKey = ({ from, to, interface: name }: Pick<ConnectionEdge, 'from' | 'to' | 'interface'>): string =>
	[from, to, name ?? ''].join('~');

/**
 * Draws callers left of the nodes that they call; the internet and the home network are at the
 * right. A cycle is cut where it closes.
 */
export function drawConnections({ nodes, edges }: Pick<Connections, 'nodes' | 'edges'>): Drawing {
	const known = new Map(nodes.map((node) => [node.id, node]));
	const drawn = edges.filter(({ from, to }) => from !== to && known.has(from) && known.has(to));
	const touched = new Set(drawn.flatMap(({ from, to }) => [from, to]));
	const isPup = ({ kind }: ConnectionNode) => kind === 'pup';
	const pups = nodes.filter((node) => isPup(node) && touched.has(node.id));
	const columnOf = columnsOf(
		pups.map(({ id }) => id),
		drawn
	);
	const outside = nodes.filter((node) => !isPup(node) && touched.has(node.id));
	const used = [...new Set(columnOf.values())].sort((a, b) => a - b);
	const columns = used.map((column) => pups.filter(({ id }) => columnOf.get(id) === column));
	if (outside.length > 0) columns.push(outside);
	const rows = Math.max(0, ...columns.map(({ length }) => length));
	const points = new Map<string, Point>();
	for (const [column, members] of sorted(columns, drawn).entries()) {
		for (const [row, { id }] of members.entries()) {
			points.set(id, {
				x: (100 * (column + 0.5)) / columns.length,
				y: (ROW * rows * (row + 0.5)) / members.length
			});
		}
	}
	return {
		height: ROW * rows,
		columns: columns.length,
		nodes: [...points].map(([id, place]) => ({ node: known.get(id)!, ...place })),
		edges: drawn.map((edge, index) => placeEdge(edge, points, twinsBefore(drawn, index), columns.length, ROW * rows)),
		alone: nodes.filter((node) => isPup(node) && !touched.has(node.id))
	};
}

/**
 * Assigns columns by the longest path from a pup that nobody calls; pups that are called stand
 * further right.
 */
function columnsOf(ids: readonly string[], edges: readonly ConnectionEdge[]): Map<string, number> {
	const columns = new Map<string, number>();
	const onWay = new Set<string>();
	function columnOf(id: string): number {
		const known = columns.get(id);
		if (known !== undefined) return known;
		onWay.add(id);
		const before = edges.filter(({ from, to }) => to === id && ids.includes(from) && !onWay.has(from));
		const column = Math.min(MOST_COLUMNS - 1, Math.max(-1, ...before.map(({ from }) => columnOf(from))) + 1);
		onWay.delete(id);
		columns.set(id, column);
		return column;
	}
	for (const id of ids) columnOf(id);
	return columns;
}

/** Sorts each column by the rows of the callers, so that fewer lines cross. */
function sorted(columns: readonly ConnectionNode[][], edges: readonly ConnectionEdge[]): ConnectionNode[][] {
	const rows = new Map<string, number>();
	return columns.map((members) => {
		const weight = ({ id }: ConnectionNode, row: number) => {
			const dependantRows = edges.flatMap(({ from, to }) => (to === id ? [rows.get(from) ?? []].flat() : []));
			return dependantRows.length === 0 ? row : dependantRows.reduce((sum, one) => sum + one, 0) / dependantRows.length;
		};
		const order = members
			.map((node, row) => ({ node, weight: weight(node, row) }))
			.sort((a, b) => a.weight - b.weight)
			.map(({ node }) => node);
		for (const [row, { id }] of order.entries()) rows.set(id, (row + 0.5) / order.length);
		return order;
	});
}

/** Returns how many earlier edges connect the same two nodes. */
const twinsBefore = (edges: readonly ConnectionEdge[], index: number): number =>
	edges.slice(0, index).filter(({ from, to }) => from === edges[index]!.from && to === edges[index]!.to).length;

function placeEdge(
	edge: ConnectionEdge,
	points: ReadonlyMap<string, Point>,
	twins: number,
	columns: number,
	height: number
): PlacedEdge {
	const shift = twins * TWIN_LINE;
	const [a, b] = [points.get(edge.from)!, points.get(edge.to)!];
	const [from, to] = [
		{ x: a.x, y: a.y + shift },
		{ x: b.x, y: b.y + shift }
	];
	// Within one column the line bends outwards: a straight line would be hidden behind others.
	const bend = a.x === b.x ? 45 / columns : 0;
	const middle = (from.x + to.x) / 2;
	const between = [...points.values()].filter(({ x }) => x > Math.min(a.x, b.x) && x < Math.max(a.x, b.x));
	const aside = between.length > 0 ? wayAround(from, to, between, columns, height) : 0;
	const [c, d] = bend
		? [
				{ x: from.x + bend, y: from.y },
				{ x: to.x + bend, y: to.y }
			]
		: [
				{ x: middle, y: from.y + aside },
				{ x: middle, y: to.y + aside }
			];
	const halfway = (axis: 'x' | 'y') => (from[axis] + 3 * c[axis] + 3 * d[axis] + to[axis]) / 8;
	return {
		edge,
		key: edgeKey(edge),
		path: `M${round(from.x)} ${round(from.y)}C${round(c.x)} ${round(c.y)} ${round(d.x)} ${round(d.y)} ${round(to.x)} ${round(to.y)}`,
		name: { x: round(halfway('x')), y: round(halfway('y') + twins * TWIN_NAME) }
	};
}

/**
 * Returns how many pixels a line has to bend up or down to avoid the boxes between its ends; 0 when
 * that is impossible.
 */
function wayAround(from: Point, to: Point, boxes: readonly Point[], columns: number, height: number): number {
	const passes = (aside: number) =>
		Array.from({ length: 23 }, (_, n) => (n + 1) / 24).every((t) => {
			const [ends, middle] = [(1 - t) ** 3 + 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t];
			// A cubic curve whose two control points have the same x, halfway between the ends.
			const x = (1 - t) ** 3 * from.x + middle * ((from.x + to.x) / 2) + t ** 3 * to.x;
			const y = ends * from.y + (1 - ends) * to.y + middle * aside;
			const inside = aside === 0 || (y > LINE_ROOM && y < height - LINE_ROOM);
			return inside && !boxes.some((box) => Math.abs(x - box.x) < 35 / columns && Math.abs(y - box.y) < BOX_ROOM);
		});
	const swings = [0, 1, -1, 2, -2, 3, -3].map((rows) => (rows * ROW) / 2);
	return swings.find(passes) ?? 0;
}

const round = (value: number): number => Math.round(value * 100) / 100;
