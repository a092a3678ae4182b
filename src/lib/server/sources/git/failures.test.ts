import { describe, expect, it } from 'vitest';
import { copyIsDamaged, gitFailure } from './failures.ts';
import { readGitLocation } from './location.ts';

const web = {
	location: readGitLocation('https://example.org/a.git'),
	account: false,
	refusal: null,
	maxBytes: 1024 * 1024
};
const said = (words: string, more: Partial<typeof web> = {}) =>
	gitFailure({ ok: false, words, ended: null }, { ...web, ...more });

describe('what git says', () => {
	// Unchanged messages of git 2.39 and curl 7.88.
	it.each([
		[
			"fatal: could not read Username for 'https://example.org': terminal prompts disabled",
			'not-authorised',
			/asks for a name/
		],
		[
			"remote: denied\nfatal: unable to access 'https://example.org/a.git/': The requested URL returned error: 403",
			'not-authorised',
			/does not let us in/
		],
		["fatal: repository 'https://example.org/a.git/' not found", 'http-status', /no repository at this address/],
		[
			"fatal: unable to access 'https://example.org/a.git/': The requested URL returned error: 500",
			'http-status',
			/problem of its own/
		],
		[
			"fatal: unable to access 'https://example.org/a.git/': The requested URL returned error: 302",
			'bad-redirect',
			/redirects/
		],
		[
			"fatal: unable to access 'https://example.org/a.git/': Could not resolve host: example.org",
			'unreachable',
			/internet cannot be reached/
		],
		[
			"fatal: unable to access 'https://example.org/a.git/': server certificate verification failed. CAfile: none CRLfile: none",
			'unreachable',
			/certificate/
		],
		[
			"fatal: unable to access 'https://example.org/a.git/': gnutls_handshake() failed: The TLS connection was non-properly terminated.",
			'unreachable',
			/certificate|safe connection/
		],
		[
			"fatal: unable to access 'https://example.org/a.git/': Failed to connect to example.org port 443: Connection refused",
			'unreachable',
			/refuses/
		],
		[
			"fatal: unable to access 'https://example.org/a.git/': Operation too slow. Less than 1 bytes/sec transferred the last 60 seconds",
			'too-slow',
			/too long/
		],
		[
			'error: RPC failed; curl 18 transfer closed with outstanding read data remaining\nfatal: early EOF\nfatal: index-pack failed',
			'unreachable',
			/closed the connection/
		],
		[
			'error: object 6de7: treeNotSorted: not properly sorted\nfatal: fsck error in packed object\nfatal: index-pack failed',
			'bad-repository',
			/malicious/
		],
		[
			'fatal: attempting to allocate 4294967297 over limit 201326592\nfatal: index-pack failed',
			'too-large',
			/too large/
		],
		[
			'fatal: https://example.org/a.git/info/refs not valid: is this a git repository?',
			'bad-source',
			/not a git repository/
		],
		['something nobody has seen', 'git-failed', /cannot be read\.$/]
	])('%s', (words, code, message) => {
		const error = said(words);
		expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
	});

	it('mentions the account where one was given, and less than what the outbound room knows', () => {
		expect(said("fatal: Authentication failed for 'https://example.org/a.git/'", { account: true }).message).toContain(
			'does not accept'
		);
		const refusal = 'It lies in your home network.';
		expect(said('fatal: The requested URL returned error: 403', { refusal: refusal as never }).message).toBe(refusal);
	});

	it('never shows where the copy lies', () => {
		expect(said("fatal: odd thing in '/var/lib/dogebox/sources/x/repo.git'").message).not.toContain('/var/lib');
	});

	it('tells a damaged copy from a bad server', () => {
		expect(copyIsDamaged('fatal: bad object refs/tags/v0.0.1')).toBe(true);
		expect(copyIsDamaged("fatal: not a git repository: '/data/sources/x/repo.git'")).toBe(true);
		expect(
			copyIsDamaged("fatal: unable to access 'https://example.org/a.git/': Could not resolve host: example.org")
		).toBe(false);
	});
});
