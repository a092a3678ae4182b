/** The state of a container in the terms of `docker ps` and `docker inspect`. Pure. */
import type { BoxDetail, BoxSummary } from '../../../../contract/boxes.ts';
import type { PupState, PupSummary } from '../../../../contract/pups.ts';

export const STATUSES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'] as const;
export type Status = (typeof STATUSES)[number];

/** State that needs no request to the host. Times in milliseconds since the epoch. */
export interface ContainerState {
	status: Status;
	/** Null: the main process has never ended. */
	exitCode: number | null;
	startedAt: number | null;
	finishedAt: number | null;
	/** Why the container could not be created or started; empty for no error. */
	error: string;
	health: 'none' | 'starting' | 'healthy' | 'unhealthy';
}

export function boxState(box: BoxSummary): ContainerState {
	const ran = box.startedAt !== null;
	const down: Status = ran ? 'exited' : 'created';
	const up = box.state === 'running' || box.state === 'paused';
	return {
		status: up ? (box.state as Status) : down,
		exitCode: box.exitCode,
		startedAt: box.startedAt,
		finishedAt: box.stoppedAt,
		error: box.failure === null ? '' : box.failure.reason,
		health: box.health === null || box.health.state === 'waiting' ? 'none' : box.health.state
	};
}

const PUP_STATUS: Record<PupState, Status> = {
	installing: 'created',
	stopped: 'exited',
	starting: 'restarting',
	running: 'running',
	stopping: 'running',
	crashed: 'restarting',
	broken: 'exited',
	updating: 'restarting',
	uninstalled: 'removing'
};

export function pupState(pup: PupSummary): ContainerState {
	const started = pup.services.flatMap(({ startedAt }) => startedAt ?? []);
	const codes = pup.services.flatMap(({ lastExitCode }) => lastExitCode ?? []);
	const health = pup.health?.state;
	return {
		status: PUP_STATUS[pup.state],
		exitCode: codes.find((code) => code !== 0) ?? codes[0] ?? null,
		startedAt: started.length > 0 ? Math.max(...started) : null,
		finishedAt: null,
		error: pup.failure === null ? '' : pup.failure.reason,
		health: health === undefined || health === 'waiting' ? 'none' : health
	};
}

/** Formats a duration as dockerd does. @param ms milliseconds */
export function spanWords(ms: number): string {
	const seconds = Math.floor(Math.max(0, ms) / 1000);
	if (seconds < 1) return 'Less than a second';
	if (seconds === 1) return '1 second';
	if (seconds < 60) return `${seconds} seconds`;
	const minutes = Math.floor(seconds / 60);
	if (minutes === 1) return 'About a minute';
	if (minutes < 60) return `${minutes} minutes`;
	const hours = Math.floor(seconds / 3600 + 0.5);
	if (hours === 1) return 'About an hour';
	if (hours < 48) return `${hours} hours`;
	if (hours < 24 * 14) return `${Math.floor(hours / 24)} days`;
	if (hours < 24 * 60) return `${Math.floor(hours / 24 / 7)} weeks`;
	if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`;
	return `${Math.floor(hours / 24 / 365)} years`;
}

/** The column STATUS of `docker ps`. @param now milliseconds since the epoch */
export function statusWords(state: ContainerState, now: number): string {
	const { status, startedAt, finishedAt, health } = state;
	const since = (from: number | null) => spanWords(now - (from ?? now));
	switch (status) {
		case 'running': {
			const words = { none: '', starting: ' (health: starting)', healthy: ' (healthy)', unhealthy: ' (unhealthy)' };
			return `Up ${since(startedAt)}${words[health]}`;
		}
		case 'paused':
			return `Up ${since(startedAt)} (Paused)`;
		case 'restarting':
			return `Restarting (${state.exitCode ?? 0}) ${since(finishedAt)} ago`;
		case 'removing':
			return 'Removal In Progress';
		case 'dead':
			return 'Dead';
		case 'created':
			return 'Created';
		case 'exited':
			return `Exited (${state.exitCode ?? 0}) ${since(finishedAt)} ago`;
	}
}

/** Go's zero time, which clients show as “never”. */
const NEVER = '0001-01-01T00:00:00Z';
export const moment = (ms: number | null): string => (ms === null ? NEVER : new Date(ms).toISOString());

/** A health check in inspect's form. An exit code of -1 means that the check did not finish. */
const checkWords = ({ startedAt, endedAt, exitCode, output }: NonNullable<BoxDetail['checks']>['last'][number]) => ({
	Start: moment(startedAt),
	End: moment(endedAt),
	ExitCode: exitCode ?? -1,
	Output: output
});

/** `State` of inspect. */
export function stateOf(
	state: ContainerState,
	process: { pid: number; oomKilled: boolean },
	checks: BoxDetail['checks'] = null
) {
	const { status } = state;
	const up = status === 'running' || status === 'paused' || status === 'restarting';
	return {
		Status: status,
		Running: up,
		Paused: status === 'paused',
		Restarting: status === 'restarting',
		OOMKilled: process.oomKilled,
		Dead: status === 'dead',
		Pid: process.pid,
		ExitCode: up ? 0 : (state.exitCode ?? 0),
		Error: state.error,
		StartedAt: moment(state.startedAt),
		FinishedAt: moment(up ? null : state.finishedAt),
		...(state.health !== 'none' && {
			Health: { Status: state.health, FailingStreak: checks?.failures ?? 0, Log: (checks?.last ?? []).map(checkWords) }
		})
	};
}
