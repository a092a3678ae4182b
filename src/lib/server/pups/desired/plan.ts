/**
 * What the box has to do for one pup: desired against observed. Pure; the reconciler carries it
 * out. Level-triggered: where things are as they should be, the plan is empty.
 */
import { exitWords } from '../../../contract/exit-words.ts';
import type { Failure } from '../../../contract/jobs.ts';
import type { PupState } from '../../../contract/pups.ts';
import { changesBetween, effectOfAll, servicesIn, type Change, type Effect } from './change.ts';
import type { SpecRecord } from '../installed/index.ts';
import type { PupEvent } from '../installed/index.ts';

export interface ObservedService {
	name: string;
	running: boolean;
	/** Exit status of its last run; null when it never ended. */
	exitCode: number | null;
	oomKilled: boolean;
	/**
	 * When it may be started again; null when that was not decided. Milliseconds since the epoch.
	 */
	nextStartAt: number | null;
	/** What its health check found, where the box ended it for that. */
	unhealthy?: string | null;
	/** How often it ended of late, where that is too often. */
	flapping?: { ends: number; minutes: number } | null;
}

export interface Observed {
	state: PupState;
	failure: Failure | null;
	/** Its pause process and namespaces exist. */
	sandbox: boolean;
	services: ObservedService[];
	/** An unfinished job holds this pup; it decides. */
	busy: boolean;
	/** The host can run containers. */
	engine: boolean;
	/** The disk with its data is there. */
	storage: boolean;
	/** What works on the host can be asked; all pups are looked at again when it is back. */
	agent: boolean;
	/** What its container was made from; null where that is not known. */
	madeFrom: SpecRecord | null;
	/** The files and layers that are wanted lie on the disk. */
	complete: boolean;
	/**
	 * Hash of the specification that was asked to be taken over already: that is asked for once.
	 */
	asked: string | null;
	now: number;
}

export interface Desired {
	/** The owner wants it to run. */
	enabled: boolean;
	/** Required config is missing. */
	needsConfig: boolean;
	/**
	 * What its container should be made from; null where that cannot be said: its root or a
	 * required setting is missing.
	 */
	spec: SpecRecord | null;
}

export type PlanStep =
	/** Tell the state machine what is observed. */
	| { do: 'report'; event: PupEvent }
	/** Ask for a job. */
	| { do: 'start' }
	| { do: 'stop' }
	/** Remove a container that should not be there, without a change of state. */
	| { do: 'clear' }
	/** Start one service again that ended by itself. */
	| { do: 'restart-service'; service: string }
	/** Write its limits to the container as it runs. */
	| { do: 'set-limits' }
	/**
	 * Ask for a job that stops these services and starts them as they are wanted now; the others
	 * run on.
	 */
	| { do: 'restart-services'; services: string[] }
	/** Ask for a job that makes a new container. */
	| { do: 'renew' }
	/** Ask for a job that makes its files and root again. */
	| { do: 'rebuild' }
	/** Look again then. Milliseconds since the epoch. */
	| { do: 'wait'; until: number };

const INTERRUPTED: Failure = {
	code: 'interrupted',
	reason: 'The box stopped in the middle of this, and nothing goes on with it.',
	hint: 'Try again, or remove the pup.'
};

const UP: PlanStep = { do: 'report', event: { kind: 'services-up' } };
const GONE: PlanStep = { do: 'report', event: { kind: 'container-gone' } };

/** Steps that need nothing of the host. */
const WITHOUT_HOST = new Set<PlanStep['do']>(['report', 'wait']);

/** Steps that bring a pup from what is to what is wanted. */
export function plan(desired: Desired, observed: Observed): PlanStep[] {
	const steps = wholePlan(desired, observed);
	return observed.agent ? steps : steps.filter((step) => WITHOUT_HOST.has(step.do));
}

function wholePlan(desired: Desired, observed: Observed): PlanStep[] {
	if (observed.busy) return [];
	const { state } = observed;
	switch (state) {
		case 'installing':
		case 'updating':
			return [{ do: 'report', event: { kind: 'failed', failure: INTERRUPTED } }];
		case 'broken':
		case 'uninstalled':
			return observed.sandbox ? [{ do: 'clear' }] : [];
		case 'stopped':
		case 'stopping':
		case 'starting':
		case 'running':
		case 'crashed':
			// What runs already has the disk in its own hands; only nothing new is begun without
			// it.
			return desired.enabled && !desired.needsConfig && observed.engine && (observed.storage || observed.sandbox)
				? wanted(desired, observed)
				: unwanted(observed);
	}
}

