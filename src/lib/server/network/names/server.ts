/**
 * DNS server at the bridge's gateway address, for members on networks of their own or limited to
 * names. It identifies the member by the source address, which the bridge has verified.
 */
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { createConnectionServer, listenAtAddress } from '../../streams/index.ts';
import { readAnswered } from './answered.ts';
import { decideName, type NamesOf } from './decide.ts';
import { askOne, askOneByConnection } from './forward.ts';
import { codeAnswer, CODES, foundAnswer, readQuestion, type Question } from './message.ts';

/** Most forwarded queries of one member at a time. */
const MOST_OPEN_EACH = 64;
/** Most forwarded queries of all members together. */
const MOST_OPEN = 512;
/** Most TCP connections of all members, and of one. Queries over TCP are rare. */
const MOST_CONNECTIONS = 128;
const MOST_CONNECTIONS_EACH = 8;
/** Most queries of one connection, and most bytes of unread answers. */
const MOST_QUESTIONS = 32;
const MOST_WAITING = 65_536;
/** Number of ports to try, one after another. */
const PORTS = 8;
/**
 * Most seconds of a TTL. An opened address stays open for an hour (`NAMED_SECONDS`); programs ask
 * again before that.
 */
const MOST_HELD_SECONDS = 1800;
/** Time after which a connection without a query is closed, milliseconds. */
const IDLE_MS = 10_000;

export interface NamesDeps {
	/** Address of the bridge, on this host. */
	gateway: string;
	port: number;
	/** Resolvers for external names, in order. */
	resolvers(): readonly string[];
	/** The names for a member; null for one on no network and not limited to names. */
	namesOf(address: string): NamesOf | null;
	/** Addresses of the connected members. */
	present(): ReadonlySet<string>;
	isInside(address: string): boolean;
	/**
	 * Opens addresses to a member before it gets the answer.
	 * @returns whether they are open
	 */
	open(asker: string, addresses: readonly string[], tags: readonly string[]): Promise<boolean>;
	/** Called when a member queries a name that is not on its list. */
	unlisted(asker: string, name: string): void;
	log: Logger;
	/** Called when the server stops listening. */
	lost?: () => void;
	/** Port of the resolvers, for tests; default 53. */
	resolverPort?: number;
}

export interface NamesServer {
	/** The port it listens on; null while it does not listen. */
	port(): number | null;
	/**
	 * Starts to listen, if it does not yet. Never rejects. Logs a failure once until it succeeds.
	 */
	listen(): Promise<void>;
	close(): void;
}

