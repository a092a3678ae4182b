/**
 * Plans that wait for a confirmation. A plan can be confirmed once, for a limited time, and only as
 * long as the box would still do the same.
 */
import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Arguments } from './calls.ts';
import type { OperationTool } from './tools.ts';

/** Milliseconds for which a plan can be confirmed. */
const LIFE_MS = 15 * 60_000;
/** Most waiting plans; the oldest are removed first. */
const MOST = 50;

export interface Plan {
	tool: OperationTool;
	given: Arguments;
	/** The plan that the box answered with. */
	shown: unknown;
}

export interface Plans {
	/** @returns the id of the plan */
	add(plan: Plan): string;
	/** Removes and returns a plan; null when it does not exist or has expired. */
	take(id: string): Plan | null;
}

/** @param now milliseconds of a monotonic clock */
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

/** Whether two answers describe the same plan. */
export const isSamePlan = (one: unknown, other: unknown): boolean => isDeepStrictEqual(plain(one), plain(other));
