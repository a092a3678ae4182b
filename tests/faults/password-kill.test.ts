/**
 * `kill -9` of the whole box while the password is changed or reset. Whenever the new password is
 * valid afterwards, no other session is left.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AliveBox, PASSWORD, cannotRun } from '../support/alive.ts';

/**
 * How many times the box is killed, each time at another moment of the change. `npm test` kills it
 * only three times, `npm run test:faults` 24 times.
 */
const ALL = process.env['DOGEBOX_FAULTS'] === 'all';
const KILLS = ALL ? 24 : 3;

describe.skipIf(cannotRun())('kill -9 while the password changes', () => {
	let box: AliveBox;
	beforeAll(async () => {
		box = await AliveBox.start('password');
	});
	afterAll(() => box?.dispose());

	const login = async (password: string): Promise<string | null> => {
		const { status, body } = await box.api.call<{ token: string }>('POST', '/sessions', { password });
		return status === 201 ? body.token : null;
	};
	const isOpen = async (token: string) =>
		(await fetch(`${box.url}/api/v1/pups`, { headers: { authorization: `Bearer ${token}` } })).status === 200;

	it.each(['change', 'reset'] as const)('%s: a new password that counts leaves no session of others', async (how) => {
		let password = PASSWORD;
		box.api.setToken(await login(password));
		const ask = (next: string) =>
			how === 'change'
				? box.api.call('POST', '/password', { current: password, next })
				: box.api.call('POST', '/password/reset', { words: box.words, next });
		const begun = performance.now();
		expect((await ask(`${PASSWORD} ${how}`)).status).toBeLessThan(300);
		const whole = performance.now() - begun;
		password = `${PASSWORD} ${how}`;
		const seen = { changed: 0, unchanged: 0 };
		// Approaches the moment at which the change is written. The kill is to hit the time between
		// that and the end of the sessions.
		let moment = whole * 0.8;
		for (let round = 0; round < KILLS; round++) {
			box.api.setToken(await login(password));
			const other = await login(password);
			const next = `${PASSWORD} ${how} ${round}`;
			const asked = ask(next).catch(() => null);
			await new Promise((resolve) => setTimeout(resolve, moment));
			await box.crash();
			await asked;
			box.api.setToken(null);
			const changed = (await login(next)) !== null;
			seen[changed ? 'changed' : 'unchanged']++;
			moment = Math.max(0, moment + (whole / (4 + round)) * (changed ? -1 : 1));
			if (changed) {
				password = next;
				expect(await isOpen(other!), `round ${round}`).toBe(false);
			} else expect(await login(password), `round ${round}: one of the two passwords counts`).not.toBeNull();
		}
		console.log(`${how}: killed ${KILLS} times, ${seen.changed} after the change was made`);
		if (ALL) expect(Math.min(seen.changed, seen.unchanged), 'it was killed before and after').toBeGreaterThan(0);
		if (how === 'change') {
			box.api.setToken(await login(password));
			await box.api.call('POST', '/password', { current: password, next: PASSWORD });
		}
	});
});
