import { describe, expect, it } from 'vitest';
import { needOptions } from './needs.ts';

const volumes = [{ kind: 'volume' as const, name: 'd', target: '/data/', readonly: false }];

describe('what is asked for with a box', () => {
	it.each<[string, () => void, string | null]>([
		['an init of the host', () => needOptions({ init: true, volumes }, true), null],
		['an init that is not there', () => needOptions({ init: true, volumes }, false), 'host-cannot-run'],
		['no init', () => needOptions({ init: false, volumes }, false), null],
		['memory beside a volume', () => needOptions({ memoryFolders: [{ target: '/database' }], volumes }, true), null],
		[
			'memory in a volume',
			() => needOptions({ memoryFolders: [{ target: '/data/x' }], volumes }, true),
			'invalid-input'
		],
		[
			'memory over a volume',
			() => needOptions({ memoryFolders: [{ target: '/data' }], volumes }, true),
			'invalid-input'
		]
	])('%s', (_, work, code) => {
		if (code === null) expect(work).not.toThrow();
		else expect(work).toThrow(expect.objectContaining({ code }) as Error);
	});
});
