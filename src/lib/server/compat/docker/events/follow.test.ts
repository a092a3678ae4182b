import { expect, it, vi } from 'vitest';
import type { Change } from '../../../../contract/live.ts';
import { followChanges } from './follow.ts';

const ID = 'f84ec9646764c08ddbd74c3d111cb039';

it('knows for a while how a container ended that is gone', () => {
	vi.useFakeTimers({ toFake: ['performance'] });
	let publish: (change: Change) => void = () => {};
	const box = { id: ID, name: 'web', state: 'stopped', exitCode: 3, image: 'a', labels: {}, networks: [] };
	const { ends, close } = followChanges(
		{
			boxes: { all: () => [box] },
			pups: { list: () => [] },
			events: {
				seq: 0,
				since: () => [],
				subscribe(fn: (change: Change) => void) {
					publish = fn;
					return () => {};
				}
			}
		} as unknown as Parameters<typeof followChanges>[0],
		() => {}
	);
	try {
		expect(ends.ofGone(ID)).toBeNull();
		publish({ seq: 1, at: 0, body: { kind: 'ad-hoc-box-removed', id: ID } } as unknown as Change);
		expect([ID + ID, ID.slice(0, 12), 'web', 'other'].map(ends.ofGone)).toEqual([3, 3, 3, null]);
		vi.advanceTimersByTime(10_001);
		expect(ends.ofGone('web')).toBeNull();
	} finally {
		close();
		vi.useRealTimers();
	}
});
