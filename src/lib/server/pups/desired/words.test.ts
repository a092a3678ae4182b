import { describe, expect, it } from 'vitest';
import type { Change } from './change.ts';
import type { PlanStep } from './plan.ts';
import { driftWords, savingWords, switchingWords } from './words.ts';

const pup = { name: 'Web', services: ['web', 'db'], up: true, busy: false };
const config: Change[] = [{ kind: 'config', services: ['web', 'db'] }];
const text = (steps: PlanStep[], values: Partial<typeof pup> = {}) =>
	savingWords(config, steps, { ...pup, ...values }).text;

describe('what saving does, in words', () => {
	it('names the services that are restarted', () => {
		expect(savingWords(config, [{ do: 'renew' }], pup)).toEqual({
			changes: ['config'],
			effect: 'container',
			services: ['web', 'db'],
			text: 'Saving restarts the services web and db.'
		});
		expect(text([{ do: 'renew' }], { services: ['web'] })).toBe('Saving restarts the service web.');
		expect(text([{ do: 'renew' }], { services: ['a', 'b', 'c'] })).toBe('Saving restarts the services a, b, and c.');
		expect(savingWords(config, [{ do: 'restart-services', services: ['db'] }], pup)).toMatchObject({
			effect: 'services',
			services: ['db'],
			text: 'Saving restarts the service db.'
		});
	});
	it('says what else happens, or that nothing does', () => {
		expect(text([{ do: 'start' }])).toBe('Saving starts Web.');
		expect(text([{ do: 'stop' }])).toBe('Saving stops Web.');
		expect(text([{ do: 'set-limits' }])).toBe('It takes effect at once; nothing is restarted.');
		expect(text([{ do: 'rebuild' }])).toBe('Saving rebuilds the files of Web and restarts it.');
		expect(text([])).toBe('Nothing is restarted.');
		expect(text([], { up: false })).toBe('Web does not run; what is saved is used when it starts.');
		expect(text([], { busy: true })).toBe('Something is being done with Web; it takes effect after that.');
	});
	it('sees through what the box does beside it', () => {
		const wait: PlanStep = { do: 'wait', until: 5 };
		const up: PlanStep = { do: 'report', event: { kind: 'services-up' } };
		expect(text([up, wait, { do: 'renew' }], { services: ['web'] })).toBe('Saving restarts the service web.');
	});
	it('says what has changed since a pup was started', () => {
		const changes: Change[] = [...config, { kind: 'box' }];
		expect(driftWords(changes, { effect: 'container', services: ['web'] })).toEqual({
			changes: ['config', 'box'],
			effect: 'container',
			services: ['web'],
			text: 'Changed since it was started: its settings and what the box decides for it. It takes effect at the next start.'
		});
	});
});

describe('what switching dev mode does, in words', () => {
	const dev: Change = { kind: 'dev', to: true };
	const runs = { name: 'Web', services: ['web', 'db'], up: true, starts: true };
	it.each([
		['container', [dev], {}, ['web', 'db'], 'Switching restarts the services web and db.'],
		['stop', [dev], { starts: false }, [], 'Switching stops Web.'],
		['start', [dev], { up: false }, ['web', 'db'], 'Switching starts Web.'],
		['nothing', [dev], { up: false, starts: false }, [], 'Web does not run; nothing is restarted.'],
		['nothing', [], {}, [], 'Nothing is restarted.'],
		['root', [dev, { kind: 'root' }], {}, ['web', 'db'], 'Switching rebuilds the files of Web and restarts it.'],
		['root', [dev, { kind: 'root' }], { up: false, starts: false }, [], 'Switching rebuilds the files of Web.']
	] as [string, Change[], Partial<typeof runs>, string[], string][])(
		'%s after %j with %j',
		(effect, changes, values, services, words) => {
			expect(switchingWords(changes, { ...runs, ...values })).toEqual({
				changes: changes.map(({ kind }) => kind),
				effect,
				services,
				text: words
			});
		}
	);
});
