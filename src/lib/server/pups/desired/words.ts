/** What a change does, in words for a person. Pure. */
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

/** How the pup is when the question is asked. */
export interface Asked {
	name: string;
	services: readonly string[];
	/** It runs, or is meant to and has crashed. */
	up: boolean;
	/** An unfinished job holds it: what is saved now is looked at when that has ended. */
	busy: boolean;
}

/**
 * What saving does.
 * @param changes what differs afterwards from what runs
 * @param steps what the box will do then
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
 * What switching dev mode does: its job stops the pup, and starts it where its owner wants that.
 * @param changes what differs afterwards from what runs, or would run
 * @param pup `starts`: it is to run, and nothing that it needs is missing
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

/** What has changed since the pup was started; `planned`: what taking it over means. */
export function driftWords(changes: readonly Change[], planned: Pick<ChangePlan, 'effect' | 'services'>): ChangePlan {
	const kinds = changes.map((change) => change.kind);
	const what = listed(kinds.map((kind) => NAMES[kind]));
	const text = `Changed since it was started: ${what}. It takes effect at the next start.`;
	return { changes: kinds, ...planned, services: [...planned.services], text };
}
