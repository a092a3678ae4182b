/**
 * A socket, stream, child process, thread or watcher without a listener for `error` ends the
 * process at its first failure. Few files create them. Each such file has a row here that says what
 * happens on an error. The streams room creates servers (.oxlintrc.json).
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { codeIn } from './code-in.ts';

const ROWS: Record<string, string> = {
	'src/agent/key-manager.ts': 'it is looked at whether the key manager lives',
	'src/dkm/folder.ts': 'nobody answers there',
	'src/dkm/server.ts': 'a connection too many, or one that could not be accepted, is lost',
	'src/lib/server/api/sockets.ts': 'the WebSocket is closed',
	'src/lib/server/compat/docker/web-socket.ts': 'web-socket.test.ts: what is no WebSocket, a client that goes',
	'src/lib/server/build/image/in-folder.ts': 'the copy of the layer fails',
	'src/lib/server/db/check.ts': 'the check fails',
	'src/lib/server/files/folder-watch.ts': 'that folder is watched no more',
	'src/lib/server/files/unpack.ts': 'unpacking fails',
	'src/lib/server/host/agent/audit.ts': 'lines are lost',
	'src/lib/server/host/agent/connection.ts': 'calls that wait fail, and it connects again',
	'src/lib/server/host/agent/listen.ts': 'the connection ends',
	'src/lib/server/host/agent/peer.ts': 'nobody knows who it is',
	'src/lib/server/host/containers/session.ts': 'that the program runs is known at its end alone',
	'src/lib/server/host/nginx/port-probe.ts': 'the port cannot be opened',
	'src/lib/server/host/spawn.ts': 'the call fails',
	'src/lib/server/host/fork-server/fork-server.ts': 'what it started fails, and the next has another',
	'src/lib/server/images/blobs.ts': 'what was written of it is removed, and the reason reported',
	'src/lib/server/images/load.ts': 'the archive is refused',
	'src/lib/server/images/push.ts': 'the layer is not packed, and the push fails',
	'src/lib/server/images/save.ts': 'the archive breaks off',
	'src/lib/server/kept-process.ts': 'it counts as ended and is started again',
	'src/lib/server/keys/process.ts': 'the key manager does not answer',
	'src/lib/server/network/names/forward.ts': 'the next resolver is asked',
	'src/lib/server/network/names/server.ts': 'the question is not answered',
	'src/lib/server/outbound/exchange.ts': 'the request fails in words',
	'src/lib/server/outbound/proxy.ts': 'both ends of the connection end',
	'src/lib/server/outbound/small.ts': 'the request fails in words',
	'src/lib/server/part-files.ts': 'is logged, and what is known stays as it was',
	'src/lib/server/pups/health/probe.ts': 'the check has failed, with that reason',
	'src/lib/server/host/containers/attaching.ts': 'nobody listens there: a keeper is begun',
	'src/lib/server/runtime/oci/attach.ts': 'who looks on is let go',
	'src/lib/server/runtime/oci/execs/control.ts': 'the command has ended: its end is published',
	'src/lib/server/runtime/oci/execs/watching.ts': 'it is looked at twice a second',
	'src/lib/server/runtime/oci/exit-files.ts': 'is logged, and ends are found by looking',
	'src/lib/server/runtime/oci/logs/following.ts': 'the log is watched anew',
	'src/lib/server/runtime/oci/logs/search/worker.ts': 'the search fails',
	'src/unpack/decompress.ts': 'unpacking fails; later the program’s exit status tells',
	'src/lib/server/small-request.ts': 'the request fails',
	'src/lib/server/streams/connection-server.ts': 'the connection ends',
	'src/lib/server/streams/guarded-server.ts': 'the connection ends'
};
/**
 * Files that import a maker but create nothing with it, or pass the result on. The value is the
 * file that creates it or listens for its errors.
 */
const ELSEWHERE: Record<string, string> = {
	'src/lib/server/files/unpack-format.ts': 'src/lib/server/files/unpack.ts',
	'src/lib/server/keys/transport.ts': 'src/lib/server/small-request.ts',
	'src/lib/server/operations/live/client.ts': 'src/lib/server/api/sockets.ts'
};

/** Functions and classes that create something that emits `error`, by module. */
const MAKERS: Record<string, RegExp> = {
	'node:dgram': /^createSocket$/,
	'node:child_process': /^(spawn|fork|exec|execFile)$/,
	'node:fs': /^(createReadStream|createWriteStream|watch|ReadStream|WriteStream)$/,
	'node:http': /^(request|get|createServer)$/,
	'node:https': /^(request|get|createServer)$/,
	'node:net': /^(connect|createConnection|createServer|Socket)$/,
	'node:worker_threads': /^Worker$/,
	ws: /^(WebSocket|WebSocketServer)$/
};
/** A listener for errors, or a call that adds one. */
const HEARS = /\.on(ce)?\(\s*'error'|\bpipeline\(/;

/** Whether a file imports one of the makers from its module. Types do not count. */
function usesOne(text: string): boolean {
	const stated = [...text.matchAll(/import\s+\{([^}]*)\}\s+from\s+'([^']+)'/g)];
	const awaited = [...text.matchAll(/\{([^{}]*)\}\s*=\s*(?:\([^()]*\)|await)\s*import\('([^']+)'\)/g)];
	return [...stated, ...awaited].some(([, names = '', from = '']) =>
		names
			.split(',')
			.map((name) => name.trim())
			.some((name) => !name.startsWith('type ') && MAKERS[from]?.test(name.split(/ as |:/)[0]!.trim()))
	);
}

const files = ['src/main.ts', ...codeIn('src/agent', 'src/dkm', 'src/supervisor', 'src/unpack', 'src/lib/server')];

it('whatever emits errors has somebody who hears them', () => {
	const found = files.filter((file) => usesOne(readFileSync(file, 'utf8')));
	expect(found.sort()).toEqual([...Object.keys(ROWS), ...Object.keys(ELSEWHERE)].sort());
	const makers = found.map((file) => ELSEWHERE[file] ?? file);
	expect(makers.filter((file) => !HEARS.test(readFileSync(file, 'utf8')))).toEqual([]);
});

it('last words on a bare connection are said in one place, which reads away what comes behind', () => {
	const said = files.filter((file) => /\.end\(\s*['"`]HTTP\/1/.test(readFileSync(file, 'utf8')));
	expect(said).toEqual([]);
});

it('sees an import of any shape', () => {
	for (const text of [
		"import { connect } from 'node:net';",
		"import { type Socket, request as plain } from 'node:http';",
		"import {\n\twatch\n} from 'node:fs';",
		"const { Worker } = await import('node:worker_threads');"
	]) {
		expect(usesOne(text), text).toBe(true);
	}
	expect(usesOne("import { type Socket, isIP } from 'node:net';")).toBe(false);
	expect(usesOne("import { readFileSync } from 'node:fs';")).toBe(false);
});
