/**
 * Keeps suites that run at the same time apart: each worker of the test runner draws its numbers
 * from its own part of a range.
 */
import { join } from 'node:path';
import { randomInt } from 'node:crypto';
import type { HostPaths } from '../../src/lib/server/host/index.ts';

/** Maximum number of workers of the test runners (vite.config.ts, playwright.config.ts). */
const WORKERS = 2;

/**
 * A random number in this worker's part of a range.
 * @param first lowest number of the whole range
 * @param count how many numbers the whole range has
 */
export function apart(first: number, count: number): number {
	// Vitest counts its workers from 1, Playwright from 0.
	const number = process.env.TEST_PARALLEL_INDEX ?? Number(process.env.VITEST_POOL_ID ?? '1') - 1;
	const worker = Number(number) % WORKERS;
	const share = Math.floor(count / WORKERS);
	return first + worker * share + randomInt(share);
}

/**
 * A random network for the pups of a test's box. Tests use the networks below and above this range
 * by fixed addresses.
 */
export function ownSubnet(): string {
	return `10.${apart(112, 86)}.0.0/16`;
}

/**
 * The folders of an instance that a test has for itself.
 * @param data the instance's data folder, which the caller creates
 */
export function foldersOf(instance: string, data: string): HostPaths {
	return {
		data,
		storage: join(data, 'storage'),
		images: join(data, 'images'),
		logs: join(data, 'logs'),
		run: join('/run/dogebox', instance)
	};
}
