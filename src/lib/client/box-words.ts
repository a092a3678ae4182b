/** Describes states and options of boxes for the owner. Pure. */
import type { BoxNetwork, BoxState, BoxSummary } from '$lib/contract/boxes.ts';
import type { StateWords } from './pup-words.ts';

/** Explanation of boxes on their pages, where the machine is called “this Dogebox”. */
export const WHAT_A_BOX_IS =
	'A box is a small Linux system of its own inside this Dogebox: you start it from an image, run commands in it, and remove it when you are done.';

export const BOX_STATE: Record<BoxState, StateWords> = {
	creating: { label: 'Creating', meaning: 'Its files are being prepared.', tone: 'info', moving: true },
	running: { label: 'Running', meaning: 'Commands can be run in it.', tone: 'good', moving: false },
	paused: {
		label: 'Paused',
		meaning: 'Its programs stand still. They go on where they were when it is resumed.',
		tone: 'warn',
		moving: false
	},
	stopped: { label: 'Stopped', meaning: 'Nothing runs in it. Its files are kept.', tone: 'neutral', moving: false },
	error: {
		label: 'Failed',
		meaning: 'It could not be created or started. Try again, or remove it.',
		tone: 'bad',
		moving: false
	}
};

export type BoxAction = 'start' | 'stop' | 'restart' | 'pause' | 'resume';

/**
 * Returns what the owner can do with a box now, the most likely action first; nothing while a job
 * works on it.
 */
export function boxActions({ state, jobId }: Pick<BoxSummary, 'state' | 'jobId'>): BoxAction[] {
	if (jobId !== null) return [];
	switch (state) {
		case 'running':
			return ['stop', 'restart', 'pause'];
		case 'paused':
			return ['resume', 'stop'];
		case 'stopped':
		case 'error':
			return ['start'];
		case 'creating':
			return [];
	}
}

export const BOX_NETWORK: Record<BoxNetwork, { label: string; meaning: string }> = {
	none: { label: 'No network', meaning: 'It reaches nothing, and nothing reaches it.' },
	internet: { label: 'Internet', meaning: 'It reaches the internet, and nothing in your home network.' },
	home: { label: 'Internet and home network', meaning: 'It also reaches the devices in your home network.' }
};

/** Describes a restart policy: when the box is restarted after its main program ended. */
export function restartWords(policy: string): string {
	const [kind, times] = policy.split(':');
	if (kind === 'always') return 'Always, and when this Dogebox starts';
	if (kind === 'unless-stopped') return 'Always, unless you stopped it';
	if (kind === 'on-failure') return times ? `After a failure, at most ${times} times` : 'After a failure';
	return 'Never';
}

/**
 * Returns the only address on which a port is open, in the form before `:PORT`; null for all
 * addresses.
 */
export function onlyAddress({ hostAddress }: Pick<BoxSummary['ports'][number], 'hostAddress'>): string | null {
	if (hostAddress === null || hostAddress === '::') return null;
	return hostAddress.includes(':') ? `[${hostAddress}]` : hostAddress;
}

/** Formats the host's port and the box's, as `8080 → 80`. `udp` is added, `tcp` is not. */
export function portWords(one: BoxSummary['ports'][number]): string {
	const { hostPort, port, protocol } = one;
	const only = onlyAddress(one);
	return `${only === null ? '' : `${only}:`}${hostPort} → ${port}${protocol === 'udp' ? ' udp' : ''}`;
}

/** Describes what is lost when the box is removed, in one or two sentences. */
export function removalWords({ snapshots, volumes }: { snapshots: number; volumes: number }): string {
	const copies = snapshots === 0 ? '' : snapshots === 1 ? ' and its snapshot' : ` and its ${snapshots} snapshots`;
	const kept = volumes === 0 ? '' : volumes === 1 ? ' Its volume stays.' : ' Its volumes stay.';
	return `All files in it${copies} are deleted. This cannot be undone.${kept}`;
}
