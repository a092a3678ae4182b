/**
 * A busy machine may be late, so every polling wait of a test allows at least 20 seconds. The
 * projects' own timeouts are in vite.config.ts. The default of `vi.waitFor` is one second.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const LEAST_MS = 20_000;

/** Returns the matching calls, each with everything between its parentheses. */
function callsIn(code: string, call: RegExp): string[] {
	return [...code.matchAll(call)].map(({ index, 0: { length } }) => {
		let open = 1;
		let end = index + length;
		for (; open > 0 && end < code.length; end++) {
			if (code[end] === '(') open++;
			else if (code[end] === ')') open--;
		}
		return code.slice(index, end);
	});
}

/** The timeout of a wait, taken from its last options: a call inside the wait may have its own. */
const timeOf = (call: string): string | undefined => [...call.matchAll(/timeout: ([\d_]+)/g)].at(-1)?.[1];

const isShort = (call: string) => Number((timeOf(call) ?? String(LEAST_MS)).replaceAll('_', '')) < LEAST_MS;

it.each([
	['expect.poll(() => 1, { timeout: 5000 }).toBe(1)', true],
	['expect.poll(() => 1, { timeout: 20_000 }).toBe(1)', false],
	['expect\n\t.poll(() => ask({ timeout: 1 }), { timeout: 60_000 })', false],
	['expect.poll(() => f(1)).toBe(1)', false]
])('a wait that is short is found: %s', (code, short) => {
	expect(callsIn(code, /\.poll\(/g).map(isShort)).toEqual([short]);
});

it('tests wait long enough', () => {
	const impatient: string[] = [];
	const tests = ['src', 'packages', 'tests'].flatMap((folder) =>
		readdirSync(folder, { recursive: true, encoding: 'utf8' })
			.filter((name) => /\.(?:test|spec)\.ts$/.test(name) && !name.endsWith('patience.test.ts'))
			.map((name) => join(folder, name))
	);
	expect(tests.length).toBeGreaterThan(300);
	for (const path of tests) {
		const code = readFileSync(path, 'utf8');
		const waits = callsIn(code, /\bvi\.waitFor\(/g);
		for (const call of waits.filter((one) => !/timeout: |\bWAIT\b/.test(one))) impatient.push(`${path}: ${call}`);
		for (const call of [...waits, ...callsIn(code, /\.poll\(/g)].filter(isShort)) impatient.push(`${path}: ${call}`);
		for (const [line, time] of code.matchAll(/\bWAIT = \{ timeout: ([\d_]+)/g))
			if (Number(time!.replaceAll('_', '')) < LEAST_MS) impatient.push(`${path}: ${line}`);
	}
	expect(impatient).toEqual([]);
});
