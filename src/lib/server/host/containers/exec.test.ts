import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OciProgram } from '../types.ts';
import { commandProcess, runtimeOf } from './exec.ts';

describe('the runtime by which a command runs', () => {
	let folder: string;
	beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'dbx-oci-'))));
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	it.each<[what: string, kept: string, present: OciProgram, installed: string[], made: OciProgram | 'removed']>([
		['is the one that is used', 'state.json', 'runc', ['runc'], 'runc'],
		['is runc for what runc made', 'state.json', 'crun-private', ['runc', 'crun'], 'runc'],
		['is crun for what crun made', 'status', 'crun-private', ['crun'], 'crun-private'],
		['is crun still, when runc is used now', 'status', 'runc', ['runc', 'crun'], 'crun'],
		['is told where crun is not there any more', 'status', 'runc', ['runc'], 'removed'],
		['is told where runc is not there any more', 'state.json', 'crun', ['crun'], 'removed']
	])('%s', (_what, kept, present, installed, made) => {
		writeFileSync(join(folder, kept), '');
		const runtime = () => runtimeOf(folder, present, 'web', (name) => (installed.includes(name) ? name : null));
		if (made !== 'removed') return expect(runtime()).toBe(made);
		expect(runtime).toThrow(expect.objectContaining({ code: 'runtime-removed', status: 409 }));
	});
});

describe('what a command hears of its terminal', () => {
	type Process = Parameters<typeof commandProcess>[0];

	it.each<[what: string, service: string[], tty: boolean, terminal: boolean, asked: string | null, has: string | null]>(
		[
			['what dockerd says', [], false, true, null, 'xterm'],
			['nothing without one', [], false, false, null, null],
			['what its image says', ['TERM=linux'], false, true, null, 'linux'],
			['what its image says, without one too', ['TERM=linux'], true, false, null, 'linux'],
			['what it is started with', ['TERM=linux'], false, true, 'dumb', 'dumb'],
			['the same where the service has one', ['TERM=xterm'], true, true, null, 'xterm'],
			['nothing of that of the service', ['TERM=xterm'], true, false, null, null]
		]
	)('%s', (_what, env, tty, terminal, asked, has) => {
		const service = { env, terminal: tty, cwd: '/', user: { uid: 0, gid: 0 } } as unknown as Process;
		const process = commandProcess(service, {
			...{ argv: ['true'], cwd: null, user: null },
			env: asked === null ? {} : { TERM: asked },
			terminal: terminal ? { cols: 80, rows: 24 } : null
		});
		expect(process.env.filter((entry) => entry.startsWith('TERM='))).toEqual(has === null ? [] : [`TERM=${has}`]);
	});
});
