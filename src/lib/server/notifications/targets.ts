/** Targets of messages with everything needed to send, and their changes. */
import { invalidInput } from '../../contract/errors.ts';
import type { NewDestination, OtherTarget, ShownTarget } from '../../contract/notifications.ts';

type Distribute<T> = T extends { kind: string } ? Omit<T, 'name' | 'severities'> : never;
/** Everything needed to send, with secrets in plain text. */
export type Target = Distribute<NewDestination>;
type TargetOf<Kind extends Target['kind']> = Extract<Target, { kind: Kind }>;
export type WebhookTarget = TargetOf<'webhook'>;
export type EmailTarget = TargetOf<'email'>;
export type NtfyTarget = TargetOf<'ntfy'>;
export type PushTarget = TargetOf<'push'>;

const giveAgain = () =>
	invalidInput('The secret must be given again.', {
		'target.secret': 'Give this again, or remove it: the stored one was given for another server or protection.'
	});

/**
 * Applies a change to a target. Absent fields of `wanted` are kept: a secret, and the address of a
 * webhook. A secret is not kept where it would be sent to a server that it was not given for.
 * @param now the current target
 * @param open returns the current target with its secrets; called only when one is kept
 * @throws BoxError 422 for another kind, or a secret that must be given again
 */
export function retargeted(now: ShownTarget, wanted: OtherTarget, open: () => Target): Target {
	if (wanted.kind !== now.kind) {
		const field = { 'target.kind': `This destination is of the kind ${now.kind}.` };
		throw invalidInput('The kind of a destination cannot change. Add another destination instead.', field);
	}
	if (wanted.kind === 'webhook') {
		const { url, secret } = wanted;
		if (url !== undefined && secret !== undefined) return { ...wanted, url };
		const kept = open() as WebhookTarget;
		// The key itself is not sent, but the new receiver could show its signatures to the
		// previous one.
		if (url !== undefined && kept.secret && new URL(url).origin !== new URL(kept.url).origin) {
			throw giveAgain();
		}
		return { kind: 'webhook', url: url ?? kept.url, secret: secret === undefined ? kept.secret : secret };
	}
	if (wanted.secret !== undefined) return wanted;
	const { secret } = open() as Exclude<Target, { kind: 'push' }>;
	if (secret && isElsewhere(now, wanted)) throw giveAgain();
	return { ...wanted, secret };
}

/**
 * Whether the change would expose the secret to another server, or on an unprotected connection.
 */
function isElsewhere(now: ShownTarget, wanted: Exclude<OtherTarget, { kind: 'webhook' }>): boolean {
	if (wanted.kind === 'ntfy') return now.kind !== 'ntfy' || new URL(now.url).href !== new URL(wanted.url).href;
	if (now.kind !== 'email' || now.host.toLowerCase() !== wanted.host.toLowerCase()) return true;
	return wanted.security === 'none' && (now.security !== 'none' || now.port !== wanted.port);
}
