/** Does what was decided of a box; what that is, `decide.ts` says. */
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

/** How long the status of a main process that has ended is waited for, milliseconds. */
const STATUS_WAIT_MS = 2000;
/** After a removal that failed, milliseconds. */
const REMOVAL_AGAIN_MS = 10 * 60_000;
const INTERRUPTED: Failure = {
	code: 'interrupted',
	reason: 'Its making was cut off.',
	hint: 'Start the box to try again, or remove it.'
};

export type CarryOutDeps = Pick<BoxesDeps, 'engine'> & EndedRemovalDeps & { running: BoxRunning; memory: BoxMemory };

export interface CarryingOut {
	/**
	 * @param decision what is to be done at once
	 * @returns whether another look may find more to do
	 */
	carryOut(
		row: BoxRow,
		facts: Pick<BoxFacts, 'standing'>,
		decision: Exclude<Decision, { do: 'nothing' }>
	): Promise<boolean>;
	/** The box is gone. */
	forget(id: string): void;
}

export function createCarryingOut(deps: CarryOutDeps): CarryingOut {
	const { rows, running, memory, kinds } = deps;
	const removeEnded = endedRemoval(deps);
	/** When the removal of a box was last asked for. */
	const removals = new Map<string, number>();

	async function startAgain(row: BoxRow): Promise<void> {
		const { restarts } = row;
		rows.set(row.id, { restarts: restarts + 1 });
		try {
			await running.start(row.id);
		} catch (error) {
			if (!isBoxError(error)) throw error;
			const { code, message: reason, hint = null } = error;
			// Nothing is wrong with the box: the tick looks again, and this time is not counted.
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
						reason: `Its main process ${words}, and was started again ${row.restarts} times.`,
						hint: 'Look at its log, then start it.'
					};
		rows.report(row.id, 'ended', { wanted: 'stopped', failure });
	}

	const carryOut: CarryingOut['carryOut'] = async (row, { standing }, decision) => {
		const { id } = row;
		switch (decision.do) {
			case 'report': {
				const ended = decision.what === 'ended';
				// Its monitor writes the status a moment after it is gone.
				// One that ended while nobody watched is known to the engine alone.
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
				// The tick looks again when the disk is back.
				if ((deps.storageMissing?.() ?? null) === null) await startAgain(row);
				return false;
			case 'rest':
				rest(row, decision.why);
				return true;
			case 'stop':
				if (decision.why === 'idle') {
					rows.set(id, { wanted: 'stopped' });
					await deps.engine?.note(id, MAIN, `The box was not used for ${row.idleStopSeconds} s and is stopped.`);
				}
				await running.stop(id, usualStop(row));
				return true;
			case 'remove':
				// One that fails is tried again, but not with every look.
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
