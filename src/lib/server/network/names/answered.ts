/** What a resolver answered, as far as it says where a name leads (RFC 1035, 4.1.3). Pure. */
import { TYPES } from './message.ts';

const CNAME = 5;
/** In its place where a record has its time there is something else (RFC 6891, 6.1.3). */
const OPT = 41;
/** Records of a message: more than any answer in good faith has. */
const MOST_RECORDS = 512;
/** Names that lead to one another. */
const MOST_ALIASES = 16;

interface Entry {
	/** In small letters. */
	owner: string;
	type: number;
	/** Where its time to live stands, bytes from the beginning. */
	ttlAt: number;
	/** Where its data stand. */
	dataAt: number;
	length: number;
}

export interface Answered {
	/** IPv4 addresses that the name leads to, over aliases too; each once. */
	addresses: string[];
	/** The answer, in which nothing holds for longer than was asked for. */
	message: Buffer;
}

/**
 * A name as it stands there, with pointers followed.
 * @returns null where it is none
 */
function nameAt(message: Buffer, start: number): { name: string; end: number } | null {
	const labels: string[] = [];
	let at = start;
	let end: number | null = null;
	let size = 0;
	for (;;) {
		const length = message[at];
		if (length === undefined) return null;
		if (length >= 0xc0) {
			const low = message[at + 1];
			if (low === undefined) return null;
			const to = ((length & 0x3f) << 8) | low;
			// Backwards alone, so that it comes to an end.
			if (to >= at) return null;
			end ??= at + 2;
			at = to;
			continue;
		}
		if (length > 63 || at + 1 + length > message.length) return null;
		at += 1;
		if (length === 0) return { name: labels.join('.').toLowerCase(), end: end ?? at };
		size += length + 1;
		if (size > 254 || labels.length > 127) return null;
		labels.push(message.toString('latin1', at, at + length).replaceAll('.', '\\.'));
		at += length;
	}
}

/** @returns null where the message is malformed */
function readEntries(message: Buffer, start: number): { entries: Entry[]; answers: number } | null {
	const answers = message.readUInt16BE(6);
	const count = answers + message.readUInt16BE(8) + message.readUInt16BE(10);
	if (count > MOST_RECORDS) return null;
	const entries: Entry[] = [];
	let at = start;
	while (entries.length < count) {
		const owner = nameAt(message, at);
		if (!owner || owner.end + 10 > message.length) return null;
		const length = message.readUInt16BE(owner.end + 8);
		const dataAt = owner.end + 10;
		if (dataAt + length > message.length) return null;
		const type = message.readUInt16BE(owner.end);
		entries.push({ owner: owner.name, type, ttlAt: owner.end + 4, dataAt, length });
		at = dataAt + length;
	}
	return { entries, answers };
}

/**
 * Reads where a name leads.
 * @param answer to a question for `name` whose one question ends at `end`
 * @param mostSeconds for which anything of it may hold
 * @returns null for what is no answer as it should be
 */
export function readAnswered(answer: Buffer, name: string, end: number, mostSeconds: number): Answered | null {
	const read = answer.length < end ? null : readEntries(answer, end);
	if (!read) return null;
	const records = read.entries.slice(0, read.answers);
	const owners = new Set([name]);
	// Aliases may stand in any order.
	for (let before = 0; before !== owners.size && owners.size <= MOST_ALIASES;) {
		before = owners.size;
		for (const { owner, type, dataAt } of records) {
			const alias = type === CNAME && owners.has(owner) ? nameAt(answer, dataAt) : null;
			if (alias) owners.add(alias.name);
		}
	}
	const addresses = records
		.filter(({ owner, type, length }) => type === TYPES.A && length === 4 && owners.has(owner))
		.map(({ dataAt }) => answer.subarray(dataAt, dataAt + 4).join('.'));
	const message = Buffer.from(answer);
	for (const { type, ttlAt } of read.entries) {
		if (type !== OPT && message.readUInt32BE(ttlAt) > mostSeconds) message.writeUInt32BE(mostSeconds, ttlAt);
	}
	return { addresses: [...new Set(addresses)], message };
}