/** It should not run. */
function unwanted({ state, sandbox }: Observed): PlanStep[] {
	if (sandbox) return [{ do: 'stop' }];
	return state === 'stopped' ? [] : [GONE];
}

/** It should run. */
function wanted(desired: Desired, observed: Observed): PlanStep[] {
	const { state, sandbox, services, now } = observed;
	if (state === 'stopped') return [{ do: 'start' }];
	if ((state === 'running' || state === 'crashed') && desired.spec?.hash !== observed.asked) {
		const steps = taken(driftOf(desired, observed), observed);
		if (steps.length > 0) return steps;
	}
	// Half stopped or half started, and no job goes on with it: begin again from a known state.
	if (state === 'stopping') return sandbox ? [{ do: 'stop' }] : [GONE];
	const down = services.filter((service) => !service.running);
	if (down.length === 0 && sandbox) return state === 'running' ? [] : [UP];
	if (state === 'starting' || down.every((service) => service.exitCode === null && service.nextStartAt === null)) {
		// It is simply not there: the host was restarted, or the start never came to an end.
		return state === 'crashed' ? [{ do: 'start' }] : [GONE];
	}
	const steps: PlanStep[] = [];
	const failure = crashOf(down);
	if (state !== 'crashed' || JSON.stringify(failure) !== JSON.stringify(observed.failure)) {
		steps.push({ do: 'report', event: { kind: 'service-down', failure } });
	}
	const due = down.filter((service) => (service.nextStartAt ?? 0) <= now);
	if (!sandbox && due.length > 0) return [...steps, { do: 'start' }];
	for (const { name } of due) steps.push({ do: 'restart-service', service: name });
	const later = down.filter((service) => !due.includes(service)).map((service) => service.nextStartAt!);
	if (later.length > 0) steps.push({ do: 'wait', until: Math.min(...later) });
	return steps;
}

/** What a standing container was made from, held against what is wanted. */
export function driftOf({ spec }: Pick<Desired, 'spec'>, { madeFrom }: Pick<Observed, 'madeFrom'>): Change[] {
	return spec && madeFrom ? changesBetween(madeFrom, spec) : [];
}

/** What is done about differences, given how the pup is now. */
export function effectNow(
	changes: readonly Change[],
	{ services, complete }: { services: readonly { name: string }[]; complete: boolean }
): { effect: Effect; services: string[] } {
	const names = servicesIn(changes);
	const effect = effectOfAll(changes);
	// Files and layers that are there already are taken with a new container.
	if (effect === 'root') return { effect: complete ? 'container' : 'root', services: services.map(({ name }) => name) };
	if (effect === 'container' || (effect === 'services' && services.every(({ name }) => names.includes(name)))) {
		return { effect: 'container', services: services.map(({ name }) => name) };
	}
	return { effect, services: effect === 'services' ? names : [] };
}

/** Steps that take differences over into a container that stands, or that has crashed. */
function taken(changes: readonly Change[], observed: Observed): PlanStep[] {
	const { effect, services } = effectNow(changes, observed);
	switch (effect) {
		case 'nothing':
			return [];
		case 'live':
			return observed.sandbox ? [{ do: 'set-limits' }] : [];
		case 'services':
			return [{ do: 'restart-services', services }];
		case 'container':
			return [{ do: 'renew' }];
		case 'root':
			return [{ do: 'rebuild' }];
	}
}

/** Why it is crashed, in words for the owner. */
export function crashOf(
	down: readonly Pick<ObservedService, 'name' | 'exitCode' | 'oomKilled' | 'unhealthy' | 'flapping'>[]
): Failure {
	const first = down.find((service) => service.oomKilled) ?? down.find((service) => service.unhealthy) ?? down[0]!;
	const others = down.length > 1 ? ` (and ${down.length - 1} more)` : '';
	const { ends, minutes } = first.flapping ?? {};
	const often =
		ends === undefined ? '' : ` It ended ${ends} times in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
	const failure = (code: string, what: string, hint: string): Failure => ({
		code,
		reason: `“${first.name}” ${what}${others}.${often}`,
		hint: `The box starts it again by itself. ${hint}`
	});
	const { exitCode, oomKilled, unhealthy } = first;
	if (oomKilled) {
		return failure('out-of-memory', exitWords(exitCode, true), 'Give the pup more memory if this happens often.');
	}
	if (unhealthy) {
		const found = unhealthy.replace(/\.$/, '');
		return failure('unhealthy', `was ended since its health check failed: ${found}`, 'Its log may tell why.');
	}
	return failure('service-ended', exitWords(exitCode), 'Its log tells why it ended.');
}
