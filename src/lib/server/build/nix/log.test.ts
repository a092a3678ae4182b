import { describe, expect, it } from 'vitest';
import { createNixLog, nixFailure } from './log.ts';

// Messages of Nix 2.8, each produced by such a file. The last three, about builds and flakes, could
// not be produced here, because they need a store and a network.
it.each<[string, string | null, number | null, number | null, string]>([
	[
		"attribute 'nothing' missing",
		'/nix/store/abc-source/pup.nix',
		3,
		9,
		"pup.nix, line 3, column 9: attribute 'nothing' missing."
	],
	[
		"syntax error, unexpected ';'",
		'/nix/store/abc-source/pup.nix',
		3,
		9,
		"pup.nix, line 3, column 9: syntax error, unexpected ';'."
	],
	[
		"undefined variable 'foo'",
		'/nix/store/abc-source/nix/a.nix',
		2,
		9,
		"nix/a.nix, line 2, column 9: undefined variable 'foo'."
	],
	[
		'cannot add a string to an integer',
		'/nix/store/abc-source/pup.nix',
		2,
		13,
		'pup.nix, line 2, column 13: cannot add a string to an integer.'
	],
	[
		"assertion '(1 == 2)' failed",
		'/nix/store/abc-source/pup.nix',
		2,
		9,
		"pup.nix, line 2, column 9: assertion '(1 == 2)' failed."
	],
	[
		"cannot evaluate a function that has an argument without a value ('foo')\n\nNix attempted to evaluate a function",
		'/nix/store/abc-source/pup.nix',
		1,
		9,
		"pup.nix, line 1, column 9: cannot evaluate a function that has an argument without a value ('foo')."
	],
	['no good', null, null, null, 'no good.'],
	[
		"access to absolute path '/etc/hostname' is forbidden in pure eval mode (use '--impure' to override)",
		null,
		null,
		null,
		"access to absolute path '/etc/hostname' is forbidden in pure eval mode. A pup’s Nix file may only read its own files, nothing else on the host."
	],
	[
		'stack overflow (possible infinite recursion)',
		null,
		null,
		null,
		'stack overflow (possible infinite recursion). Something in it refers to itself.'
	],
	[
		"getting status of '/nix/store/abc-source/missing.nix': No such file or directory",
		null,
		null,
		null,
		"getting status of '/nix/store/abc-source/missing.nix': No such file or directory. It names a file that is not among the pup’s files."
	],
	[
		"hash mismatch in fixed-output derivation '/nix/store/abc-x.drv':\n         specified: sha256-A\n            got:    sha256-B",
		null,
		null,
		null,
		"hash mismatch in fixed-output derivation '/nix/store/abc-x.drv'. A download has changed since its author wrote the hash."
	],
	[
		"builder for '/nix/store/abc-x.drv' failed with exit code 2;\n       last 1 log lines:",
		null,
		null,
		null,
		"builder for '/nix/store/abc-x.drv' failed with exit code 2. The lines before say why."
	],
	[
		"flake 'path:/pups/a' requires lock file changes but they're not allowed due to '--no-update-lock-file'",
		null,
		null,
		null,
		"flake 'path:/pups/a' requires lock file changes but they're not allowed due to '--no-update-lock-file'. Its flake.lock must exist and match: create it with “nix flake lock”."
	]
])('says of %s where and what', (raw, file, line, column, said) => {
	expect(nixFailure(raw, file, line, column)).toBe(said);
});

describe('its log', () => {
	function read(entries: (string | object)[]) {
		const lines: string[] = [];
		const progress: string[] = [];
		const log = createNixLog({
			line: (text) => lines.push(text),
			progress: (done, of) => progress.push(`${done}/${of}`)
		});
		for (const one of entries) log.take(typeof one === 'string' ? one : `@nix ${JSON.stringify(one)}`);
		return { lines, progress, failure: log.failure() };
	}

	it('tells how far builds and downloads are, both together, and lines of builds', () => {
		const { lines, progress } = read([
			{ action: 'start', id: 1, level: 0, text: '', type: 104 },
			{ action: 'start', id: 2, level: 0, text: '', type: 103 },
			{ action: 'start', id: 3, level: 3, text: "building '/nix/store/abc-x.drv'", type: 105, fields: [] },
			{ action: 'result', id: 1, type: 105, fields: [0, 2, 1, 0] },
			{ action: 'result', id: 2, type: 105, fields: [3, 4, 0, 0] },
			{ action: 'result', id: 3, type: 101, fields: ['\u001b[1mhi\u001b[0m'] },
			{ action: 'result', id: 3, type: 105, fields: [7, 9] },
			{ action: 'stop', id: 3 }
		]);
		expect(lines).toEqual(["building '/nix/store/abc-x.drv'", 'hi']);
		expect(progress).toEqual(['0/2', '3/6']);
	});
	it('keeps the first error, and is not led astray by what it does not know', () => {
		const { failure, lines } = read([
			'@nix not json',
			{ action: 'later', id: 1 },
			{ action: 'result', id: 9, type: 105, fields: ['x'] },
			'warning: plain words',
			{ action: 'msg', level: 1, msg: '\u001b[35;1mwarning:\u001b[0m slow' },
			{
				action: 'msg',
				level: 0,
				msg: 'error: a',
				raw_msg: "undefined variable '\u001b[1mfoo\u001b[0m'",
				file: '/nix/store/a-source/pup.nix',
				line: 2,
				column: 9
			},
			{ action: 'msg', level: 0, msg: 'error: b', raw_msg: 'another', file: null, line: null, column: null }
		]);
		expect(failure).toBe("pup.nix, line 2, column 9: undefined variable 'foo'.");
		expect(lines).toEqual(['warning: plain words', 'warning: slow', 'error: a', 'error: b']);
	});
});
