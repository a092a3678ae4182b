import { describe, expect, it } from 'vitest';
import { BoxError } from '../../contract/errors.ts';
import { createBoxReconciler } from './reconciler.ts';

/**
 * Starts a box again by its policy after its main process has ended, while `start` fails with
 * `code`.
 */
async function startedAgain(code: string) {
	const row = {
		...{ id: 'a', name: 'web', state: 'stopped', wanted: 'running', restart: 'on-failure:3', restarts: 1 },
		...{ exitCode: 1, startedAt: 1, expiresAt: null, idleStopSeconds: null, ephemeral: false }
	};
	const reported: string[] = [];
	const failures: string[] = [];
	const reconciler = createBoxReconciler({
		rows: {
			find: () => row,
			all: () => [row],
			set: (_id: string, values: object) => Object.assign(row, values),
			report(_id: string, what: string, values: object) {
				reported.push(what);
				Object.assign(row, values);
			}
		},
		running: {
			standing: () => Promise.resolve('idle'),
			isStopping: () => false,
			start: () => Promise.reject(new BoxError({ code, status: 503, message: 'It cannot be started now.' }))
		},
		memory: { failures: () => 0, downMs: () => null, unusedMs: () => 0 },
		metrics: { counters: () => null },
		jobs: { holding: () => null },
		log: { debug() {}, error: ({ err }: { err: Error }) => failures.push(err.message) }
	} as unknown as Parameters<typeof createBoxReconciler>[0]);
	reconciler.begin();
	await reconciler.settle('a');
	await reconciler.close();
	expect(failures).toEqual([]);
	return { reported, wanted: row.wanted, restarts: row.restarts };
}

it('a box that somebody works on is not asked how it is', async () => {
	let asked = 0;
	const reconciler = createBoxReconciler({
		rows: { find: () => ({ id: 'a' }), all: () => [] },
		memory: { failures: () => 0, downMs: () => null, unusedMs: () => 0 },
		metrics: { counters: () => null },
		running: { standing: async () => void asked++, isStopping: () => false },
		jobs: { holding: () => ({ id: 'job', status: 'running' }) },
		log: { error: ({ err }: { err: Error }) => expect.fail(err.message) }
	} as unknown as Parameters<typeof createBoxReconciler>[0]);
	reconciler.begin();
	await reconciler.settle('a');
	await reconciler.close();
	expect(asked).toBe(0);
});

describe('a box that is started again by its policy', () => {
	it.each([
		['waits for the host agent, uncounted', 'host-agent-away', { reported: [], wanted: 'running', restarts: 1 }],
		['rests with the reason of another failure', 'disk-full', { reported: ['failed'], wanted: 'stopped', restarts: 2 }]
	])('%s', async (_what, code, became) => {
		expect(await startedAgain(code)).toEqual(became);
	});
});
