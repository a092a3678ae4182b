/** Forwards a DNS query to a resolver of the host. */
import { createSocket } from 'node:dgram';
import { connect, isIP } from 'node:net';
import { randomInt } from 'node:crypto';
import { isAnswerTo, type Question } from './message.ts';

/**
 * Time until the next resolver is asked, milliseconds. Programs wait five seconds (resolv.conf(5)).
 */
const WITHIN_MS = 1800;

interface Resolver {
	address: string;
	port: number;
}

/** Gives the query a random id, so that only the resolver can answer it. */
function renumbered(message: Buffer): Buffer {
	const copy = Buffer.from(message);
	copy.writeUInt16BE(randomInt(65_536), 0);
	return copy;
}

/** Gives an answer the id of the original query. */
function numberedAs(answer: Buffer, message: Buffer): Buffer {
	const copy = Buffer.from(answer);
	message.copy(copy, 0, 0, 2);
	return copy;
}

/** @returns null where the resolver does not answer in time */
export function askOne(message: Buffer, question: Question, { address, port }: Resolver): Promise<Buffer | null> {
	return new Promise((resolve) => {
		const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
		const sent = renumbered(message);
		const end = (found: Buffer | null) => {
			clearTimeout(timer);
			socket.removeAllListeners('message');
			try {
				socket.close();
			} catch {
				// The socket was already closed by the error.
			}
			resolve(found);
		};
		const timer = setTimeout(() => end(null), WITHIN_MS).unref();
		socket.on('error', () => end(null));
		socket.on('message', (answer) => {
			if (isAnswerTo(sent, question, answer)) end(numberedAs(answer, message));
		});
		// A connected socket receives packets only from its peer. The callback gets an error where
		// there is no route.
		socket.connect(port, address, (error?: Error) => (error ? end(null) : socket.send(sent)));
	});
}

/** Does the same over TCP, for messages that a datagram cannot hold. */
export function askOneByConnection(
	message: Buffer,
	question: Question,
	{ address, port }: Resolver
): Promise<Buffer | null> {
	return new Promise((resolve) => {
		const socket = connect({ host: address, port });
		const sent = renumbered(message);
		let held = Buffer.alloc(0);
		const end = (found: Buffer | null) => {
			clearTimeout(timer);
			socket.destroy();
			resolve(found);
		};
		const timer = setTimeout(() => end(null), WITHIN_MS).unref();
		socket.on('error', () => end(null));
		socket.on('close', () => end(null));
		socket.on('data', (part) => {
			held = Buffer.concat([held, part]);
			if (held.length < 2 || held.length < held.readUInt16BE(0) + 2) return;
			const answer = held.subarray(2, held.readUInt16BE(0) + 2);
			end(isAnswerTo(sent, question, answer) ? numberedAs(answer, message) : null);
		});
		const size = Buffer.alloc(2);
		size.writeUInt16BE(sent.length);
		socket.write(Buffer.concat([size, sent]));
	});
}
