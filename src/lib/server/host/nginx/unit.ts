/** nginx as a systemd unit, on hosts where systemd starts the box's programs (`deploy/systemd`). */
import { identify, type ProcessIdentity } from '../process-identity.ts';
import type { VerbContext } from '../verb.ts';
import type { NginxRole } from './paths.ts';

/** Timeout of systemd's answer, ms. */
const ANSWERS_WITHIN = 20_000;

/** Name of the unit; `dogebox-nginx@.service` defines its privileges. */
export const unitOf = (role: NginxRole): string => `dogebox-nginx@${role}.service`;

/**
 * Starts the unit with the configuration in its folder.
 * @returns its process; null if it has ended
 * @throws BoxError `host-command-failed` when systemd could not start it
 */
export async function startUnit(
	role: NginxRole,
	{ spawn }: Pick<VerbContext, 'spawn'>
): Promise<ProcessIdentity | null> {
	const unit = unitOf(role);
	// Not “start”: systemd may not have noticed yet that the previous process has ended.
	await spawn('systemctl', ['restart', '--', unit], { timeoutMs: ANSWERS_WITHIN });
	// systemctl(1), “show”: 0 when the unit is not running.
	const args = ['show', '--property=MainPID', '--value', '--', unit];
	const { stdout } = await spawn('systemctl', args, { timeoutMs: ANSWERS_WITHIN });
	return identify(Number(stdout.trim()));
}
