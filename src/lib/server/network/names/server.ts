/**
 * Answers for names on the gateway of the bridge, for those who are on networks of their own or
 * held to names. Who asks is known by the source address, which the bridge has checked.
 */
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { createConnectionServer, listenAtAddress } from '../../streams/index.ts';
import { readAnswered } from './answered.ts';
import { decideName, type NamesOf } from './decide.ts';
import { askOne, askOneByConnection } from './forward.ts';
import { codeAnswer, CODES, foundAnswer, readQuestion, type Question } from './message.ts';

/** Questions of one asker that are passed on at the same time. */
const MOST_OPEN_EACH = 64;
/** Most open questions of all boxes together. */
const MOST_OPEN = 512;
/** Connections of all askers, and of one; a question over one is rare. */
const MOST_CONNECTIONS = 128;
const MOST_CONNECTIONS_EACH = 8;
/** Questions over one connection, and bytes of answers that are not read. */
const MOST_QUESTIONS = 32;
const MOST_WAITING = 65_536;
/** Ports that are tried, one after another. */
const PORTS = 8;
/** What was opened stays so for an hour (`NAMED_SECONDS`); programs ask again before. */
const MOST_HELD_SECONDS = 1800;
/** A connection without a question, milliseconds. */
const IDLE_MS = 10_000;

export interface NamesDeps {
	/** Of the bridge; an address of this host. */
	gateway: string;
	port: number;
	/** Who is asked for names of the world, in order. */
	resolvers(): readonly string[];
	/** What an asker finds; null: he is on no network, and held to no names. */
	namesOf(address: string): NamesOf | null;
	/** Addresses of those who are connected. */
	present(): ReadonlySet<string>;
	isInside(address: string): boolean;
	/**
	 * Has an asker reach what a name leads to, before the answer.
	 * @returns whether he does
	 */
	open(asker: string, addresses: readonly string[], tags: readonly string[]): Promise<boolean>;
	/** Somebody asked for a name that his list does not name. */
	unlisted(asker: string, name: string): void;
	log: Logger;
	/** Called when it listened, and does no more. */
	lost?: () => void;
	/** For tests: the port of resolvers; default 53. */
	resolverPort?: number;
}

export interface NamesServer {
	/** Where it listens; null: nowhere. */
	port(): number | null;
	/**
	 * Begins to listen, where it does not. Never fails: what keeps it from that is logged, once
	 * until it listens.
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

	/** Passes a question on; what one asker has open is bounded. */
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

	/** @returns null where nothing is to be answered */
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

	/** An answer that its asker may go by; null where it says nothing, or may not be opened. */
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
			.catch((error: unknown) => log.warn({ err: error }, 'a question for a name was not answered'));
	}

	/** One question after another, each behind its length in two bytes (RFC 1035, 4.2.2). */
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
			// Somebody may listen at all addresses of the host, and so at this one.
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
