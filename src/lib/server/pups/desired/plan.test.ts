import { describe, expect, it } from 'vitest';
import { PUP_STATES } from '../../../contract/pups.ts';
import { changesBetween } from './change.ts';
import { crashOf, plan, type Observed, type ObservedService, type PlanStep } from './plan.ts';
import type { SpecRecord } from '../installed/index.ts';

const web: ObservedService = { name: 'web', running: true, exitCode: null, oomKilled: false, nextStartAt: null };
const ended: ObservedService = { ...web, running: false, exitCode: 1, nextStartAt: 5000 };
const gone: ObservedService = { ...web, running: false };
const up: Observed = {
	state: 'running',
	failure: null,
	sandbox: true,
	services: [web],
	busy: false,
	engine: true,
	storage: true,
	agent: true,
	madeFrom: null,
	complete: true,
	asked: null,
	now: 1000
};
const off: Observed = { ...up, state: 'stopped', sandbox: false, services: [gone] };
const isGone = { do: 'report', event: { kind: 'container-gone' } };
const isUp = { do: 'report', event: { kind: 'services-up' } };
const on = { enabled: true, needsConfig: false, spec: null };
const not = { enabled: false, needsConfig: false, spec: null };

describe('what the box does for a pup', () => {
	it('nothing where all is as it should be', () => {
		expect(plan(on, up)).toEqual([]);
		expect(plan(not, off)).toEqual([]);
	});
	it.each(PUP_STATES)('nothing while a job is at work (%s)', (state) => {
		expect(plan(on, { ...up, state, busy: true })).toEqual([]);
		expect(plan(not, { ...up, state, busy: true })).toEqual([]);
	});
	it('starts a stopped one that should run', () => expect(plan(on, off)).toEqual([{ do: 'start' }]));
	it('leaves it while config is missing, and stops it where it runs', () => {
		expect(plan({ ...on, needsConfig: true }, off)).toEqual([]);
		expect(plan({ ...on, needsConfig: true }, up)).toEqual([{ do: 'stop' }]);
	});
	it('stops a running one that should not', () => expect(plan(not, up)).toEqual([{ do: 'stop' }]));
	it('begins nothing while the disk with its data is not there, and leaves what runs', () => {
		expect(plan(on, { ...off, storage: false })).toEqual([]);
		expect(plan(on, { ...off, state: 'running', storage: false })).toEqual([isGone]);
		expect(plan(on, { ...up, storage: false })).toEqual([]);
	});
	it('does nothing at the host while its agent is away, and says what it sees', () => {
		const away = { agent: false };
		expect(plan(on, { ...off, ...away })).toEqual([]);
		expect(plan(not, { ...up, ...away })).toEqual([]);
		expect(plan(on, { ...up, ...away, state: 'broken' })).toEqual([]);
		expect(plan(on, { ...off, ...away, state: 'running' })).toEqual([isGone]);
		const crash = { do: 'report', event: { kind: 'service-down', failure: crashOf([ended, ended]) } };
		const later = { ...ended, nextStartAt: 500 };
		expect(plan(on, { ...up, ...away, services: [ended, later] })).toEqual([crash, { do: 'wait', until: 5000 }]);
	});
	it('after a reboot: notes that it is gone, then starts it', () => {
		expect(plan(on, { ...off, state: 'running' })).toEqual([isGone]);
		expect(plan(on, off)).toEqual([{ do: 'start' }]);
	});
	it('after a restart of dogeboxd: finds it running', () => {
		expect(plan(on, { ...up, state: 'starting' })).toEqual([isUp]);
		expect(plan(on, { ...up, state: 'crashed', failure: crashOf([ended]) })).toEqual([isUp]);
	});
	it('a crash: says why, and waits', () => {
		expect(plan(on, { ...up, services: [ended] })).toEqual([
			{ do: 'report', event: { kind: 'service-down', failure: crashOf([ended]) } },
			{ do: 'wait', until: 5000 }
		]);
	});
	it('a second look while it waits only waits', () => {
		expect(plan(on, { ...up, state: 'crashed', failure: crashOf([ended]), services: [ended] })).toEqual([
			{ do: 'wait', until: 5000 }
		]);
	});
	it('the wait is over: starts only the service that is down', () => {
		const other = { ...web, name: 'other' };
		expect(
			plan(on, { ...up, state: 'crashed', failure: crashOf([ended]), services: [ended, other], now: 5000 })
		).toEqual([{ do: 'restart-service', service: 'web' }]);
	});
	it('the whole container is gone: starts it as a whole when the wait is over', () => {
		const crashed: Observed = { ...up, state: 'crashed', failure: crashOf([ended]), sandbox: false, services: [ended] };
		expect(plan(on, crashed)).toEqual([{ do: 'wait', until: 5000 }]);
		expect(plan(on, { ...crashed, now: 6000 })).toEqual([{ do: 'start' }]);
	});
	it('a service that ends with status 0 by itself is started again too', () => {
		expect(plan(on, { ...up, services: [{ ...ended, exitCode: 0, nextStartAt: 0 }] })).toEqual([
			{
				do: 'report',
				event: { kind: 'service-down', failure: expect.objectContaining({ reason: '“web” ended by itself.' }) }
			},
			{ do: 'restart-service', service: 'web' }
		]);
	});
	it('a crashed one that should no longer run', () => {
		expect(plan(not, { ...up, state: 'crashed', failure: crashOf([ended]), services: [ended] })).toEqual([
			{ do: 'stop' }
		]);
		expect(plan(not, { ...off, state: 'crashed' })).toEqual([isGone]);
	});
	it('an interrupted installation is broken, honestly', () => {
		expect(plan(on, { ...off, state: 'installing' })).toMatchObject([{ do: 'report', event: { kind: 'failed' } }]);
	});
	it('a broken one is left for its owner, but nothing of it may run', () => {
		expect(plan(on, { ...off, state: 'broken' })).toEqual([]);
		expect(plan(on, { ...up, state: 'broken' })).toEqual([{ do: 'clear' }]);
		expect(plan(on, { ...up, state: 'uninstalled' })).toEqual([{ do: 'clear' }]);
	});
	it('on a host that cannot run containers, says it is stopped and starts nothing', () => {
		expect(plan(on, { ...off, engine: false })).toEqual([]);
		expect(plan(on, { ...off, state: 'running', engine: false })).toEqual([isGone]);
	});
	it('names memory as the reason where it was', () => {
		expect(crashOf([ended, { ...ended, name: 'db', oomKilled: true }])).toMatchObject({
			code: 'out-of-memory',
			reason: expect.stringContaining('“db”')
		});
		expect(crashOf([{ ...ended, exitCode: 137, oomKilled: true }]).reason).toBe(
			'“web” ended with exit code 137: it was killed because memory ran out.'
		);
		expect(crashOf([{ ...ended, exitCode: 137 }]).reason).toBe(
			'“web” ended with exit code 137 (SIGKILL): it was killed.'
		);
	});
	it('names the health check where the box ended it for that, and how often it ended', () => {
		const unhealthy = 'Port 8080 does not answer.';
		expect(crashOf([{ ...ended, exitCode: 143, unhealthy, flapping: { ends: 4, minutes: 3 } }])).toEqual({
			code: 'unhealthy',
			reason:
				'“web” was ended since its health check failed: Port 8080 does not answer. It ended 4 times in 3 minutes.',
			hint: 'The box starts it again by itself. Its log may tell why.'
		});
		expect(crashOf([ended, gone]).reason).toBe('“web” ended with exit code 1 (and 1 more).');
	});
});

