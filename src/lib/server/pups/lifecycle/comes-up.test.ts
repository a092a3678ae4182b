/** When a new version counts as working. Its health checks count too. */
import { describe, expect, it } from 'vitest';
import { BoxError } from '../../../contract/errors.ts';
import type { Health, HealthState } from '../../../contract/health.ts';
import type { PupRow } from '../installed/index.ts';
import { comesUp, MOST_HEALTH_MS, type HealthChecks } from './comes-up.ts';

const MINUTE = 60_000;
type Rule = NonNullable<ReturnType<HealthChecks['rule']>>;
const RULE: Rule = { startPeriodMs: 30_000, retries: 3, intervalMs: 30_000, timeoutMs: 5000 };

/**
 * States of a service’s check, each after so many milliseconds. The last one that is due counts.
 */
type Course = readonly (readonly [afterMs: number, state: HealthState])[];
interface Case {
	/** Services with a check, by name. */
	checked?: Record<string, Course>;
	rule?: Partial<Rule>;
	/** Milliseconds after which a service ends. */
	endsAt?: number;
}

/** Runs `comesUp` with a clock that advances only while the processes are watched. */
async function ask({ checked = {}, rule = {}, endsAt = Infinity }: Case) {
	let now = 0;
	const lines: string[] = [];
	const services = ['plain', ...Object.keys(checked)].map((name) => ({ name }));
	const row = { id: 'p', manifest: { container: { services } } } as unknown as PupRow;
	const error = await comesUp(
		{
			rows: { get: () => row },
			running: {
				async settle(_id, _signal, watch) {
					expect(watch?.every).toBe(true);
					now += watch!.ms!;
					if (now >= endsAt) throw new BoxError({ code: 'service-ended', status: 409, message: 'It ended.' });
				}
			},
			health: () => ({
				of(_row, service): Health | undefined {
					const course = checked[service];
					if (!course) return undefined;
					const state = course.findLast(([afterMs]) => afterMs <= now)?.[1] ?? 'starting';
					return { state, text: 'Port 80 answers / with status 503.', since: 0 };
				},
				rule: (_row, service) => (checked[service] ? { ...RULE, ...rule } : undefined)
			}),
			clock: () => now
		},
		'p',
		new AbortController().signal,
		(line) => lines.push(line)
	).then(
		() => null,
		(thrown: unknown) => thrown as BoxError
	);
	return { error, now, lines };
}

describe('a new version', () => {
	it('without checks comes up when it runs for a moment', async () => {
		expect(await ask({})).toEqual({ error: null, now: 3000, lines: [] });
		expect(await ask({ endsAt: 2000 })).toMatchObject({ error: { code: 'service-ended' } });
	});

	it('is waited for until each service with a check is healthy', async () => {
		const found = await ask({
			checked: {
				web: [[0, 'healthy']],
				api: [[20_000, 'healthy']],
				late: [
					[0, 'waiting'],
					[9000, 'healthy']
				]
			}
		});
		expect(found).toEqual({ error: null, now: 20_000, lines: ['Waiting until healthy: api, late.'] });
	});

	it('that is unhealthy does not come up, and says what was found', async () => {
		const { error, now } = await ask({ checked: { web: [[0, 'healthy']], api: [[40_000, 'unhealthy']] } });
		expect(now).toBe(40_000);
		expect(error).toBeInstanceOf(BoxError);
		expect(error).toMatchObject({
			code: 'unhealthy',
			status: 409,
			message: '“api” is not healthy: Port 80 answers / with status 503.'
		});
	});

	it('that was healthy and is unhealthy while another is waited for does not come up', async () => {
		const { error } = await ask({
			checked: {
				web: [
					[0, 'healthy'],
					[9000, 'unhealthy']
				],
				api: []
			}
		});
		expect(error?.message).toContain('“web” is not healthy');
	});

	it('of which a service ends while its health is waited for does not come up', async () => {
		const { error, now } = await ask({ checked: { web: [] }, endsAt: 12_000 });
		expect([error?.code, now]).toEqual(['service-ended', 12_000]);
	});

	it.each<[string, Partial<Rule>, number]>([
		['as its manifest says', {}, 135_000],
		['for half a minute at least', { startPeriodMs: 0, retries: 1, intervalMs: 2000, timeoutMs: 1000 }, 30_000],
		['for eight minutes at most', { retries: 20, intervalMs: 3600_000 }, 8 * MINUTE]
	])('whose health nobody can tell is waited for %s', async (_what, rule, waits) => {
		const { error, now } = await ask({ checked: { web: [] }, rule });
		expect(error?.message).toContain('“web” did not become healthy in time');
		expect(now).toBe(3000 + waits);
	});

	it('that has a longer start period is not given up for being in it', async () => {
		const { error, now, lines } = await ask({ checked: { web: [] }, rule: { startPeriodMs: 60 * MINUTE } });
		expect([error, now]).toEqual([null, 3000 + MOST_HEALTH_MS]);
		expect(lines.at(-1)).toBe('“web” runs, and has time to become healthy still. It is not waited for any longer.');
	});
});
