/** Reads from a DNS answer where a name leads (RFC 1035, 4.1.3). Pure. */
import { TYPES } from './message.ts';

const CNAME = 5;
/** An OPT record has other data where records have their TTL (RFC 6891, 6.1.3). */
const OPT = 41;
/** Most records of a message. No legitimate answer has more. */
const MOST_RECORDS = 512;
/** Most aliases in a chain. */
const MOST_ALIASES = 16;

interface Entry {
	/** Lower case. */
	owner: string;
	type: number;
	/** Offset of its TTL, bytes. */
	ttlAt: number;
	/** Offset of its data, bytes. */
	dataAt: number;
	length: number;
}

export interface Answered {
	/** IPv4 addresses of the name, including those behind aliases; unique. */
	addresses: string[];
	/** The answer, with each TTL limited. */
	message: Buffer;
}

/**
 * Reads a name at an offset, and follows compression pointers.
 * @returns null for an invalid name
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
			// Pointers may only go backwards, so this loop ends.
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

/** @returns null for a malformed message */
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
 * @param answer to a query of `name` whose single question ends at `end`
 * @param mostSeconds longest TTL of any record
 * @returns null for an invalid answer
 */
export function readAnswered(answer: Buffer, name: string, end: number, mostSeconds: number): Answered | null {
	const read = answer.length < end ? null : readEntries(answer, end);
	if (!read) return null;
	const records = read.entries.slice(0, read.answers);
	const owners = new Set([name]);
	// Aliases may be in any order.
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