export function createNamesServer(deps: NamesDeps): NamesServer {
	const { gateway, port, log, resolverPort = 53 } = deps;
	const open = new Map<string, number>();
	let allOpen = 0;
	let turn = 0;
	let listening: { udp: UdpSocket; port: number; close(): void } | null = null;
	let closed = false;
	let warned = false;

	/** Forwards a query, within the limits of open queries. */
	async function passOn(from: string, ask: () => Promise<Buffer | null>): Promise<Buffer | null> {
		const mine = open.get(from) ?? 0;
		if (mine >= MOST_OPEN_EACH || allOpen >= MOST_OPEN) return null;
		open.set(from, mine + 1);
		allOpen += 1;
		try {
			return await ask();
		} finally {
			allOpen -= 1;
			const left = (open.get(from) ?? 1) - 1;
			if (left > 0) open.set(from, left);
			else open.delete(from);
		}
	}

	/** @returns null for no answer */
	async function answer(message: Buffer, from: string, by: typeof askOne): Promise<Buffer | null> {
		const question = readQuestion(message);
		if (question === null) return null;
		if (typeof question === 'number') return codeAnswer(message, question, null);
		const present = deps.present();
		const isThere = (address: string) => present.has(address);
		const decided = decideName(question, deps.namesOf(from), isThere, deps.isInside, turn++);
		if (decided.do === 'code') {
			if (decided.unlisted) deps.unlisted(from, question.name);
			return codeAnswer(message, decided.code, question.end);
		}
		if (decided.do === 'answer') return foundAnswer(message, question, decided.found);
		const found = await passOn(from, async () => {
			for (const resolver of deps.resolvers()) {
				const answered = await by(message, question, { address: resolver, port: resolverPort });
				if (answered) return answered;
			}
			return null;
		});
		const answered = found && decided.tags ? await opened(found, question, from, decided.tags) : found;
		return answered ?? codeAnswer(message, CODES.failed, question.end);
	}

	/**
	 * An answer that may be sent to the member; null where it is invalid or its addresses cannot be
	 * opened.
	 */
	async function opened(found: Buffer, { name, end }: Question, from: string, tags: string[]): Promise<Buffer | null> {
		const read = readAnswered(found, name, end, MOST_HELD_SECONDS);
		if (!read) return null;
		return (await deps.open(from, read.addresses, tags)) ? read.message : null;
	}

	function overUdp(udp: UdpSocket, message: Buffer, { address, port: back }: RemoteInfo): void {
		answer(message, address, askOne)
			.then((answered) => {
				if (answered && !closed) udp.send(answered, back, address, () => {});
			})
			.catch((error: unknown) => log.warn({ err: error }, 'a DNS query failed'));
	}

	/**
	 * Answers one query after another, each prefixed by its length in two bytes (RFC 1035, 4.2.2).
	 */
	async function overConnection(socket: Socket): Promise<void> {
		const from = socket.remoteAddress ?? '';
		let held = Buffer.alloc(0);
		let questions = 0;
		for await (const part of socket as AsyncIterable<Buffer>) {
			held = Buffer.concat([held, part]);
			for (;;) {
				const length = held.length < 2 ? Infinity : held.readUInt16BE(0);
				if (held.length < length + 2) break;
				const answered = await answer(held.subarray(2, length + 2), from, askOneByConnection);
				held = held.subarray(length + 2);
				questions += 1;
				if (!answered || questions > MOST_QUESTIONS || socket.writableLength > MOST_WAITING) return;
				const size = Buffer.alloc(2);
				size.writeUInt16BE(answered.length);
				socket.write(Buffer.concat([size, answered]));
			}
		}
	}

	async function bind(at: number): Promise<void> {
		const udp = createSocket('udp4');
		const ready = new Promise<void>((resolve, reject) => {
			udp.once('error', reject);
			udp.bind(at, gateway, () => {
				udp.off('error', reject);
				resolve();
			});
		});
		udp.on('error', (error) => {
			log.warn({ err: error }, 'the socket for names failed');
			if (listening?.udp !== udp) return;
			listening.close();
			listening = null;
			deps.lost?.();
		});
		udp.on('message', (message, from) => overUdp(udp, message, from));
		udp.unref();
		const tcp = createConnectionServer(
			(socket) =>
				overConnection(socket)
					.catch(() => {})
					.finally(() => socket.end()),
			{ most: MOST_CONNECTIONS, mostEach: MOST_CONNECTIONS_EACH, idleMs: IDLE_MS }
		);
		try {
			await ready;
			await listenAtAddress(tcp.server, at, gateway);
		} catch (error) {
			udp.close();
			tcp.close();
			throw error;
		}
		listening = {
			udp,
			port: at,
			close() {
				udp.close();
				tcp.close();
			}
		};
		if (closed) listening.close();
	}

	return {
		port: () => listening?.port ?? null,
		async listen() {
			if (listening || closed) return;
			// Another program may listen on all addresses of the host, including this one.
			const level = warned ? 'debug' : 'warn';
			for (let at = port; at < port + PORTS && !listening; at++) {
				await bind(at).catch((error: unknown) =>
					log[level]({ err: error, port: at }, 'names of boxes on networks cannot be answered at this port')
				);
			}
			warned = listening === null;
		},
		close() {
			closed = true;
			listening?.close();
			listening = null;
		}
	};
}
