/**
 * Unpacks archives of strangers, in namespaces of its own: root of a mapped range, without a
 * network, with one folder to write to (lib/server/host/build/unpacker.ts). Its arguments are the
 * descriptors of the archives; its input says how each is unpacked, one after the other. It says as
 * lines of JSON how far it is. Becomes `build/unpack.js`.
 */
import { readFileSync, writeSync } from 'node:fs';
import { isBoxError } from '../lib/contract/errors.ts';
import { unpackArchive, type UnpackOptions } from '../lib/server/files/index.ts';
import { decompress } from './decompress.ts';

/** What it may say: `host/build/unpacker.ts`. */
const say = (line: object) => void writeSync(1, `${JSON.stringify(line)}\n`);

/** The folder to fill, and how each archive goes into it. */
interface Orders {
	tree: string;
	archives: UnpackOptions[];
}

async function run(): Promise<void> {
	const { tree, archives } = JSON.parse(readFileSync(0, 'utf8')) as Orders;
	const descriptors = process.argv.slice(2).map(Number);
	for (const [index, options] of archives.entries()) {
		let percent = 0;
		const { entries, skipped } = await unpackArchive(descriptors[index]!, tree, {
			...options,
			decompress,
			onRead(done, total) {
				const now = Math.min(100, Math.floor((100 * done) / Math.max(total, 1)));
				if (now > percent) say({ percent: (percent = now) });
			}
		});
		say({ entries, skipped });
	}
}

run().catch((error: unknown) => {
	const code = (error as NodeJS.ErrnoException).code;
	if (isBoxError(error)) {
		const { message, hint } = error;
		say({ error: error.code, message, ...(hint !== undefined && { hint }) });
	} else if (code !== undefined && /^E[A-Z0-9]+$/.test(code)) say({ failed: code });
	else process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
	process.exitCode = 1;
});
