/** Converts names and numbers of signals (signal(7)). Pure. */
import { constants } from 'node:os';
import { badRequest } from './errors.ts';

const NUMBERS = new Map(Object.entries(constants.signals).map(([name, number]) => [number as number, name]));

/**
 * Parses `KILL`, `SIGKILL`, `sigkill` or `9`.
 * @throws DockerError 400 for a signal that Linux does not have
 */
export function signalOf(text: string): string {
	const name = /^\d{1,3}$/.test(text) ? NUMBERS.get(Number(text)) : `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
	if (name === undefined || !(name in constants.signals)) throw badRequest(`Invalid signal: ${text.slice(0, 40)}`);
	return name;
}

/** The number of a signal, for events. */
export const numberOfSignal = (name: string): number => constants.signals[name as NodeJS.Signals] ?? 0;
