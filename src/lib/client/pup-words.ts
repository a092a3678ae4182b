/** Describes states of pups for the owner, and the actions that are possible in each. */
import type { PupState, PupSummary } from '$lib/contract/pups.ts';
import type { Tone } from './tones.ts';

export interface StateWords {
	label: string;
	/** What the state means for the owner, in one sentence. */
	meaning: string;
	tone: Tone;
	/** Whether the state is transitional. */
	moving: boolean;
}

export const PUP_STATE: Record<PupState, StateWords> = {
	installing: {
		label: 'Installing',
		meaning: 'Its system is being built. The first pup takes a few minutes; later ones are faster.',
		tone: 'info',
		moving: true
	},
	stopped: { label: 'Stopped', meaning: 'It is switched off. Its data is kept.', tone: 'neutral', moving: false },
	starting: { label: 'Starting', meaning: 'Its services are starting.', tone: 'info', moving: true },
	running: { label: 'Running', meaning: 'All is well.', tone: 'good', moving: false },
	stopping: { label: 'Stopping', meaning: 'Its services are shutting down.', tone: 'info', moving: true },
	crashed: {
		label: 'Crashed',
		meaning: 'A service stopped unexpectedly. The box restarts it, waiting longer after each crash.',
		tone: 'bad',
		moving: false
	},
	broken: { label: 'Broken', meaning: 'It cannot run until the problem is fixed.', tone: 'bad', moving: false },
	updating: { label: 'Updating', meaning: 'It is being switched to another version.', tone: 'info', moving: true },
	uninstalled: {
		label: 'Uninstalled',
		meaning: 'The program was removed; its data and keys are kept for a reinstall.',
		tone: 'neutral',
		moving: false
	}
};

export type PupAction = 'start' | 'stop' | 'restart' | 'retry' | 'configure' | 'reinstall' | 'cancel';

/**
 * Returns what the owner can do with a pup now, the most likely action first.
 *
 * @param pup its current state
 */
export function actionsOf(pup: Pick<PupSummary, 'state' | 'needsConfig' | 'jobId'>): PupAction[] {
	switch (pup.state) {
		case 'running':
			return ['stop', 'restart'];
		case 'starting':
			return ['stop'];
		case 'stopped':
			return [pup.needsConfig ? 'configure' : 'start'];
		case 'crashed':
			return ['retry', 'stop'];
		case 'broken':
			return ['retry'];
		case 'uninstalled':
			return ['reinstall'];
		case 'installing':
		case 'updating':
			return pup.jobId ? ['cancel'] : [];
		case 'stopping':
			return [];
	}
}

/**
 * Summarises all pups in one sentence for the head of the home page. What needs the owner's
 * attention has a list of its own.
 *
 * @param pups all installed pups
 */
export function overallWords(pups: Pick<PupSummary, 'state'>[]): { text: string; tone: Tone } {
	const installed = pups.filter((pup) => pup.state !== 'uninstalled');
	if (!installed.length) return { text: 'Ready for its first pup', tone: 'gold' };
	const moving = installed.filter((pup) => PUP_STATE[pup.state].moving).length;
	if (moving) return { text: moving === 1 ? 'One pup is changing' : `${moving} pups are changing`, tone: 'info' };
	const running = installed.filter((pup) => pup.state === 'running').length;
	if (running === installed.length)
		return { text: running === 1 ? 'Your pup is running' : `All ${running} pups are running`, tone: 'good' };
	if (!running) return { text: 'All pups are stopped', tone: 'neutral' };
	return { text: `${running} of ${installed.length} pups are running`, tone: 'good' };
}