describe('what the box does about a difference between what runs and what is wanted', () => {
	const part = { program: 'p', config: 'c', box: 'b' };
	const limits = { memoryBytes: 1000, pids: 10, cpus: null };
	const made: SpecRecord = {
		hash: 'made',
		version: '1.0.0',
		treeHash: 'tree',
		layers: ['base', 'packages'],
		dev: false,
		limits,
		box: 'b',
		services: { web: part, db: part }
	};
	const db = { ...web, name: 'db' };
	const both: Observed = { ...up, services: [web, db], madeFrom: made };
	const withSpec = (values: Partial<SpecRecord>) => ({ ...on, spec: { ...made, hash: 'wanted', ...values } });
	const services = (one: Partial<typeof part>, two: Partial<typeof part> = {}) => ({
		services: { web: { ...part, ...one }, db: { ...part, ...two } }
	});
	const renew: PlanStep[] = [{ do: 'renew' }];

	/**
	 * Each change has a name, the steps for a running pup, and the steps for one whose wanted files
	 * are not on the disk.
	 */
	const table: [change: string, wanted: Partial<SpecRecord>, running: PlanStep[], incomplete?: PlanStep[]][] = [
		['nothing', { hash: 'made' }, []],
		['its limits', { limits: { ...limits, memoryBytes: 2000 } }, [{ do: 'set-limits' }]],
		['cores where there was no limit', { limits: { ...limits, cpus: 1 } }, [{ do: 'set-limits' }]],
		['a share of the disk', { limits: { ...limits, ioWeight: 200 } }, [{ do: 'set-limits' }]],
		['the command of one service', services({ program: 'q' }), [{ do: 'restart-services', services: ['web'] }]],
		['its config, which all services see', services({ config: 'd' }, { config: 'd' }), renew],
		[
			'the config of a service that alone missed it',
			services({}, { config: 'd' }),
			[{ do: 'restart-services', services: ['db'] }]
		],
		[
			'limits and a command',
			{ limits: { ...limits, pids: 20 }, ...services({ program: 'q' }) },
			[{ do: 'restart-services', services: ['web'] }]
		],
		[
			'a service more',
			{ services: { ...made.services, more: part } },
			[{ do: 'restart-services', services: ['more'] }]
		],
		['a service less', { services: { web: part } }, renew],
		['dev mode', { dev: true, treeHash: null }, renew],
		['its files', { treeHash: 'other' }, renew, [{ do: 'rebuild' }]],
		['its root', { layers: ['base', 'others'] }, renew, [{ do: 'rebuild' }]],
		['its version', { version: '2.0.0', treeHash: 'other' }, renew, [{ do: 'rebuild' }]],
		['what the box decides', { box: 'c', ...services({ box: 'c' }, { box: 'c' }) }, []],
		['what the box decides, and a limit', { box: 'c', limits: { ...limits, pids: 1 } }, [{ do: 'set-limits' }]]
	];
	it.each(table)('%s, of one that runs', (_, wanted, running, incomplete) => {
		expect(plan(withSpec(wanted), both)).toEqual(running);
		expect(plan(withSpec(wanted), { ...both, complete: false })).toEqual(incomplete ?? running);
	});
	it.each(table)('%s, of one that has crashed: at once, in case it helps', (_, wanted, running) => {
		const crashed: Observed = {
			...both,
			state: 'crashed',
			failure: crashOf([ended]),
			services: [ended, db]
		};
		const waits = [{ do: 'wait', until: 5000 }];
		expect(plan(withSpec(wanted), crashed)).toEqual(running.length > 0 ? running : waits);
		// Without a container there are no limits to change.
		const gone = running[0]?.do === 'set-limits' || running.length === 0 ? waits : running;
		const none: Observed = { ...crashed, sandbox: false, services: [ended, { ...ended, name: 'db' }] };
		expect(plan(withSpec(wanted), { ...none, failure: crashOf(none.services) })).toEqual(gone);
	});
	it.each(table)('%s, of one that does not run: nothing, its start takes it along', (_, wanted) => {
		expect(plan({ ...withSpec(wanted), enabled: false }, { ...both, state: 'stopped', sandbox: false })).toEqual([]);
		for (const state of ['broken', 'uninstalled'] as const) {
			expect(plan(withSpec(wanted), { ...both, state, sandbox: false }), state).toEqual([]);
		}
		expect(plan(withSpec(wanted), { ...both, state: 'stopped', sandbox: false })).toEqual([{ do: 'start' }]);
	});
	it.each(table)('%s, while a job is at work: nothing, its end brings the box back', (_, wanted) => {
		for (const state of PUP_STATES) expect(plan(withSpec(wanted), { ...both, state, busy: true }), state).toEqual([]);
	});
	it.each(table)('%s, while the host agent is away: nothing', (_, wanted) => {
		expect(plan(withSpec(wanted), { ...both, agent: false })).toEqual([]);
	});
	it('once: what was asked for and failed is not asked for again and again', () => {
		for (const [change, wanted] of table) {
			expect(plan(withSpec(wanted), { ...both, asked: withSpec(wanted).spec.hash }), change).toEqual([]);
		}
	});
	it('nothing where one of both is not known: it was made by a box that kept no record, or its settings are missing', () => {
		expect(plan(withSpec({ dev: true }), { ...both, madeFrom: null })).toEqual([]);
		expect(plan({ ...on, spec: null }, both)).toEqual([]);
	});
	it('names what differs', () => {
		const kinds = (values: Partial<SpecRecord>) =>
			changesBetween(made, { ...made, hash: 'wanted', ...values }).map((change) => change.kind);
		expect(kinds({ version: '2.0.0', treeHash: 'x', layers: [] })).toEqual(['version', 'root']);
		expect(kinds(services({ program: 'q', config: 'd', box: 'e' }))).toEqual(['program', 'config', 'box']);
		expect(kinds({ limits: { ...limits, pids: 11 }, treeHash: 'x' })).toEqual(['files', 'limits']);
	});
});
