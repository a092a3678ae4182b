/** Names and numbers of signals (signal(7)), as clients give them. Pure. */
import { constants } from 'node:os';
import { badRequest } from './errors.ts';

const NUMBERS = new Map(Object.entries(constants.signals).map(([name, number]) => [number as number, name]));

/**
 * `KILL`, `SIGKILL`, `sigkill`, `9`.
 * @throws DockerError 400 for none of Linux
 */
export function signalOf(text: string): string {
	const name = /^\d{1,3}$/.test(text) ? NUMBERS.get(Number(text)) : `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
	if (name === undefined || !(name in constants.signals)) throw badRequest(`Invalid signal: ${text.slice(0, 40)}`);
	return name;
}

/** The number that events have. */
export const numberOfSignal = (name: string): number => constants.signals[name as NodeJS.Signals] ?? 0;
