/** nginx as a unit of systemd, where the programs of the box are units (`deploy/systemd`). */
import { identify, type ProcessIdentity } from '../process-identity.ts';
import type { VerbContext } from '../verb.ts';
import type { NginxRole } from './paths.ts';

/** For systemd's answer, ms. */
const ANSWERS_WITHIN = 20_000;

/** Name of the unit; `dogebox-nginx@.service` says what it may. */
export const unitOf = (role: NginxRole): string => `dogebox-nginx@${role}.service`;

/**
 * Starts the unit by the configuration that lies in its folder.
 * @returns its process; null where that has ended
 * @throws BoxError `host-command-failed` where systemd could not start it
 */
export async function startUnit(
	role: NginxRole,
	{ spawn }: Pick<VerbContext, 'spawn'>
): Promise<ProcessIdentity | null> {
	const unit = unitOf(role);
	// Not “start”: systemd may not have seen yet that the one before has ended.
	await spawn('systemctl', ['restart', '--', unit], { timeoutMs: ANSWERS_WITHIN });
	// systemctl(1), “show”: 0 where it does not run.
	const args = ['show', '--property=MainPID', '--value', '--', unit];
	const { stdout } = await spawn('systemctl', args, { timeoutMs: ANSWERS_WITHIN });
	return identify(Number(stdout.trim()));
}
