import { describe, expect, it } from 'vitest';
import { FRESH, judge, nextIn, type CheckRule, type Known } from './judge.ts';

const rule: CheckRule = { intervalMs: 30_000, timeoutMs: 5000, retries: 3, startPeriodMs: 10_000 };
const good = { ok: true, text: 'Port 80 takes connections.' };
const bad = { ok: false, text: 'Port 80 takes no connections.' };

/**
 * Returns the state after each check: `+` is a good result, `-` a bad one. Checks are 4 s apart.
 */
const course = (checks: string, begin: Known = FRESH) => {
	let known = begin;
	return [...checks].map((check, i) => (known = judge(known, check === '+' ? good : bad, rule, (i + 1) * 4000)).state);
};

describe('health', () => {
	it.each([
		['is healthy at the first good answer', '+', ['healthy']],
		[
			'may fail while it starts, then as often as it may',
			'--' + '---',
			['starting', 'starting', 'starting', 'starting', 'unhealthy']
		],
		[
			'stays healthy until enough checks in a row fail',
			'+--+---',
			['healthy', 'healthy', 'healthy', 'healthy', 'healthy', 'healthy', 'unhealthy']
		],
		['has used its start period up when it was healthy once', '+---', ['healthy', 'healthy', 'healthy', 'unhealthy']],
		['gets well again', '+---+', ['healthy', 'healthy', 'healthy', 'unhealthy', 'healthy']]
	])('%s', (_, checks, states) => expect(course(checks)).toEqual(states));

	it('says what the last check found', () => {
		expect(judge(FRESH, bad, rule, 60_000)).toEqual({ state: 'starting', text: bad.text, failures: 1 });
		expect(judge(FRESH, good, rule, 0).text).toBe(good.text);
	});

	it('is asked for more often while it starts, and never more often than its manifest says', () => {
		expect(nextIn(FRESH, rule)).toBe(3000);
		expect(nextIn(FRESH, { intervalMs: 2000 })).toBe(2000);
		expect(nextIn({ state: 'unhealthy' }, rule)).toBe(30_000);
	});
});
