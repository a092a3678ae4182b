import { describe, expect, it } from 'vitest';
import { PUP_STATES } from '../../contract/pups.ts';
import { failuresAfter, waitAfter } from './backoff.ts';
import { crashOf, plan, type Observed, type ObservedService } from './plan.ts';

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
	now: 1000
};
const off: Observed = { ...up, state: 'stopped', sandbox: false, services: [gone] };
const isGone = { do: 'report', event: { kind: 'container-gone' } };
const isUp = { do: 'report', event: { kind: 'services-up' } };
const on = { enabled: true, needsConfig: false };
const not = { enabled: false, needsConfig: false };

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
		expect(plan({ enabled: true, needsConfig: true }, off)).toEqual([]);
		expect(plan({ enabled: true, needsConfig: true }, up)).toEqual([{ do: 'stop' }]);
	});
	it('stops a running one that should not', () => expect(plan(not, up)).toEqual([{ do: 'stop' }]));
	it('begins nothing while the disk with its data is not there, and leaves what runs', () => {
		expect(plan(on, { ...off, storage: false })).toEqual([]);
		expect(plan(on, { ...off, state: 'running', storage: false })).toEqual([isGone]);
		expect(plan(on, { ...up, storage: false })).toEqual([]);
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
		expect(crashOf([{ ...ended, exitCode: 137 }]).reason).toBe('“web” was ended by signal 9.');
	});
});

describe('back-off', () => {
	it('doubles up to a minute', () => {
		expect([1, 2, 3, 4, 5, 6, 7, 8, 1000].map(waitAfter)).toEqual([
			1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000
		]);
	});
	it('begins anew after a minute of running', () => {
		expect(failuresAfter(4, 0, 59_999)).toBe(5);
		expect(failuresAfter(4, 0, 60_000)).toBe(1);
		expect(failuresAfter(4, null, 60_000)).toBe(5);
	});
});
