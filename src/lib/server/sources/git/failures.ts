/** Explains to a person why git could not read a repository. */
import { bytes } from '../../../contract/bytes.ts';
import { BoxError } from '../../../contract/errors.ts';
import type { gitVerbs } from '../../host/index.ts';
import { badSource } from '../pup-index.ts';
import type { GitLocation } from './location.ts';

export interface FailureContext {
	location: GitLocation;
	/** Whether an account was used. */
	account: boolean;
	/** Why the outbound module refused a connection; null where it did not. */
	refusal: string | null;
	/** Most bytes of a source. */
	maxBytes: number;
}

const again = 'Try again later.';
const settings = 'Check the address and the box’s connection.';

/** Whether our own copy is damaged, which a new copy repairs. */
export function copyIsDamaged(words: string): boolean {
	return /repo\.git'?: |bad (?:object|config)|corrupt|inflate|did not send all necessary|missing (?:blob|tree|commit)|not a git repository: '[^']*repo\.git'|unable to read (?:tree|sha1)|cannot lock ref|shallow file has changed/i.test(
		words
	);
}

/** Explains a failed network call of git. */
export function gitFailure(outcome: gitVerbs.GitOutcome, context: FailureContext): BoxError {
	const { location, account, refusal, maxBytes } = context;
	const { words, ended } = outcome;
	const host = `“${location.shown}”`;
	const failed = (code: string, message: string, hint?: string) =>
		new BoxError({ code, status: 502, message, ...(hint && { hint }), cause: new Error(words) });
	const has = (pattern: RegExp) => pattern.test(words);

	if (ended === 'size' || ended === 'output') {
		return failed(
			'too-large',
			`${host} sends more than ${bytes(maxBytes)}, which is more than is taken from a source. It was cut off.`
		);
	}
	if (ended === 'time') return tooSlow(location);
	// The outbound module knows best why its proxy refused the connection.
	if (refusal !== null) return failed('unreachable', refusal, settings);
	if (location.hostPort === null) {
		return has(/does not appear to be a git repository|not a git repository|does not exist/i)
			? badSource(`${location.shown} is not a git repository.`)
			: has(/dubious ownership|Permission denied/i)
				? badSource(`${location.shown} may not be read.`)
				: other(words, host);
	}
	if (has(/Authentication failed|could not read (?:Username|Password)|terminal prompts disabled|error: 401/i)) {
		return account
			? failed(
					'not-authorised',
					`${host} does not accept this name and password.`,
					'Check them; a token may have expired.'
				)
			: failed(
					'not-authorised',
					`${host} asks for a name and password, or there is no such repository.`,
					'Check the address. For a private repository give an account with its token.'
				);
	}
	if (has(/error: 407/)) return failed('unreachable', `${host} could not be reached.`, again);
	if (has(/error: 403/))
		return failed(
			'not-authorised',
			`${host} does not let us in.`,
			'It may want another account, or refuse everybody for now.'
		);
	if (has(/error: (?:404|410)|repository '[^']*' not found/i)) {
		return failed(
			'http-status',
			`There is no repository at this address of ${host}.`,
			'Check the address; it may have moved.'
		);
	}
	if (has(/error: 429/)) return failed('http-status', `${host} got too many requests.`, again);
	if (has(/error: 30[1278]|redirect/i)) {
		return failed(
			'bad-redirect',
			`${host} redirects to another address. This is not followed with an account, nor from https to http.`,
			'Use the address that it redirects to, if you trust it.'
		);
	}
	if (has(/unexpected TLS packet|wrong version number|packet length too long/i)) {
		return failed('unreachable', `${host} does not speak https there.`, 'Check the address.');
	}
	if (has(/certificate|SSL|TLS|gnutls/i)) {
		return failed(
			'unreachable',
			`A safe connection to ${host} could not be made: its certificate cannot be trusted.`,
			'Nothing was sent there. The clock of the box may be wrong.'
		);
	}
	if (has(/Could not resolve|error: 50[234]|response 50[234]/i) && !has(/error: 5\d\d.*\n.*error: 5/)) {
		return failed('unreachable', `The internet cannot be reached, or ${host} does not answer.`, settings);
	}
	if (has(/error: 5\d\d/)) return failed('http-status', `${host} has a problem of its own.`, again);
	if (has(/Operation too slow|timed? ?out/i)) return tooSlow(location);
	if (has(/Connection refused|Failed to connect|Couldn't connect/i)) {
		return failed(
			'unreachable',
			`${host} refuses the connection.`,
			'Nothing may be running there now. Check the address.'
		);
	}
	if (has(/is this a git repository|not valid: |dumb http|does not support shallow|invalid (?:server )?response/i)) {
		return badSource(`The address at ${host} is not a git repository.`, 'Check the address.');
	}
	if (has(/mismatched algorithms|object format/i)) {
		return badSource(`${host} has a repository with SHA-256 object names, which are not supported yet.`);
	}
	if (has(/attempting to allocate|Out of memory/i)) {
		return failed('too-large', `${host} sends files that are too large to be taken.`);
	}
	if (has(/fsck error|index-pack failed|pack has bad|invalid index-pack/i) && !has(/early EOF|hung up|RPC failed/i)) {
		return failed('bad-repository', `${host} sent damaged or malicious data. It was rejected.`);
	}
	if (has(/early EOF|hung up|RPC failed|disconnect|reset by peer|Recv failure|Empty reply/i)) {
		return failed('unreachable', `${host} closed the connection.`, again);
	}
	return other(words, host);
}

/** 502 `too-slow`. */
export function tooSlow(location: GitLocation): BoxError {
	return new BoxError({
		code: 'too-slow',
		status: 502,
		message: `“${location.shown}” took too long and was stopped.`,
		hint: again
	});
}

function other(words: string, host: string): BoxError {
	const last = words
		.split('\n')
		.filter((line) => /^(?:fatal|error):/.test(line))
		.pop();
	const said = (last ?? '')
		.replace(/^(?:fatal|error): /, '')
		.replace(/'?\/\S*repo\.git'?/g, 'the copy')
		.slice(0, 200);
	return new BoxError({
		code: 'git-failed',
		status: 502,
		message: `${host} cannot be read${said === '' ? '' : `: git says “${said}”`}.`,
		hint: again,
		cause: new Error(words)
	});
}
