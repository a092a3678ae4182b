/**
 * Plans the actions for one pup from its desired and observed state. Pure; the reconciler carries
 * the plan out. Level-triggered: where both states agree, the plan is empty.
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
	 * Earliest time of its next start; null when that is not decided. Milliseconds since the epoch.
	 */
	nextStartAt: number | null;
	/** Result of its health check, where dogeboxd ended the service because of it. */
	unhealthy?: string | null;
	/** Number of its recent ends, where there were too many. */
	flapping?: { ends: number; minutes: number } | null;
}

export interface Observed {
	state: PupState;
	failure: Failure | null;
	/** Whether its pause process and namespaces exist. */
	sandbox: boolean;
	services: ObservedService[];
	/** Whether an unfinished job holds this pup; that job then decides. */
	busy: boolean;
	/** Whether the host can run containers. */
	engine: boolean;
	/** Whether the disk with its data is present. */
	storage: boolean;
	/** Whether the agent is connected. All pups are reconciled again when it reconnects. */
	agent: boolean;
	/** Specification from which its container was created; null where unknown. */
	madeFrom: SpecRecord | null;
	/** Whether the desired files and layers are on the disk. */
	complete: boolean;
	/**
	 * Hash of the specification whose application was already requested; each is requested only
	 * once.
	 */
	asked: string | null;
	now: number;
}

export interface Desired {
	/** Whether the owner wants it to run. */
	enabled: boolean;
	/** Whether required settings are missing. */
	needsConfig: boolean;
	/**
	 * Specification of the desired container; null where its root or a required setting is missing.
	 */
	spec: SpecRecord | null;
}

export type PlanStep =
	/** Report an observation to the state machine. */
	| { do: 'report'; event: PupEvent }
	/** Submit a job. */
	| { do: 'start' }
	| { do: 'stop' }
	/** Remove a container that should not exist, without a change of state. */
	| { do: 'clear' }
	/** Restart one service that ended by itself. */
	| { do: 'restart-service'; service: string }
	/** Write the limits to the running container. */
	| { do: 'set-limits' }
	/**
	 * Submit a job that stops these services and starts them in their desired form; the others keep
	 * running.
	 */
	| { do: 'restart-services'; services: string[] }
	/** Submit a job that creates a new container. */
	| { do: 'renew' }
	/** Submit a job that creates the files and the root again. */
	| { do: 'rebuild' }
	/** Reconcile again at this time, milliseconds since the epoch. */
	| { do: 'wait'; until: number };

const INTERRUPTED: Failure = {
	code: 'interrupted',
	reason: 'The box stopped in the middle of this, and nothing goes on with it.',
	hint: 'Try again, or remove the pup.'
};

const UP: PlanStep = { do: 'report', event: { kind: 'services-up' } };
const GONE: PlanStep = { do: 'report', event: { kind: 'container-gone' } };

/** Steps that do not need the agent. */
const WITHOUT_HOST = new Set<PlanStep['do']>(['report', 'wait']);

/** Steps from the observed to the desired state of a pup. */
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
			// A running container already has its data mounted. Without the disk only new starts
			// are prevented.
			return desired.enabled && !desired.needsConfig && observed.engine && (observed.storage || observed.sandbox)
				? wanted(desired, observed)
				: unwanted(observed);
	}
}

/** Steps where the pup should not run. */
function unwanted({ state, sandbox }: Observed): PlanStep[] {
	if (sandbox) return [{ do: 'stop' }];
	return state === 'stopped' ? [] : [GONE];
}

/** Steps where the pup should run. */
function wanted(desired: Desired, observed: Observed): PlanStep[] {
	const { state, sandbox, services, now } = observed;
	if (state === 'stopped') return [{ do: 'start' }];
	if ((state === 'running' || state === 'crashed') && desired.spec?.hash !== observed.asked) {
		const steps = taken(driftOf(desired, observed), observed);
		if (steps.length > 0) return steps;
	}
	// Partly stopped or started, and no job continues it: begin again from a known state.
	if (state === 'stopping') return sandbox ? [{ do: 'stop' }] : [GONE];
	const down = services.filter((service) => !service.running);
	if (down.length === 0 && sandbox) return state === 'running' ? [] : [UP];
	if (state === 'starting' || down.every((service) => service.exitCode === null && service.nextStartAt === null)) {
		// The container does not exist: the host was rebooted, or the start never completed.
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

/** Differences between the specification of an existing container and the desired one. */
export function driftOf({ spec }: Pick<Desired, 'spec'>, { madeFrom }: Pick<Observed, 'madeFrom'>): Change[] {
	return spec && madeFrom ? changesBetween(madeFrom, spec) : [];
}

/** The effect of differences in the current state of the pup. */
export function effectNow(
	changes: readonly Change[],
	{ services, complete }: { services: readonly { name: string }[]; complete: boolean }
): { effect: Effect; services: string[] } {
	const names = servicesIn(changes);
	const effect = effectOfAll(changes);
	// If the files and layers exist already, a new container is enough.
	if (effect === 'root') return { effect: complete ? 'container' : 'root', services: services.map(({ name }) => name) };
	if (effect === 'container' || (effect === 'services' && services.every(({ name }) => names.includes(name)))) {
		return { effect: 'container', services: services.map(({ name }) => name) };
	}
	return { effect, services: effect === 'services' ? names : [] };
}

/** Steps that apply differences to a running or crashed container. */
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

/** The reason of a crash, worded for the owner. */
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
