import { describe, expect, it } from 'vitest';
import type { ConnectionEdge, ConnectionNode } from '../contract/wiring.ts';
import { drawConnections, edgeKey, ROW } from './connection-layout.ts';

const node = (id: string): ConnectionNode => ({
	id,
	kind: id === 'internet' || id === 'lan' ? id : 'pup',
	name: id,
	state: id === 'internet' || id === 'lan' ? null : 'running',
	address: null
});
const edge = (way: string): ConnectionEdge => {
	const [from = '', to = '', name] = way.split(' ');
	const rest = {
		severity: null,
		groups: [],
		open: true,
		only: null,
		problem: null,
		bytes: null,
		requests: null,
		refused: null
	};
	return { from, to, interface: name ?? null, ...rest };
};
const draw = (nodes: string, ways: string[]) =>
	drawConnections({ nodes: nodes.split(' ').filter(Boolean).map(node), edges: ways.map(edge) });
/** Ids by column, from left to right and top to bottom. */
const columns = ({ nodes }: ReturnType<typeof draw>) => {
	const by = new Map<number, { id: string; y: number }[]>();
	for (const { node: one, x, y } of nodes) by.set(x, [...(by.get(x) ?? []), { id: one.id, y }]);
	return [...by]
		.sort(([a], [b]) => a - b)
		.map(([, members]) =>
			members
				.sort((a, b) => a.y - b.y)
				.map(({ id }) => id)
				.join(' ')
		)
		.join(' | ');
};

describe('drawing', () => {
	it.each([
		['nothing', '', [], ''],
		['pups alone stand nowhere', 'a b', [], ''],
		['who asks stands left', 'node explorer', ['explorer node core'], 'explorer | node'],
		['a chain', 'c b a', ['a b', 'b c'], 'a | b | c'],
		['the longest way counts', 'a b c', ['a b', 'b c', 'a c'], 'a | b | c'],
		['the internet stands right', 'internet a b', ['a b', 'a internet'], 'a | b | internet'],
		['the home network below it', 'internet lan a', ['a internet', 'a lan'], 'a | internet lan'],
		['a circle is cut', 'a b', ['a b', 'b a'], 'b | a'],
		['who asks itself is not drawn', 'a', ['a a'], ''],
		['who is not there is not drawn', 'a', ['a gone'], ''],
		['further columns are one', 'a b c d e', ['a b', 'b c', 'c d', 'd e'], 'a | b | c | d e'],
		['in the order of whom they are asked by', 'a b y x', ['a x', 'b y'], 'a b | x y']
	])('%s', (_name, nodes, ways, expected) => {
		expect(columns(draw(nodes, ways))).toBe(expected);
	});

	it('names who is alone', () => {
		expect(draw('a b c', ['a b']).alone.map(({ id }) => id)).toEqual(['c']);
	});

	it('keeps all within the frame, lines of the same two apart', () => {
		const { height, nodes, edges } = draw('a b c d internet', ['a b x', 'a b y', 'b internet', 'c d', 'd c']);
		expect(height).toBe(ROW * 2);
		for (const { x, y } of [...nodes, ...edges.map(({ name }) => name)]) {
			expect(x).toBeGreaterThan(0);
			expect(x).toBeLessThan(100);
			expect(y).toBeGreaterThan(0);
			expect(y).toBeLessThanOrEqual(height);
		}
		expect(new Set(edges.map(({ path }) => path)).size).toBe(edges.length);
		expect(edges.map(({ key }) => key)).toContain(edgeKey(edge('a b y')));
	});

	it('swings a line around a pup that stands between', () => {
		const heightOf = (ways: string[]) => {
			const { nodes, edges } = draw('a b c d', ways);
			const far = edges.find(({ key }) => key === edgeKey(edge('a c')))!;
			return Math.abs(far.name.y - nodes.find(({ node: { id } }) => id === 'b')!.y);
		};
		expect(heightOf(['a b', 'b c', 'a c'])).toBeGreaterThan(26);
		expect(heightOf(['a b', 'b c', 'a c', 'd b'])).toBeGreaterThan(26);
	});

	it('stands 200 pups', () => {
		const ids = Array.from({ length: 200 }, (_, index) => `p${index}`);
		const ways = ids.slice(1).map((id, index) => `${id} p${Math.floor(index / 2)}`);
		expect(draw(ids.join(' '), ways).nodes).toHaveLength(200);
	});
});
