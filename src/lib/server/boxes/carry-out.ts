/** Carries out decisions about boxes; `decide.ts` makes them. */
import type { Failure } from '../../contract/jobs.ts';
import { isBoxError } from '../../contract/errors.ts';
import { exitWords } from '../../contract/exit-words.ts';
import { monotonicMs } from '../concurrency/index.ts';
import type { BoxFacts, Decision } from './decide.ts';
import type { BoxesDeps } from './deps.ts';
import { endedRemoval, type EndedRemovalDeps } from './ended-removal.ts';
import type { BoxMemory } from './exits.ts';
import { about, usualStop, withHint } from './kinds.ts';
import type { BoxRow } from './rows.ts';
import type { BoxRunning } from './running.ts';
import { MAIN } from './spec.ts';

/** How long the exit status of an ended main process is awaited, milliseconds. */
const STATUS_WAIT_MS = 2000;
/** Delay before a failed removal is retried, milliseconds. */
const REMOVAL_AGAIN_MS = 10 * 60_000;
const INTERRUPTED: Failure = {
	code: 'interrupted',
	reason: 'Its creation was interrupted.',
	hint: 'Start the box to try again, or remove it.'
};

export type CarryOutDeps = Pick<BoxesDeps, 'engine'> & EndedRemovalDeps & { running: BoxRunning; memory: BoxMemory };

export interface CarryingOut {
	/**
	 * Carries out a decision.
	 * @param decision what is to be done at once
	 * @returns whether another round may find more to do
	 */
	carryOut(
		row: BoxRow,
		facts: Pick<BoxFacts, 'standing'>,
		decision: Exclude<Decision, { do: 'nothing' }>
	): Promise<boolean>;
	/** Forgets a box that was removed. */
	forget(id: string): void;
}

export function createCarryingOut(deps: CarryOutDeps): CarryingOut {
	const { rows, running, memory, kinds } = deps;
	const removeEnded = endedRemoval(deps);
	/** When the removal of a box was last requested. */
	const removals = new Map<string, number>();

	async function startAgain(row: BoxRow): Promise<void> {
		const { restarts } = row;
		rows.set(row.id, { restarts: restarts + 1 });
		try {
			await running.start(row.id);
		} catch (error) {
			if (!isBoxError(error)) throw error;
			const { code, message: reason, hint = null } = error;
			// The box itself is fine: the next interval retries, and this attempt is not counted.
			if (code === 'host-agent-away') return void rows.set(row.id, { restarts });
			rows.report(row.id, 'failed', { failure: withHint({ code, reason, hint }), wanted: 'stopped' });
		}
	}

	function rest(row: BoxRow, why: 'ended' | 'restarts-used'): void {
		const exit = memory.lastExit(row.id);
		const words =
			row.exitCode === null ? 'is not known to have ended well' : exitWords(row.exitCode, exit?.oomKilled ?? false);
		const failure =
			why === 'ended'
				? null
				: {
						code: 'restarts-used',
						reason: `Its main process ${words}, and was restarted ${row.restarts} times.`,
						hint: 'Check its log, then start it.'
					};
		rows.report(row.id, 'ended', { wanted: 'stopped', failure });
	}

	const carryOut: CarryingOut['carryOut'] = async (row, { standing }, decision) => {
		const { id } = row;
		switch (decision.do) {
			case 'report': {
				const ended = decision.what === 'ended';
				// The monitor writes the exit status a moment after the process has ended. If the
				// process ended while nothing watched, only the engine knows the status.
				const found = ended ? await running.exitCode(id) : null;
				const waits = ended && standing === 'idle' && found === null;
				const exit = waits ? await memory.exitOf(id, STATUS_WAIT_MS) : memory.lastExit(id);
				const values = { stoppedAt: exit?.at ?? Date.now(), exitCode: exit?.exitCode ?? found };
				rows.report(id, decision.what, ended ? values : {});
				return true;
			}
			case 'interrupted':
				rows.report(id, 'failed', { failure: INTERRUPTED, wanted: 'stopped' });
				return true;
			case 'clear':
				await deps.engine?.stop(id, { graceMs: 0 });
				return true;
			case 'start':
				// Otherwise the next interval checks again, once the disk is back.
				if ((deps.storageMissing?.() ?? null) === null) await startAgain(row);
				return false;
			case 'rest':
				rest(row, decision.why);
				return true;
			case 'stop':
				if (decision.why === 'idle') {
					rows.set(id, { wanted: 'stopped' });
					await deps.engine?.note(id, MAIN, `The box was idle for ${row.idleStopSeconds} s and is being stopped.`);
				}
				await running.stop(id, usualStop(row));
				return true;
			case 'remove':
				// A failed removal is retried, but not in every round.
				if (monotonicMs() - (removals.get(id) ?? -Infinity) < REMOVAL_AGAIN_MS) return false;
				removals.set(id, monotonicMs());
				if (decision.why === 'ephemeral') return removeEnded(id);
				rows.set(id, { wanted: 'stopped' });
				kinds.remove.submit({ ...about(row), ...usualStop(row) });
				return false;
		}
	};

	return { carryOut, forget: (id) => void removals.delete(id) };
}
