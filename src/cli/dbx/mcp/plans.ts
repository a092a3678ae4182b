/**
 * What is shown before it is done. A plan is kept here until it is confirmed: once, for a while,
 * and only as long as the box would still do the same.
 */
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Arguments } from './calls.ts';
import type { OperationTool } from './tools.ts';

/** How long a plan can be confirmed, milliseconds. */
const LIFE_MS = 15 * 60_000;
/** Most plans that wait; the oldest make room. */
const MOST = 50;

export interface Plan {
	tool: OperationTool;
	given: Arguments;
	/** What the box said that it would do. */
	shown: unknown;
}

export interface Plans {
	/** @returns its id */
	add(plan: Plan): string;
	/** Takes a plan out; null for one that is not there, or any more. */
	take(id: string): Plan | null;
}

/** @param now milliseconds, by a clock that is not set */
export function createPlans(now: () => number): Plans {
	const waiting = new Map<string, Plan & { until: number }>();
	return {
		add(plan) {
			const id = `plan-${randomBytes(9).toString('base64url')}`;
			waiting.set(id, { ...plan, until: now() + LIFE_MS });
			if (waiting.size > MOST) waiting.delete(waiting.keys().next().value!);
			return id;
		},
		take(id) {
			const found = waiting.get(id);
			waiting.delete(id);
			if (!found || found.until < now()) return null;
			const { tool, given, shown } = found;
			return { tool, given, shown };
		}
	};
}

/** Members that differ each time although the plan is the same. */
const MOMENTS = /^(at|createdAt|checkedAt|readAt|since|now)$/;

function plain(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(plain);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([name]) => !MOMENTS.test(name))
			.map(([name, one]) => [name, plain(one)])
	);
}

/** Whether two answers say that the same would be done. */
export const isSamePlan = (one: unknown, other: unknown): boolean => isDeepStrictEqual(plain(one), plain(other));
