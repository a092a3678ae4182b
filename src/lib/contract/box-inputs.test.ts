import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { BOX_MOST, boxChange, boxRun, newBox } from './box-inputs.ts';

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`l${at}`, '']));
const volume = (change: object) => ({ volumes: [{ kind: 'volume', name: 'data', target: '/data', ...change }] });

/** The first complaint, as a sentence; null for valid input. */
function complaint(change: object): string | null {
	const parsed = v.safeParse(newBox, { image: 'alpine', ...change });
	return parsed.success ? null : parsed.issues[0].message;
}

describe('hostile input for a box', () => {
	it.each<[what: string, change: object, says: RegExp]>([
		['no image and no Debian', { image: undefined }, /Give either an image or debian/],
		['both', { debian: {} }, /Give either an image or debian/],
		['an image with a blank', { image: 'al pine' }, /no blanks or hidden/],
		['an image with a newline', { image: 'alpine\n' }, /no blanks or hidden/],
		['an image with a hidden letter', { image: 'alp\u202Eine' }, /no blanks or hidden/],
		['an image of 600 characters', { image: 'a'.repeat(600) }, /too long/],
		['an image that is a number', { image: 7 }, /Name an image/],
		['a name with “..” in front', { name: '../x' }, /1 to 63 letters/],
		['a name with a slash', { name: 'a/b' }, /1 to 63 letters/],
		['a name with a newline', { name: 'a\nb' }, /1 to 63 letters/],
		['a name in another script', { name: 'ящик' }, /1 to 63 letters/],
		['a name of 64 letters', { name: 'a'.repeat(64) }, /1 to 63 letters/],
		['a name that looks like an id', { name: 'a'.repeat(32) }, /look like an id/],
		['an empty name', { name: '' }, /1 to 63 letters/],
		['a variable with NUL', { env: { A: 'x\0y' } }, /“A”: This must not contain a NUL/],
		['a variable without a name', { env: { '': 'x' } }, /not the name of a variable/],
		['a variable with “=” in its name', { env: { 'A=B': 'x' } }, /not the name of a variable/],
		['a variable with a blank in its name', { env: { 'A B': 'x' } }, /not the name of a variable/],
		['a variable called __proto__', JSON.parse('{"env":{"__proto__":"x\\u0000"}}') as object, /NUL/],
		['a variable that is a number', { env: { A: 1 } }, /“A”: Give a text/],
		['an environment that is a list', { env: ['A=B'] }, /object of texts/],
		['501 variables', { env: many(501) }, /at most 500 variables/],
		['10 000 labels', { labels: many(10_000) }, /at most 128 labels/],
		['a label with a newline', { labels: { a: 'x\ny' } }, /one line of visible text/],
		['a label with a hidden name', { labels: { 'a\u200B': 'x' } }, /visible text/],
		['a label with “=” in its name', { labels: { 'a=b': 'x' } }, /without “=”/],
		['a label of 5000 characters', { labels: { a: 'x'.repeat(5000) } }, /at most 4096/],
		['no cores', { cpus: 0 }, /at least 0.01/],
		['cores without end', { cpus: Infinity }, /cores as a number/],
		['cores as text', { cpus: '1' }, /cores as a number/],
		['less memory than a shell needs', { memoryBytes: 1 }, /at least/],
		['negative memory', { memoryBytes: -1 }, /at least/],
		['memory of an absurd size', { memoryBytes: 2 ** 60 }, /at most/],
		['half a byte of disk', { diskBytes: 2_000_000.5 }, /whole number/],
		['three processes', { pids: 3 }, /at least 4/],
		['another network', { network: 'host' }, /none, internet, home/],
		['the same port twice', { ports: [1, 2].map((port) => ({ hostPort: 18_080, port })) }, /given twice/],
		['port 0', { ports: [{ hostPort: 0, port: 80 }] }, /at least 1/],
		['port 65536', { ports: [{ hostPort: 1, port: 65_536 }] }, /at most 65535/],
		['another protocol', { ports: [{ port: 80, protocol: 'sctp' }] }, /tcp or udp/],
		['65 ports', { ports: Array.from({ length: 65 }, () => ({ port: 80 })) }, /at most 64 ports/],
		['a volume at a relative path', volume({ target: 'data' }), /absolute path/],
		['a volume that leads out', volume({ target: '/data/../etc' }), /must not contain/],
		['a volume over /proc', volume({ target: '/proc/sys' }), /over the root/],
		['a volume over the root', volume({ target: '//' }), /over the root/],
		['a volume with a newline', volume({ target: '/a\nb' }), /invisible character/],
		['a volume with an odd name', volume({ name: '..' }), /volume’s name/],
		[
			'a folder that leads out',
			{ volumes: [{ kind: 'folder', source: '/srv/../etc', target: '/x' }] },
			/must not contain/
		],
		['a folder that is relative', { volumes: [{ kind: 'folder', source: 'srv', target: '/x' }] }, /absolute path/],
		['a volume of another kind', { volumes: [{ kind: 'tmpfs', target: '/x' }] }, /“volume” or “folder”/],
		[
			'two volumes at one place',
			{ volumes: [1, 2].map((n) => ({ kind: 'volume', name: `v${n}`, target: n === 1 ? '/x' : '/x/' })) },
			/same path/
		],
		['a work folder that leads out', { workdir: '/../etc' }, /must not contain/],
		['a user with a blank', { user: 'a b' }, /name or a number/],
		['a user of three', { user: 'a:b:c' }, /name or a number/],
		['a user beyond the range', { user: '70000' }, /at most 65535/],
		['no words', { argv: [] }, /Name a program/],
		['an empty program', { argv: ['', 'x'] }, /Name a program/],
		['an argument with NUL', { argv: ['a\0'] }, /NUL/],
		['501 arguments', { argv: Array.from({ length: 501 }, () => 'x') }, /At most 500/],
		['another policy', { restart: 'sometimes' }, /Give no, always/],
		['a policy with 0 times', { restart: 'on-failure:0' }, /Give no, always/],
		['an idle stop of a second', { idleStopSeconds: 1 }, /at least 10/],
		['an end that is no moment', { expiresAt: 'soon' }, /milliseconds since 1970/],
		['a package with a path', { image: undefined, debian: { packages: ['../x'] } }, /not the name of a Debian package/],
		[
			'a package with an option',
			{ image: undefined, debian: { packages: ['-o=x'] } },
			/not the name of a Debian package/
		]
	])('%s is refused in a sentence', (_, change, says) => {
		expect(complaint(change)).toMatch(says);
	});

	it('what is asked for reasonably passes', () => {
		expect(
			complaint({
				name: 'A.b_c-1',
				env: { A: 'line\nline', 'B.c': '', 'affinity:container': '=x', '1/@x': '' },
				labels: { 'com.example/x': 'y z', 'ü b@c': '`x`' },
				argv: ['sh', '-c', ''],
				user: 'www-data:1000',
				restart: 'on-failure:3',
				...volume({ target: '/var/lib/x' })
			})
		).toBeNull();
		expect(v.safeParse(boxChange, {}).success).toBe(true);
		expect(v.safeParse(boxRun, { debian: {}, argv: ['true'] }).success).toBe(true);
		expect(BOX_MOST.runOutput).toBeGreaterThan(0);
	});
});
