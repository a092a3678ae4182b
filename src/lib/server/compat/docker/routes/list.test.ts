/** The list of containers, which caches each container's JSON text until the container changes. */
import { expect, it, vi } from 'vitest';
import type { BoxDetail, BoxSummary } from '../../../../contract/boxes.ts';
import type { DockerCall } from '../call.ts';
import type { DockerContext } from '../context.ts';
import { listHandler, type ListParts } from './list.ts';

const box = (digit: string, more: Partial<BoxSummary> = {}) =>
	({
		...{ id: digit.repeat(32), name: `c${digit}`, state: 'running', image: 'a', digest: 'd', labels: {} },
		...{ network: 'internet', networks: [], address: '10.69.0.9', ports: [], failure: null, health: null },
		...{ createdAt: Number(digit) * 1000, startedAt: 1000, stoppedAt: null, exitCode: null },
		...more
	}) as BoxSummary;

function setUp(...first: BoxSummary[]) {
	const now = { boxes: first, image: 'sha256:1' };
	const detailOf = vi.fn((_: DockerCall, id: string) => Promise.resolve({ argv: ['run', id[0]], volumes: [] }));
	const parts = {
		network: () => ({ name: 'bridge', id: 'b', gateway: '', prefix: 16, ipv6Of: () => '', prefix6: 64 }),
		imageIds: () => () => now.image,
		detailOf: detailOf as unknown as (call: DockerCall, id: string) => Promise<BoxDetail>,
		liveOf: () => Promise.resolve({ pid: 0, oomKilled: false, size: { root: 5, written: 3 } })
	} satisfies ListParts;
	const containers = { all: () => now.boxes.map((one) => ({ kind: 'box', id: one.id, name: one.name, box: one })) };
	const list = listHandler({ containers } as unknown as DockerContext, parts);
	async function listed(query = '') {
		const text = vi.fn();
		await list({ query: new URLSearchParams(query), text } as unknown as DockerCall);
		const [status, json, headers] = text.mock.calls[0] as [number, string, object];
		expect([status, headers]).toEqual([200, { 'Content-Type': 'application/json' }]);
		return JSON.parse(json) as Record<string, unknown>[];
	}
	return { now, detailOf, listed };
}

it('shows what has changed, and asks once for what stays', async () => {
	vi.useFakeTimers({ toFake: ['Date'], now: 11_000 });
	try {
		const { now, detailOf, listed } = setUp(box('2'), box('1'));
		const names = (all: Record<string, unknown>[]) => all.map(({ Names, Status, Image }) => [Names, Status, Image]);
		expect(names(await listed())).toEqual([
			[['/c2'], 'Up 10 seconds', 'a'],
			[['/c1'], 'Up 10 seconds', 'a']
		]);
		vi.setSystemTime(21_000);
		now.image = 'sha256:2';
		now.boxes = [
			box('3', { state: 'stopped', exitCode: 4, stoppedAt: 20_000 }),
			box('2', { name: 'web' }),
			now.boxes[1]!
		];
		const later = await listed();
		expect(names(later)).toEqual([
			[['/web'], 'Up 20 seconds', 'a'],
			[['/c1'], 'Up 20 seconds', 'a']
		]);
		expect(later.map(({ ImageID, Command }) => [ImageID, Command])).toEqual([
			['sha256:2', 'run 2'],
			['sha256:2', 'run 1']
		]);
		expect(names(await listed('all=1')).at(0)).toEqual([['/c3'], 'Exited (4) 1 second ago', 'a']);
		expect(detailOf).toHaveBeenCalledTimes(3);
	} finally {
		vi.useRealTimers();
	}
});

it('takes filters, a limit and sizes', async () => {
	const { listed } = setUp(box('3'), box('2', { state: 'stopped' }), box('1'));
	expect((await listed('filters={"name":["c1"]}')).map(({ Names }) => Names)).toEqual([['/c1']]);
	expect((await listed('limit=2&size=1')).map(({ State, SizeRw, SizeRootFs }) => [State, SizeRw, SizeRootFs])).toEqual([
		['running', 3, 5],
		['exited', 3, 5]
	]);
	expect((await listed())[0]).not.toHaveProperty('SizeRw');
});
