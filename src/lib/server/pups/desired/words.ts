/** Describes the effect of a change for people. Pure. */
import type { ChangePlan } from '../../../contract/change-plan.ts';
import { listed } from '../../../contract/listed.ts';
import type { Change, ChangeKind } from './change.ts';
import type { PlanStep } from './plan.ts';

const NAMES: Record<ChangeKind, string> = {
	limits: 'its limits',
	config: 'its settings',
	links: 'who provides what to it',
	program: 'the commands of its services',
	services: 'its services',
	devices: 'its devices',
	dev: 'dev mode',
	version: 'its version',
	files: 'its files',
	root: 'its root filesystem',
	box: 'what the box decides for it'
};

function restarts(names: readonly string[]): string {
	return names.length === 1 ? `the service ${names[0]}` : `the services ${listed(names)}`;
}

/** State of the pup at the time of the question. */
export interface Asked {
	name: string;
	services: readonly string[];
	/** It runs, or should run and has crashed. */
	up: boolean;
	/** An unfinished job holds it; a saved change is applied after that job. */
	busy: boolean;
}

/**
 * Describes the effect of saving.
 * @param changes differences between the running container and the state after saving
 * @param steps steps that the reconciler would then take
 */
export function savingWords(changes: readonly Change[], steps: readonly PlanStep[], pup: Asked): ChangePlan {
	const kinds = changes.map((change) => change.kind);
	const answer = (effect: ChangePlan['effect'], services: readonly string[], text: string): ChangePlan => ({
		changes: kinds,
		effect,
		services: [...services],
		text
	});
	for (const step of steps) {
		switch (step.do) {
			case 'start':
				return answer('start', pup.services, `Saving starts ${pup.name}.`);
			case 'stop':
				return answer('stop', [], `Saving stops ${pup.name}.`);
			case 'set-limits':
				return answer('live', [], 'It takes effect at once; nothing is restarted.');
			case 'restart-services':
				return answer('services', step.services, `Saving restarts ${restarts(step.services)}.`);
			case 'renew':
				return answer('container', pup.services, `Saving restarts ${restarts(pup.services)}.`);
			case 'rebuild':
				return answer('root', pup.services, `Saving rebuilds the files of ${pup.name} and restarts it.`);
			default:
		}
	}
	if (pup.busy) return answer('nothing', [], `Something is being done with ${pup.name}; it takes effect after that.`);
	if (pup.up) return answer('nothing', [], 'Nothing is restarted.');
	return answer('nothing', [], `${pup.name} does not run; what is saved is used when it starts.`);
}

/**
 * Describes the effect of switching dev mode. Its job stops the pup, and starts it again if the
 * owner wants it to run.
 * @param changes differences between the current container and the one after switching
 * @param pup `starts`: it should run, and all its prerequisites are met
 */
export function switchingWords(
	changes: readonly Change[],
	pup: Pick<Asked, 'name' | 'services' | 'up'> & { starts: boolean }
): ChangePlan {
	const { name, up, starts } = pup;
	const kinds = changes.map((change) => change.kind);
	if (kinds.length === 0) return { changes: [], effect: 'nothing', services: [], text: 'Nothing is restarted.' };
	const then = up ? (starts ? 'restarts' : 'stops') : starts ? 'starts' : null;
	const answer = (effect: ChangePlan['effect'], text: string): ChangePlan => ({
		changes: kinds,
		effect,
		services: starts ? [...pup.services] : [],
		text
	});
	if (kinds.includes('root')) {
		return answer('root', `Switching rebuilds the files of ${name}${then === null ? '' : ` and ${then} it`}.`);
	}
	if (then === 'restarts') return answer('container', `Switching restarts ${restarts(pup.services)}.`);
	if (then === 'starts') return answer('start', `Switching starts ${name}.`);
	if (then === 'stops') return answer('stop', `Switching stops ${name}.`);
	return answer('nothing', `${name} does not run; nothing is restarted.`);
}

/**
 * Describes what has changed since the pup was started. @param planned the effect of applying it
 */
export function driftWords(changes: readonly Change[], planned: Pick<ChangePlan, 'effect' | 'services'>): ChangePlan {
	const kinds = changes.map((change) => change.kind);
	const what = listed(kinds.map((kind) => NAMES[kind]));
	const text = `Changed since it was started: ${what}. It takes effect at the next start.`;
	return { changes: kinds, ...planned, services: [...planned.services], text };
}
