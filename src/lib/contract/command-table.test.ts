import { expect, it } from 'vitest';
import { allOperations } from './operations.ts';

it('says what an operation does, not what it did', () => {
	const did = allOperations().filter(
		([, { summary, audit }]) => audit && summary.toLowerCase().startsWith(audit.toLowerCase())
	);
	expect(did.map(([id]) => id)).toEqual([]);
});
