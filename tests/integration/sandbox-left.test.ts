import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { createForkServer } from '../../src/lib/server/host/fork-server/index.ts';
import { systemCalls } from '../../src/lib/server/host/system-calls.ts';
import { findProgram, SYSTEM_PATH } from '../../src/lib/server/host/system-path.ts';

it('a sandbox whose agent ends before its ids are mapped ends with it', async () => {
	const env = { PATH: SYSTEM_PATH };
	const server = createForkServer(findProgram('perl')!, systemCalls()!, env);
	const order = { program: '', args: ['1000000', 'sleep', '1000'], env, cwd: '/', task: 'sandbox' };
	const sandbox = await server.start(order, 'ioo');
	try {
		const [words] = (await once(sandbox.streams[1] as Readable, 'data')) as [Buffer];
		expect(words.toString()).toBe('ready\n');
		// The kernel closes this stream in the same way when the agent has ended.
		sandbox.streams[0]!.destroy();
		expect(await sandbox.exited).toBe(1);
	} finally {
		sandbox.release();
	}
});
