/** Parses the location of a git source. */
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gitVerbs } from '../../host/index.ts';
import { hostPortOf } from '../../outbound/index.ts';
import { badSource } from '../pup-index.ts';

export interface GitLocation {
	/** The address for git: `http(s)://…` without account and branch, or an absolute path. */
	address: string;
	/** `host:port`, for the outbound module; null for a folder. */
	hostPort: string | null;
	/** For messages: the host or the path. */
	shown: string;
	/** Full name of the branch; null where the location names none. */
	branch: string | null;
}

/**
 * Parses `http(s)://…[#branch]`, `file:///…[#branch]` and absolute paths. Other transports are not
 * supported.
 * @throws BoxError 422 `bad-source`
 */
export function readGitLocation(location: string): GitLocation {
	const path = isAbsolute(location);
	// A path may contain `#` itself; only a URL has a fragment.
	const at = path ? -1 : location.indexOf('#');
	const text = at < 0 ? location : location.slice(0, at);
	const branch = at < 0 ? null : branchOf(location.slice(at + 1));
	if (path) return { address: plain(text), hostPort: null, shown: text, branch };
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url?.protocol === 'file:') {
		const folder = plain(pathOf(url));
		return { address: folder, hostPort: null, shown: folder, branch };
	}
	if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
		throw badSource('A git repository is read over “https://”, “http://” or from a folder of the box.');
	}
	if (url.username !== '' || url.password !== '') {
		throw badSource('The address must not contain the account.', 'Give name and password in their own fields.');
	}
	return { address: plain(url.href), hostPort: hostPortOf(url), shown: url.host, branch };
}

function pathOf(url: URL): string {
	try {
		return fileURLToPath(url);
	} catch {
		throw badSource('This is not an address of a folder on the box.', 'For example file:///home/me/pups.git');
	}
}

function plain(address: string): string {
	// eslint-disable-next-line no-control-regex
	if (/[\u0000-\u001f\u007f]/.test(address)) throw badSource('A location must not contain control characters.');
	return address;
}

function branchOf(text: string): string | null {
	if (text === '') return null;
	const ref = `refs/heads/${text}`;
	if (!gitVerbs.REF_NAME.test(ref)) throw badSource('The text after “#” is not the name of a branch.');
	return ref;
}
