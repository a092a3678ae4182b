import { describe, expect, it, vi } from 'vitest';
import { BoxError } from '../../contract/errors.ts';
import type { Services } from '../services.ts';
import { createCarryOut } from './carry-out.ts';
import { createRateLimits } from './limits.ts';
import { createPerform } from './perform.ts';
import type { Caller, OwnAction } from './types.ts';

const client = { address: '10.0.0.9', userAgent: 'docker' };
const local: Caller = { kind: 'local', client };
const token = (...scopes: ('see' | 'install')[]): Caller => ({
	kind: 'token',
	token: { id: 't1', name: 'ci', scopes },
	client
});
const PULL: OwnAction = { id: 'images.pull', scopes: ['install'], perMinute: 2 };
const busy = new BoxError({ code: 'image-in-use', status: 409, message: 'It is in use.' });
const broken = new BoxError({ code: 'host-command-failed', status: 500, message: 'It broke.' });
const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

function setUp(configured = true) {
	const record = vi.fn();
	const box = { audit: { record }, log: { error: vi.fn() }, setup: { configured: () => configured } };
	const limits = createRateLimits(() => 0);
	const perform = createPerform(createCarryOut(box as unknown as Services, limits));
	return { perform, record };
}

describe('what an adapter carries out itself', () => {
	it('gives what its work gives, and stands in the audit', async () => {
		const { perform, record } = setUp();
		expect(await perform(PULL, 'nginx:1', local, { via: 'docker' }, () => 7)).toBe(7);
		expect(record.mock.calls).toEqual([
			[
				{
					...{ actor: 'local', actorId: null, actorName: null, address: '10.0.0.9' },
					...{ action: 'images.pull', subject: 'nginx:1', via: 'docker', outcome: 'done', detail: null }
				}
			]
		]);
	});

	it.each<[what: string, caller: Caller, configured: boolean, code: string]>([
		['a token without the scope', token('see'), true, 'missing-scope'],
		['a pup', { kind: 'pup', pupId: 'p1', client }, true, 'not-for-pups'],
		['somebody who has shown nothing', { kind: 'anyone', client }, true, 'not-logged-in'],
		['a box without an owner', local, false, 'not-configured']
	])('is not begun for %s', async (_, caller, configured, code) => {
		const { perform, record } = setUp(configured);
		const work = vi.fn();
		await expect(perform(PULL, 'nginx', caller, {}, work)).rejects.toMatchObject({ code });
		expect(work).not.toHaveBeenCalled();
		expect(record).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ outcome: 'refused', detail: code }));
	});

	it('is not begun more often than its limit says', async () => {
		const { perform, record } = setUp();
		const work = vi.fn();
		for (let count = 0; count < 2; count++) await perform(PULL, 'nginx', local, {}, work);
		await expect(perform(PULL, 'nginx', local, {}, work)).rejects.toMatchObject({
			code: 'too-many-requests',
			status: 429
		});
		expect(work).toHaveBeenCalledTimes(2);
		expect(record).toHaveBeenLastCalledWith(expect.objectContaining({ outcome: 'refused' }));
		await perform(PULL, 'nginx', token('install'), {}, work);
	});

	it.each<[what: string, thrown: unknown, outcome: string, detail: string | null]>([
		['a refusal', busy, 'refused', 'image-in-use'],
		['a failure of ours', broken, 'failed', 'host-command-failed'],
		['an error of the protocol', new Error('No such container: web'), 'failed', null],
		['a full disk', full, 'failed', 'disk-full']
	])('is noted with %s', async (_, thrown, outcome, detail) => {
		const { perform, record } = setUp();
		const ended = perform(PULL, 'x'.repeat(400), local, {}, () => Promise.reject(thrown as Error));
		await expect(ended).rejects.toBeInstanceOf(Error);
		expect(record).toHaveBeenCalledExactlyOnceWith(
			expect.objectContaining({ outcome, detail, subject: 'x'.repeat(300), via: null })
		);
	});
});
